import { Code } from '../kit/code'
import { commonTroubles, enterprise, type Guide } from './guide'

export const generic: Guide = {
  before: [
    {
      title: 'Find where the client asks for a SCIM endpoint',
      text: 'It is often called base URL, tenant URL or service provider URL.',
    },
  ],
  values: [
    { field: 'Base URL', enter: 'endpoint', hint: 'Without /Users behind it.' },
    { field: 'Bearer token', enter: 'token', hint: 'Basic authentication works too: any name, the token as password.' },
    {
      field: 'or: OAuth 2 token URL',
      enter: 'token URL',
      hint: 'Grant type client_credentials; the client secret is the token.',
    },
    { field: 'or: OAuth 2 client id', enter: 'connection id' },
  ],
  after: [
    {
      title: 'Say what it may send',
      text: (
        <>
          Creating, changing and deactivating people (<Code>active: false</Code>), deleting them, groups and their
          members. PUT and PATCH both work, so does <Code>/Bulk</Code>.
        </>
      ),
    },
    {
      title: 'Match by userName',
      text: (
        <>
          Clients look for people by <Code>userName eq "…"</Code> or <Code>externalId eq "…"</Code> before they create
          them.
        </>
      ),
    },
  ],
  mapping: [
    {
      theirs: 'user name, often the e-mail address',
      attribute: 'userName',
      note: 'required; unique in the organization',
    },
    { theirs: 'id that never changes', attribute: 'externalId' },
    { theirs: 'first name', attribute: 'name.givenName' },
    { theirs: 'last name', attribute: 'name.familyName' },
    { theirs: 'display name', attribute: 'displayName' },
    { theirs: 'e-mail address', attribute: 'emails[type eq "work"].value' },
    { theirs: 'enabled', attribute: 'active' },
    { theirs: 'department', attribute: `${enterprise}:department` },
    { theirs: 'group name', attribute: 'displayName', note: 'of groups' },
    { theirs: 'group members', attribute: 'members', note: 'of groups' },
  ],
  test: [
    <>
      <Code>GET /Users?filter=userName eq "nobody"</Code> answers 200 and an empty list.
    </>,
    'Create one person, change them, deactivate them: three requests are in the events.',
  ],
  troubles: commonTroubles,
}
