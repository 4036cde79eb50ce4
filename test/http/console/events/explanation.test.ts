import { describe, expect, test } from 'bun:test'
import { Glob } from 'bun'
import type { Change, StoredChange } from '../../../../src/directory/change'
import type { Connection } from '../../../../src/directory/connection'
import type { EventBackground, KnownResource } from '../../../../src/directory/event-background'
import type { StoredEvent } from '../../../../src/directory/request-event'
import { defaultSettings } from '../../../../src/directory/settings'
import { explain } from '../../../../src/http/console/events/explanation'
import { quirkNotes } from '../../../../src/http/console/events/quirk-notes'
import { root } from '../../../support/repository'

const okta: Connection = {
  id: 'okta',
  organizationId: 'harbor',
  name: 'Okta',
  kind: 'scim',
  settings: defaultSettings,
  created: 1,
}
const entra = { id: 'entra', name: 'Entra' }
const moment = Date.parse('2026-01-31T09:15:00Z')

const event = (more: Partial<StoredEvent>): StoredEvent => ({
  id: 'the-request',
  position: 1,
  time: moment,
  method: 'GET',
  path: '/scim/v2/Users',
  status: 200,
  duration: 1,
  organizationId: 'harbor',
  connectionId: 'okta',
  ...more,
})

const person = (more: Partial<KnownResource> = {}): KnownResource => ({
  type: 'User',
  id: 'ada',
  name: 'Ada',
  isDeleted: false,
  ...more,
})

const changed = (action: Change['action'], more: Partial<StoredChange> = {}): { readonly change: StoredChange } => ({
  change: {
    id: 1,
    organizationId: 'harbor',
    resourceType: 'User',
    resourceId: 'ada',
    action,
    actor: { kind: 'connection', id: 'okta' },
    time: moment,
    version: 1,
    ...more,
  },
})

const about = { resourceType: 'User', resourceId: 'ada', resourceName: 'Ada' } as const
const put = { ...about, method: 'PUT', path: '/scim/v2/Users/ada' }
const settings = (some: Partial<Connection['settings']>) => ({ ...okta, settings: { ...defaultSettings, ...some } })

type Case = readonly [
  happened: string,
  advice: string | undefined,
  event: Partial<StoredEvent>,
  background?: Partial<EventBackground>,
]

/** Without the marks that keep names apart. */
const plain = (text: string | undefined) => text?.replace(/[\u2068\u2069]/g, '')

describe('what happened is told of a success:', () => {
  test.each<Case>([
    ['Okta created Ada.', undefined, { ...put, changeId: 1 }, changed('created')],
    ['Okta changed Ada.', undefined, { ...put, changeId: 1 }, changed('updated')],
    [
      'Okta changed Crew: added 2 members and removed 1 member.',
      undefined,
      { ...put, resourceType: 'Group', resourceName: 'Crew' },
      changed('updated', { resourceType: 'Group', membersAdded: ['a', 'b'], membersRemoved: ['c'] }),
    ],
    [
      'Okta deactivated Ada, who was signed out everywhere and cannot sign in any more.',
      undefined,
      put,
      changed('deactivated'),
    ],
    ['Okta made Ada active again, with the role there was before.', undefined, put, changed('reactivated')],
    ['Okta deleted Ada, who can be restored for 30 days.', undefined, put, changed('deleted')],
    ['Okta took over Ada, who was in the organization before', undefined, put, changed('adopted')],
    ['so nothing was changed', "the identity provider's mapping must be corrected", put],
    [
      'so nothing was changed',
      'The password that came with it was kept.',
      { ...put, requestBody: '{"password":"[redacted]"}' },
      { connection: settings({ passwordSync: true }) },
    ],
    ['Okta created Ada.', 'Not kept: shoe. To keep', { ...put, ignored: ['shoe'] }, changed('created')],
    ['Okta read Ada.', undefined, about],
    ['Okta asked for people where userName eq "x".', undefined, { query: 'filter=userName+eq+%22x%22&count=1' }],
    [
      'Okta asked for people where userName eq "x", and found Ada.',
      undefined,
      { ...about, query: 'filter=userName+eq+%22x%22' },
    ],
    ['Okta asked for groups.', undefined, { path: '/scim/v2/connections/okta/Groups' }],
    ['Okta asked what this server can do.', undefined, { path: '/scim/v2/ServiceProviderConfig' }],
    ['each of them has an event of its own', undefined, { method: 'POST', path: '/scim/v2/Bulk' }],
  ])('%s', judge)
})

