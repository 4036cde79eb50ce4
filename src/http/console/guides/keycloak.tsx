import { commonTroubles, type Guide } from './guide'

export const keycloak: Guide = {
  note: (
    <>
      Keycloak itself has no SCIM client; it takes an extension. The steps are for the open one called keycloak-scim,
      and others ask for the same values.
    </>
  ),
  before: [
    {
      title: 'Install the extension',
      text: (
        <>
          Put its jar into <code>providers/</code> of Keycloak, run <code>kc.sh build</code>, and restart.
        </>
      ),
    },
    {
      title: 'Let it hear of changes',
      text: (
        <>
          Under <em>Realm settings → Events → Event listeners</em>, add <code>scim</code>.
        </>
      ),
    },
    {
      title: 'Add the provider',
      text: (
        <>
          Under <em>User federation</em>, add a provider of the kind <em>scim</em>.
        </>
      ),
    },
  ],
  values: [
    { field: 'SCIM 2.0 endpoint', enter: 'endpoint' },
    { field: 'Endpoint content type', enter: { text: 'application/scim+json' } },
    { field: 'Auth mode', enter: { text: 'Bearer' } },
    { field: 'Auth password/token', enter: 'token' },
    { field: 'Enable user propagation', enter: { text: 'on' } },
    { field: 'Enable group propagation', enter: { text: 'on' } },
  ],
  after: [
    {
      title: 'Send those who are there already',
      text: (
        <>
          Leave the import off, and choose <em>Sync all users</em> once; changes are sent as they happen.
        </>
      ),
    },
  ],
  mapping: [
    { theirs: 'username', attribute: 'userName' },
    { theirs: 'id', attribute: 'externalId' },
    { theirs: 'firstName', attribute: 'name.givenName' },
    { theirs: 'lastName', attribute: 'name.familyName' },
    { theirs: 'email', attribute: 'emails.value' },
    { theirs: 'enabled', attribute: 'active' },
    { theirs: 'group name', attribute: 'displayName', note: 'of groups' },
  ],
  test: [
    'Edit somebody in Keycloak: a request is in the events at once.',
    'Switch somebody’s “Enabled” off: they are inactive here.',
  ],
  troubles: [
    {
      sign: 'Changes are not sent, but “Sync all users” works.',
      remedy: 'The event listener scim is missing in the realm.',
    },
    {
      sign: '409 for everybody at the first sync.',
      remedy: 'They are here from before; let the connection take over existing people (see Settings).',
    },
    ...commonTroubles,
  ],
}
