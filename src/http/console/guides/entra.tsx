import { Code } from '../kit/code'
import { commonTroubles, enterprise, type Guide } from './guide'

export const entra: Guide = {
  before: [
    {
      title: 'Make an application',
      text: (
        <>
          In the Entra admin center under{' '}
          <em>Enterprise applications → New application → Create your own application</em>, choose{' '}
          <em>Integrate any other application you don’t find in the gallery</em>.
        </>
      ),
    },
    {
      title: 'Open provisioning',
      text: (
        <>
          <em>Provisioning → New configuration</em> (or <em>Get started</em>, with the mode <em>Automatic</em>).
        </>
      ),
    },
  ],
  values: [
    {
      field: 'Tenant URL',
      enter: 'endpoint with Entra flag',
      hint: (
        <>
          <Code>aadOptscim062020</Code> makes Entra send PATCH as the RFC has it. Without it everything works as well.
        </>
      ),
    },
    { field: 'Secret token', enter: 'token' },
    {
      field: 'instead: Token endpoint',
      enter: 'token URL',
      hint: 'For the authentication method “OAuth 2 client credentials grant”. The client secret is the token.',
    },
    { field: 'instead: Client identifier', enter: 'connection id' },
  ],
  after: [
    {
      title: 'Test',
      text: (
        <>
          Choose <em>Test connection</em>, and then <em>Create</em> or <em>Save</em>.
        </>
      ),
    },
    {
      title: 'Look at the mappings',
      text: (
        <>
          Under <em>Attribute mapping</em> (Mappings), the default ones fit. Keep{' '}
          <Code>userPrincipalName → userName</Code> as the matching attribute of users, and <Code>displayName</Code> of
          groups.
        </>
      ),
    },
    {
      title: 'Choose who',
      text: (
        <>
          Under <em>Users and groups</em>, assign people and groups; the scope stays “Sync only assigned users and
          groups”.
        </>
      ),
    },
    {
      title: 'Start',
      text: (
        <>
          Choose <em>Start provisioning</em>. The first cycle can take a while; later ones come every 40 minutes.
        </>
      ),
    },
  ],
  mapping: [
    { theirs: 'userPrincipalName', attribute: 'userName', note: 'matching precedence 1' },
    { theirs: 'Switch([IsSoftDeleted], , "False", "True", "True", "False")', attribute: 'active' },
    { theirs: 'mailNickname', attribute: 'externalId', note: 'objectId is the better choice: it never changes' },
    { theirs: 'displayName', attribute: 'displayName' },
    { theirs: 'givenName', attribute: 'name.givenName' },
    { theirs: 'surname', attribute: 'name.familyName' },
    { theirs: 'mail', attribute: 'emails[type eq "work"].value' },
    { theirs: 'telephoneNumber', attribute: 'phoneNumbers[type eq "work"].value' },
    { theirs: 'mobile', attribute: 'phoneNumbers[type eq "mobile"].value' },
    { theirs: 'jobTitle', attribute: 'title' },
    { theirs: 'employeeId', attribute: `${enterprise}:employeeNumber` },
    { theirs: 'department', attribute: `${enterprise}:department` },
    { theirs: 'manager', attribute: `${enterprise}:manager` },
    { theirs: 'SingleAppRoleAssignment([appRoleAssignments])', attribute: 'roles[primary eq "True"].value' },
    { theirs: 'group displayName', attribute: 'displayName', note: 'of groups; matching precedence 1' },
    { theirs: 'group objectId', attribute: 'externalId', note: 'of groups' },
    { theirs: 'group members', attribute: 'members', note: 'of groups' },
  ],
  test: [
    <>
      Under <em>Provision on demand</em>, choose one person: it shows each step, and the request is in the events here.
    </>,
    'Block the person from signing in, or take the assignment away: the person is inactive here after the next cycle.',
    'Entra deletes people here 30 days after they were deleted there, or when they are deleted for good.',
  ],
  troubles: [
    {
      sign: 'Provisioning is “in quarantine”.',
      remedy: 'Most requests failed for some time. Mend what the events say, then choose Restart provisioning.',
    },
    {
      sign: 'A person is skipped.',
      remedy: 'They are not assigned, or a scoping filter leaves them out. The provisioning logs of Entra say which.',
    },
    {
      sign: 'A custom attribute does not arrive.',
      remedy: (
        <>
          Under <em>Show advanced options → Edit attribute list</em>, add it by its whole name, such as{' '}
          <Code>urn:example:2.0:User:badge</Code>, then map it; define it here under Attributes.
        </>
      ),
    },
    ...commonTroubles,
  ],
}
