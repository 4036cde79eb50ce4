import { commonTroubles, enterprise, type Guide } from './guide'

const template = {
  schemas: ['urn:ietf:params:scim:schemas:core:2.0:User', enterprise],
  userName: '{$parameters.scimusername}',
  externalId: '{$user.id}',
  displayName: '{$user.display_name}',
  name: { givenName: '{$user.firstname}', familyName: '{$user.lastname}' },
  emails: [{ value: '{$user.email}', type: 'work', primary: true }],
  phoneNumbers: [{ value: '{$user.phone}', type: 'work' }],
  title: '{$user.title}',
  [enterprise]: { department: '{$user.department}' },
}

export const onelogin: Guide = {
  before: [
    {
      title: 'Add an application',
      text: (
        <>
          Under <em>Applications → Add App</em>, choose “SCIM Provisioner with SAML (SCIM v2 Enterprise)”, name it and
          save.
        </>
      ),
    },
    {
      title: 'Open its configuration',
      text: (
        <>
          The tab <em>Configuration</em> asks for the values.
        </>
      ),
    },
  ],
  values: [
    { field: 'SCIM Base URL', enter: 'endpoint' },
    { field: 'SCIM Bearer Token', enter: 'token' },
    { field: 'Custom Headers', enter: { text: 'Content-Type: application/scim+json' }, hint: 'May stay empty.' },
  ],
  template: { label: 'SCIM JSON Template', text: JSON.stringify(template, null, 2) },
  after: [
    {
      title: 'Enter the template',
      text: (
        <>
          Paste the text below as <em>SCIM JSON Template</em>.
        </>
      ),
    },
    {
      title: 'Enable the API',
      text: (
        <>
          Choose <em>Enable</em> beside API Connection. OneLogin asks for one page of users to try it.
        </>
      ),
    },
    {
      title: 'Switch provisioning on',
      text: (
        <>
          Under <em>Provisioning</em>: Enable provisioning; untick the approvals you do not want to give by hand; set
          “When users are deleted in OneLogin, or the user’s app access is removed” to <em>Suspend</em>.
        </>
      ),
    },
    {
      title: 'Set the userName',
      text: (
        <>
          Under <em>Parameters</em>, set <em>SCIM Username</em> to Email, and Groups to be included in user
          provisioning.
        </>
      ),
    },
    {
      title: 'Give access',
      text: (
        <>
          Under <em>Access</em>, choose roles; under <em>Rules</em>, “Set Groups in …” pushes groups.
        </>
      ),
    },
  ],
  mapping: [
    { theirs: '{$parameters.scimusername}', attribute: 'userName' },
    { theirs: '{$user.id}', attribute: 'externalId' },
    { theirs: '{$user.firstname}', attribute: 'name.givenName' },
    { theirs: '{$user.lastname}', attribute: 'name.familyName' },
    { theirs: '{$user.display_name}', attribute: 'displayName' },
    { theirs: '{$user.email}', attribute: 'emails[type eq "work"].value' },
    { theirs: '{$user.phone}', attribute: 'phoneNumbers[type eq "work"].value' },
    { theirs: '{$user.title}', attribute: 'title' },
    { theirs: '{$user.department}', attribute: `${enterprise}:department` },
  ],
  test: [
    'Give one person the role. Under Users in the application, their state goes from Pending to Provisioned.',
    'Take the role away: the person is inactive here.',
  ],
  troubles: [
    {
      sign: 'People stay “Pending”.',
      remedy:
        'An administrator’s approval is needed: choose the person and approve, or untick the approvals under Provisioning.',
    },
    {
      sign: 'OneLogin says that the JSON template cannot be parsed.',
      remedy: 'A quotation mark was turned into a typographic one on the way; copy the template again.',
    },
    ...commonTroubles,
  ],
}