describe('what happened and what to do is told of a refusal:', () => {
  test.each<Case>([
    [
      'A request for Okta came without a token.',
      'Paste the token',
      { status: 401, detail: 'The request has no Authorization header; …' },
    ],
    ['carried a token that nobody has issued', 'mistyped, cut off', { status: 401, detail: 'The token is unknown; …' }],
    [
      'a token that was revoked on 2026-01-31 at 09:15 UTC',
      'still has the old token',
      { status: 401, detail: 'The token was revoked on 2026-01-31T09:15:00.000Z; …' },
    ],
    [
      'a token that expired on 2026-01-31 at 09:15 UTC',
      'Add a token',
      { status: 401, detail: 'The token expired on 2026-01-31T09:15:00.000Z; …' },
    ],
    [
      'a token of another connection',
      'must come from the same connection',
      { status: 401, detail: 'The token belongs to another connection than …' },
    ],
    [
      'an access token that has expired',
      'fetch a new one',
      { status: 401, detail: 'The access token is unknown or has expired; …' },
    ],
    [
      'Okta, a connection that was deleted on 2026-01-31 at 09:15 UTC',
      'Switch provisioning off',
      { status: 401, detail: 'The connection was deleted on 2026-01-31T09:15:00.000Z; …' },
      { connection: { ...okta, deletedAt: moment } },
    ],
    [
      'take Ada out of the organization, who is its last active owner',
      'Make another person an owner first',
      { ...put, status: 403, detail: 'Ada is the last active owner of the organization; …' },
    ],
    ['something that is not allowed: No.', undefined, { status: 403, detail: 'No.' }],
    ['an address that does not exist here', 'Check the base URL', { status: 404 }],
    ['a person that has never been in this organization (id ada)', 'assign it again', { ...about, status: 404 }],
    [
      'Okta asked for Ada, which was deleted on 2026-01-31 at 09:15 UTC by Grace.',
      'restore the person within 30 days',
      { ...about, status: 404 },
      { resource: person({ isDeleted: true, last: { action: 'deleted', time: moment, by: 'Grace' } }) },
    ],
    [
      'Ada, which belongs to another connection, Entra',
      'only one of the two connections',
      { ...about, status: 404 },
      { resource: person({ connection: entra }) },
    ],
    ['Ada, which does not belong to any connection', 'take over', { ...about, status: 404 }, { resource: person() }],
    ['but is now', undefined, { ...about, status: 404 }, { resource: person({ connection: okta }) }],
    [
      'wanted to create Ada, but has already made Ada',
      'match people by userName',
      { ...put, method: 'POST', status: 409 },
      { met: person({ connection: okta }) },
    ],
    [
      'wanted to create Ada, but Ada has the same userName and belongs to another connection, Entra.',
      'Unassign',
      { ...put, method: 'POST', status: 409 },
      { met: person({ connection: entra }) },
    ],
    [
      'but met Ada, who is in the organization already',
      'let the connection take over',
      { ...put, status: 409 },
      { met: person() },
    ],
    [
      'but met Ada, who is in the organization already',
      'the next attempt succeeds',
      { ...put, status: 409 },
      { met: person(), connection: settings({ existingPeople: 'adopt' }) },
    ],
    [
      'but its group Crew is called the same',
      'Rename one of the groups',
      { method: 'POST', status: 409, resourceType: 'Group', resourceName: 'crew' },
      { met: person({ type: 'Group', name: 'Crew' }) },
    ],
    [
      'a value that must be unique',
      'another value',
      { ...put, status: 409, detail: 'Somebody else has the same value of x, which is unique.' },
    ],
    ['who has gone or was renamed since', 'try again', { ...put, status: 409 }],
    [
      'a filter that cannot be understood: Eh?',
      'match people by',
      { status: 400, scimType: 'invalidFilter', detail: 'Eh?' },
    ],
    ['cannot be understood: Eh?', 'Compare what was sent', { status: 400, detail: 'Eh?' }],
    [
      'sent a value that cannot be used',
      'The connection is strict',
      { status: 400, scimType: 'invalidValue' },
      { connection: settings({ strict: true }) },
    ],
    ['had been changed meanwhile', 'read it again', { ...put, status: 412 }],
    ['more in one request', 'smaller requests', { status: 413 }],
    ['a format that is not understood', 'content type', { status: 415 }],
    ['more requests in a second', 'Entra ID needs 25', { status: 429 }],
    [
      'because the connection was paused',
      'Resume it',
      { status: 503, detail: 'The connection has been paused since …' },
      { connection: { ...okta, state: { paused: 1 } } },
    ],
    [
      'because the connection was paused',
      'has been resumed since',
      { status: 503, detail: 'The connection has been paused since …' },
    ],
    [
      'the safeguard holds',
      'let the connection continue',
      { ...put, status: 503, detail: 'Held.' },
      { connection: { ...okta, state: { held: 1 } } },
    ],
    ['the safeguard holds', 'The hold has ended since', { ...put, status: 503, detail: 'Held.' }],
    ['went wrong on our side', 'under the request id the-request', { status: 500 }],
    ['does not offer', 'Switch the action off', { status: 501, detail: 'x' }],
  ])('%s', judge)
})

