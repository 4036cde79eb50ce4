import { Code } from '../kit/code'
import { commonTroubles, enterprise, type Guide } from './guide'

export const okta: Guide = {
  before: [
    {
      title: 'Add an application',
      text: (
        <>
          In the admin console under <em>Applications → Browse App Catalog</em>, add “SCIM 2.0 Test App (Header Auth)”;
          or take an app integration of your own and switch on SCIM under <em>General → App Settings → Provisioning</em>
          .
        </>
      ),
    },
    {
      title: 'Open the integration',
      text: (
        <>
          <em>Provisioning → Integration → Configure API Integration</em>, and tick <em>Enable API integration</em>.
        </>
      ),
    },
  ],
  values: [
    { field: 'SCIM connector base URL', enter: 'endpoint', hint: 'In a catalog app it is called Base URL.' },
    { field: 'Unique identifier field for users', enter: { text: 'userName' } },
    {
      field: 'Supported provisioning actions',
      enter: { text: 'Import New Users and Profile Updates, Push New Users, Push Profile Updates, Push Groups' },
    },
    {
      field: 'Authentication Mode',
      enter: { text: 'HTTP Header' },
      hint: 'Basic Auth works too: any name, the token as password.',
    },
    { field: 'Authorization', enter: 'token', hint: 'In a catalog app it is called API Token.' },
  ],
  after: [
    {
      title: 'Test',
      text: (
        <>
          Choose <em>Test Connector Configuration</em> (or <em>Test API Credentials</em>), and save.
        </>
      ),
    },
    {
      title: 'Switch the actions on',
      text: (
        <>
          Under <em>Provisioning → To App → Edit</em>: Create Users, Update User Attributes, Deactivate Users. Leave
          Sync Password off unless this connection has password sync switched on.
        </>
      ),
    },
    {
      title: 'Assign people',
      text: (
        <>
          Under <em>Assignments</em>, assign people or groups of people.
        </>
      ),
    },
    {
      title: 'Push groups',
      text: (
        <>
          Under <em>Push Groups</em>, choose groups by name or by rule. Assigning a group provisions its people; pushing
          it provisions the group itself.
        </>
      ),
    },
  ],
  mapping: [
    { theirs: 'userName (Application username)', attribute: 'userName' },
    { theirs: 'firstName', attribute: 'name.givenName' },
    { theirs: 'lastName', attribute: 'name.familyName' },
    { theirs: 'email', attribute: 'emails[primary eq true].value' },
    { theirs: 'displayName', attribute: 'displayName' },
    { theirs: 'title', attribute: 'title' },
    { theirs: 'mobilePhone', attribute: 'phoneNumbers[type eq "mobile"].value' },
    { theirs: 'primaryPhone', attribute: 'phoneNumbers[type eq "work"].value' },
    { theirs: 'streetAddress, city, state, zipCode, countryCode', attribute: 'addresses[type eq "work"]' },
    { theirs: 'employeeNumber', attribute: `${enterprise}:employeeNumber` },
    { theirs: 'department', attribute: `${enterprise}:department` },
    { theirs: 'costCenter', attribute: `${enterprise}:costCenter` },
    { theirs: 'managerId', attribute: `${enterprise}:manager.value` },
    { theirs: 'the user’s Okta id', attribute: 'externalId' },
  ],
  test: [
    'Assign one person. Within a minute a POST of /Users is in the events with 201.',
    'Change the person’s title in Okta: a PUT or PATCH with 200.',
    'Take the assignment away: the person is inactive here. Okta deactivates people, it never deletes them.',
  ],
  troubles: [
    {
      sign: <>Okta says “Error authenticating: null” or 401.</>,
      remedy:
        'The token is wrong, or was entered together with other text. Okta sends it as it was entered; “Bearer ” in front is fine, and so is nothing.',
    },
    {
      sign: 'A custom attribute of the profile editor does not arrive.',
      remedy: (
        <>
          Its external namespace must be a URN, such as <Code>{enterprise}</Code> or one that you define under
          Attributes.
        </>
      ),
    },
    {
      sign: 'Groups are there, but empty.',
      remedy: 'Their people are not assigned to the application: Okta pushes members only who are assigned.',
    },
    ...commonTroubles,
  ],
}
