import { commonTroubles, type Guide } from './guide'

export const authentik: Guide = {
  before: [
    {
      title: 'Make a SCIM provider',
      text: (
        <>
          In the admin interface under <em>Applications → Providers</em>, create one of the type <em>SCIM Provider</em>.
        </>
      ),
    },
  ],
  values: [
    { field: 'URL', enter: 'endpoint' },
    { field: 'Token', enter: 'token', hint: 'With the authentication mode “Static token”.' },
    { field: 'Compatibility Mode', enter: { text: 'Default' } },
    { field: 'Verify SCIM server’s certificates', enter: { text: 'on' } },
  ],
  after: [
    {
      title: 'Filter who is sent',
      text: (
        <>
          Keep <em>Exclude service accounts</em> on; a group filter limits people to those of one group.
        </>
      ),
    },
    {
      title: 'Attach it to an application',
      text: (
        <>
          Edit the application (or make one) and add the provider under <em>Backchannel Providers</em>. Without an
          application authentik sends nothing.
        </>
      ),
    },
    {
      title: 'Run it',
      text: (
        <>
          On the provider’s page choose <em>Run sync again</em>; from then on changes are sent as they happen.
        </>
      ),
    },
  ],
  mapping: [
    { theirs: 'username', attribute: 'userName' },
    { theirs: 'uid', attribute: 'externalId' },
    { theirs: 'name', attribute: 'displayName, name.formatted' },
    { theirs: 'the first and the other words of name', attribute: 'name.givenName, name.familyName' },
    { theirs: 'email', attribute: 'emails[type eq "other"].value', note: 'marked as primary' },
    { theirs: 'is_active', attribute: 'active' },
    { theirs: 'group name', attribute: 'displayName', note: 'of groups' },
    { theirs: 'group pk', attribute: 'externalId', note: 'of groups' },
  ],
  test: [
    'Run the sync: authentik asks for /ServiceProviderConfig first, then sends people, then groups.',
    'Deactivate somebody in authentik: they are inactive here.',
  ],
  troubles: [
    {
      sign: 'The sync says “No application”.',
      remedy: 'The provider is not a backchannel provider of any application yet.',
    },
    {
      sign: 'Every user fails with a certificate error in authentik’s log.',
      remedy:
        'authentik does not trust the certificate of this address; a private authority has to be added to its own.',
    },
    ...commonTroubles,
  ],
}