function judge(...[happened, advice, some, background = {}]: Case): void {
  const told = explain(event(some), { connection: okta, ...background })
  expect(plain(told.happened)).toContain(happened)
  if (advice === undefined) expect(told.advice).toBeUndefined()
  else expect(plain(told.advice)).toContain(advice)
}

test.each([
  'invalidFilter',
  'tooMany',
  'uniqueness',
  'mutability',
  'invalidSyntax',
  'invalidPath',
  'noTarget',
  'invalidValue',
  'invalidVers',
  'sensitive',
  'invalidCursor',
  'expiredCursor',
  'invalidCount',
])('there is advice of its own for %s', (scimType) => {
  const unknown = explain(event({ status: 400, detail: 'x' }), { connection: okta })
  expect(explain(event({ status: 400, detail: 'x', scimType }), { connection: okta }).advice).not.toBe(unknown.advice)
})

test('a connection that is gone is not linked to', () => {
  const gone = { ...okta, deletedAt: 1 }
  expect(explain(event({ status: 429 }), { connection: gone }).links).toEqual([])
  expect(explain(event({ status: 429 }), { connection: okta }).links).toEqual([
    { label: 'Settings of the connection', href: '/connections/okta/settings' },
  ])
})

test('every tolerance is explained', async () => {
  const names = new Set<string>()
  for (const file of new Glob('{scim,http}/**/*.ts').scanSync(`${root}/src`)) {
    const text = await Bun.file(`${root}/src/${file}`).text()
    for (const [, name = ''] of text.matchAll(/(?:tolerate\(|quirk: |NameQuirk =[^=]*?\| )'(\w+)'/g)) names.add(name)
  }
  for (const name of ['bareExtensionAttribute', 'dotBehindUrn']) names.add(name)
  expect(names.size).toBeGreaterThan(20)
  expect([...names].filter((name) => quirkNotes[name] === undefined)).toEqual([])
})
