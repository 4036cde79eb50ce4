import { commonTroubles, type Guide } from './guide'

export const googleWorkspace: Guide = {
  note: (
    <>
      Google Workspace pushes people only to applications of its own catalog; there is no place in its admin console
      where this endpoint could be entered. What works is a directory that reads from Google and pushes by SCIM: Okta,
      Entra ID, JumpCloud and OneLogin all import people from Google Workspace. Connect that one instead, with its own
      guide, and leave Google as what it reads from.
    </>
  ),
  before: [
    {
      title: 'Let another directory read from Google',
      text: (
        <>
          In Okta it is the Google Workspace application with <em>Import</em>; in JumpCloud{' '}
          <em>Directory Integrations → Google Workspace</em>; in OneLogin <em>Users → Directories</em>; in Entra ID the
          Google federation with provisioning.
        </>
      ),
    },
    {
      title: 'Connect that directory here',
      text: 'Choose it as the provider of this connection, under Settings, to see its guide.',
    },
  ],
  values: [
    { field: 'Endpoint', enter: 'endpoint' },
    { field: 'Token', enter: 'token' },
  ],
  after: [],
  mapping: [
    { theirs: 'primaryEmail', attribute: 'userName' },
    { theirs: 'id', attribute: 'externalId' },
    { theirs: 'name.givenName', attribute: 'name.givenName' },
    { theirs: 'name.familyName', attribute: 'name.familyName' },
    { theirs: 'suspended', attribute: 'active', note: 'the other way round' },
  ],
  test: ['Change a title in Google: once the directory between has read it, a request is in the events here.'],
  troubles: commonTroubles,
}
