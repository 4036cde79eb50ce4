import { commonTroubles, enterprise, type Guide } from './guide'

export const ping: Guide = {
  before: [
    {
      title: 'Make a connection',
      text: (
        <>
          In PingOne under <em>Integrations → Provisioning</em>, choose{' '}
          <em>+ → New connection → Identity Store → SCIM Outbound</em>, and name it.
        </>
      ),
    },
    { title: 'Configure authentication', text: 'The next page asks for the values.' },
  ],
  values: [
    { field: 'SCIM Base URL', enter: 'endpoint' },
    { field: 'Users Resource', enter: { text: '/Users' } },
    { field: 'Groups Resource', enter: { text: '/Groups' } },
    { field: 'SCIM Version', enter: { text: '2.0' } },
    { field: 'Authentication Method', enter: { text: 'OAuth 2 Bearer Token' } },
    { field: 'OAuth Access Token', enter: 'token' },
    { field: 'Auth Type Header', enter: { text: 'Bearer' } },
    { field: 'User Filter Expression', enter: { text: 'userName Eq "%s"' } },
    { field: 'User Identifier', enter: { text: 'userName' } },
  ],
  after: [
    {
      title: 'Test',
      text: (
        <>
          Choose <em>Test connection</em>, and go on.
        </>
      ),
    },
    {
      title: 'Choose the actions',
      text: (
        <>
          Allow users to be created, updated, disabled and deprovisioned; set the remove action to <em>Disable</em>.
        </>
      ),
    },
    {
      title: 'Make a rule',
      text: (
        <>
          Under <em>Rules</em>, add one from PingOne to this connection; its user filter says who is provisioned (such
          as Enabled equals true), its attribute mapping what is sent. Then switch connection and rule on.
        </>
      ),
    },
    {
      title: 'Push groups',
      text: (
        <>
          In the rule under <em>Group provisioning</em>, add the groups.
        </>
      ),
    },
  ],
  mapping: [
    { theirs: 'Username', attribute: 'userName' },
    { theirs: 'User ID', attribute: 'externalId' },
    { theirs: 'Given Name', attribute: 'name.givenName' },
    { theirs: 'Family Name', attribute: 'name.familyName' },
    { theirs: 'Email Address', attribute: 'emails[type eq "work"].value' },
    { theirs: 'Primary Phone', attribute: 'phoneNumbers[type eq "work"].value' },
    { theirs: 'Title', attribute: 'title' },
    { theirs: 'Enabled', attribute: 'active' },
    { theirs: 'a custom attribute', attribute: `${enterprise}:department` },
  ],
  test: [
    'Change a person whom the rule covers: a GET by userName and a POST are in the events.',
    'Disable the person: they are inactive here.',
  ],
  troubles: [
    {
      sign: 'Nothing is sent.',
      remedy:
        'Both the connection and the rule have a switch of their own; and a rule without a user filter covers nobody.',
    },
    {
      sign: 'People are created twice, or 409.',
      remedy: 'The user filter expression must ask for the same attribute that is mapped to userName.',
    },
    ...commonTroubles,
  ],
}
