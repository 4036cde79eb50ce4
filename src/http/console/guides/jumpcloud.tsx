import { commonTroubles, enterprise, type Guide } from './guide'

export const jumpcloud: Guide = {
  before: [
    {
      title: 'Add an application',
      text: (
        <>
          Under <em>SSO Applications → Add New Application</em>, choose <em>Custom Application</em> with{' '}
          <em>Export users to this app (Identity Management)</em>, name it and save.
        </>
      ),
    },
    {
      title: 'Open Identity Management',
      text: (
        <>
          The tab <em>Identity Management</em> of the application asks for the values.
        </>
      ),
    },
  ],
  values: [
    { field: 'API Type', enter: { text: 'SCIM API' }, hint: 'Where it is asked for.' },
    { field: 'SCIM Version', enter: { text: 'SCIM 2.0' } },
    { field: 'Base URL', enter: 'endpoint' },
    { field: 'Token Key', enter: 'token' },
    {
      field: 'Test User Email',
      enter: { text: 'an address that nobody has' },
      hint: 'JumpCloud creates this person for the test, and deactivates them again.',
    },
  ],
  after: [
    {
      title: 'Test and activate',
      text: (
        <>
          Choose <em>Test Connection</em>, then <em>Activate</em>, then <em>Save</em>.
        </>
      ),
    },
    {
      title: 'Push groups',
      text: (
        <>
          Switch on <em>Enable management of User Groups and Group Membership in this application</em>.
        </>
      ),
    },
    {
      title: 'Give access',
      text: (
        <>
          Under <em>User Groups</em>, choose the groups whose people are to be here.
        </>
      ),
    },
  ],
  mapping: [
    { theirs: 'email', attribute: 'userName' },
    { theirs: 'id', attribute: 'externalId' },
    { theirs: 'firstname', attribute: 'name.givenName' },
    { theirs: 'lastname', attribute: 'name.familyName' },
    { theirs: 'displayname', attribute: 'displayName' },
    { theirs: 'email', attribute: 'emails[type eq "work"].value' },
    { theirs: 'jobTitle', attribute: 'title' },
    { theirs: 'employeeIdentifier', attribute: `${enterprise}:employeeNumber` },
    { theirs: 'department', attribute: `${enterprise}:department` },
    { theirs: 'costCenter', attribute: `${enterprise}:costCenter` },
    { theirs: 'user group name', attribute: 'displayName', note: 'of groups' },
  ],
  test: [
    'The connection test itself creates and deactivates one person: both requests are in the events.',
    'Add somebody to one of the groups: they are here within a few minutes.',
    'Take them out, or suspend them: they are inactive here.',
  ],
  troubles: [
    {
      sign: 'The test says that the user exists already.',
      remedy: 'An earlier test left the test user behind. Use another address, or delete that person here.',
    },
    {
      sign: 'A group lost all its members.',
      remedy:
        'JumpCloud removes members by a list; only those it lists are removed here. Look at the event: its request body says whom it named.',
    },
    ...commonTroubles,
  ],
}
