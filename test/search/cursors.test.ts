import { afterAll, beforeAll, describe, expect, test } from 'bun:test'
import { randomBytes } from 'node:crypto'
import { operator } from '../../src/directory/staff'
import { cursors } from '../../src/http/scim/cursor'
import { limits } from '../../src/http/scim/limits'
import { ScimError } from '../../src/scim/scim-error'
import { timed } from '../access/timed'
import { type Access, type Assembly, assemble, endAssemblies, group, urns, user } from '../http/assembly'
import { create, expectRefusal, idsOf, page, query, walk, walkBack } from './searching'

let assembly: Assembly
let harbor: Access
let users: readonly string[] = []

/** Values that are equal, alike but for case or form, beyond ASCII and missing. */
const titles = ['b', undefined, 'Ä', 'a', 'B', '', 'ä', 'zz', '😀', '\ue000', undefined, 'a', 'Straße', 'STRASSE', ' ']

beforeAll(async () => {
  assembly = await assemble()
  harbor = await assembly.organization('Harbor')
  users = await create(
    assembly,
    harbor,
    '/Users',
    titles.map((title, index) =>
      user(`u${String(index).padStart(2, '0')}`, {
        ...(title !== undefined && { title }),
        active: index % 3 !== 0,
        ...(index % 4 !== 1 && {
          emails: [
            { value: `z${(index * 7) % 5}@harbor.example` },
            { value: `a${(index * 7) % 4}@harbor.example`, primary: index % 2 === 0 },
          ],
        }),
        [urns.enterprise]: { department: index % 2 ? 'Deck' : undefined },
      }),
    ),
  )
  await create(assembly, harbor, '/Groups', [group('Crew', users.slice(0, 2)), group('Watch', users.slice(1, 3))])
})
afterAll(endAssemblies)

const first = (parameters = {}) => page(assembly, harbor, '/Users', { cursor: '', count: 3, ...parameters })

describe('a walk', () => {
  test('begins with a bare cursor, an empty one, or one in other letters', async () => {
    const begun = await page(assembly, harbor, '/Users?cursor&count=3', {})
    expect(begun.ids).toEqual(users.slice(0, 3))
    for (const asked of ['cursor=&count=3', 'count=3&cursor', 'Cursor=&COUNT=3']) {
      expect((await page(assembly, harbor, `/Users?${asked}`, {})).ids).toEqual(begun.ids)
    }
    expect((await page(assembly, harbor, '/Users?cursor', {})).ids).toEqual([...users])
  })

  test('says neither how many there are in all nor where a page begins', async () => {
    const { json } = await first()
    expect(Object.keys(json)).toEqual(['schemas', 'itemsPerPage', 'nextCursor', 'Resources'])
    expect([json.schemas, json.itemsPerPage]).toEqual([[urns.list], 3])
  })

  test('is not what a request without a cursor does', async () => {
    const { json, next, previous } = await page(assembly, harbor, '/Users', { count: 3 })
    expect([json.totalResults, json.startIndex, next, previous]).toEqual([titles.length, 1, undefined, undefined])
  })

  test('has cursors that a URL carries as they are, and that tell nothing', async () => {
    const { next = '' } = await first({ sortBy: 'title', filter: 'title sw "STRASSE"', count: 1 })
    expect(next).toMatch(/^[\w-]+$/)
    const decoded = Buffer.from(next, 'base64url').toString('latin1')
    for (const secret of ['strasse', 'title', 'User', ...users]) expect(decoded).not.toContain(secret)
    expect((await first({ sortBy: 'title', filter: 'title sw "STRASSE"', count: 1 })).next).not.toBe(next)
  })

  const names = ['title', 'userName', 'id', 'emails', 'emails.value', 'emails.primary', 'active', 'groups']
    .concat(['groups.display', `${urns.enterprise}:department`, 'externalId', 'schemas', 'name.familyName'])
    .concat(['meta.version', 'meta.location', 'groups.$ref', 'meta.created', 'meta.lastModified'])
  const searches: readonly { readonly sortBy?: string; readonly sortOrder?: string }[] = [
    {},
    ...names.flatMap((sortBy) => ['ascending', 'descending'].map((sortOrder) => ({ sortBy, sortOrder }))),
  ]
  const filters = [undefined, 'title pr', 'active eq true', 'emails pr', 'groups pr or title gt "b"', 'title eq "none"']

  test.each(searches)('sorted by %j is the sorted list, forward and back', async (sorted) => {
    const few = !/^title$|groups$/.test(sorted.sortBy ?? 'groups')
    for (const filter of few ? filters.slice(0, 2) : filters) {
      const asked = { ...sorted, filter }
      const whole = await page(assembly, harbor, '/Users', { ...asked, count: 1000 })
      for (const count of few ? [2, 15] : [1, 4, 15, 1000]) {
        const pages = await walk(assembly, harbor, '/Users', { ...asked, count })
        expect([asked, count, idsOf(pages)]).toEqual([asked, count, whole.ids])
        expect(pages.slice(0, -1).every(({ ids }) => ids.length === count)).toBeTrue()
        expect([pages[0]?.previous, pages.at(-1)?.next]).toEqual([undefined, undefined])
        expect(pages.slice(1).every(({ previous }) => previous !== undefined)).toBeTrue()
        const last = pages.at(-1)
        if (!last) throw new Error('a walk without a page')
        const back = await walkBack(assembly, harbor, '/Users', { ...asked, count }, last)
        expect([asked, count, back.toReversed().map(({ ids }) => ids)]).toEqual([
          asked,
          count,
          pages.slice(0, -1).map(({ ids }) => ids),
        ])
        expect(back.every(({ next }) => next !== undefined)).toBeTrue()
      }
    }
  })

  test('turns round wherever it is', async () => {
    const parameters = { sortBy: 'title', count: 2 }
    const [one, two, three] = await walk(assembly, harbor, '/Users', parameters)
    const at = (cursor?: string) => page(assembly, harbor, '/Users', { ...parameters, cursor })
    const back = await at(three?.previous)
    expect(back.ids).toEqual(two?.ids ?? [])
    expect((await at(back.next)).ids).toEqual(three?.ids ?? [])
    expect((await at(back.previous)).ids).toEqual(one?.ids ?? [])
    expect((await at((await at(back.previous)).next)).ids).toEqual(two?.ids ?? [])
  })

  test('does not need what is sorted by to be part of the answer', async () => {
    for (const [path, sortBy] of [
      ['/Users', 'title'],
      ['/Users', 'groups'],
      ['/Groups', 'members'],
      ['/Groups', 'members.display'],
      ['/Groups', 'displayName'],
    ]) {
      for (const sortOrder of ['ascending', 'descending']) {
        for (const narrowed of [{ excludedAttributes: 'title,groups,members,displayName' }, { attributes: 'id' }]) {
          const asked = { sortBy, sortOrder, ...narrowed }
          const whole = await page(assembly, harbor, path ?? '', { ...asked, count: 1000 })
          const walked = await walk(assembly, harbor, path ?? '', { ...asked, count: 1 })
          expect([path, asked, idsOf(walked)]).toEqual([path, asked, whole.ids])
        }
      }
    }
  })

  test('of groups goes in every order too', async () => {
    const ferry = await assembly.connection(harbor.connection.organizationId)
    const [ann, bob] = await create(assembly, ferry, '/Users', [user('ferry.ann'), user('ferry.bob')])
    const members = [[bob], [ann, bob], [], [ann], [bob, ann], []]
    await create(
      assembly,
      ferry,
      '/Groups',
      members.map((ids, index) => group(`g${(index * 5) % 6}`, ids as string[])),
    )
    for (const sortBy of [
      'displayName',
      'members',
      'members.value',
      'members.display',
      'members.type',
      'members.$ref',
    ]) {
      for (const sortOrder of ['ascending', 'descending']) {
        const whole = await page(assembly, ferry, '/Groups', { sortBy, sortOrder })
        const walked = await walk(assembly, ferry, '/Groups', { sortBy, sortOrder, count: 1 })
        expect([sortBy, sortOrder, idsOf(walked)]).toEqual([sortBy, sortOrder, whole.ids])
      }
    }
  })
})

describe('a count', () => {
  test('of none, or of fewer, is refused; a huge one gives the most there may be', async () => {
    for (const count of [0, -1, -1000, Number.MIN_SAFE_INTEGER]) {
      for (const path of ['', '/Users', '/Groups']) {
        await expectRefusal(assembly, harbor, `GET ${path}/${query({ cursor: '', count })}`, 400, 'invalidCount')
        await expectRefusal(assembly, harbor, `POST ${path}/.search`, 400, 'invalidCount', { cursor: '', count })
      }
    }
    for (const count of [1000, 1001, Number.MAX_SAFE_INTEGER]) {
      expect((await page(assembly, harbor, '/Users', { cursor: '', count })).ids).toHaveLength(titles.length)
    }
  })

  test('stays what it was where the walk began, said again or not', async () => {
    const begun = await first()
    const next = await page(assembly, harbor, '/Users', { cursor: begun.next })
    expect(next.ids).toEqual(users.slice(3, 6))
    expect((await page(assembly, harbor, '/Users', { cursor: begun.next, count: 3 })).ids).toEqual(next.ids)
    expect((await page(assembly, harbor, '/Users', { cursor: next.next, count: 3 })).ids).toEqual(users.slice(6, 9))
    for (const count of [0, -1, 1, 2, 4, 1000, 5000]) {
      await expectRefusal(assembly, harbor, `GET /Users${query({ cursor: begun.next, count })}`, 400, 'invalidCount')
      const body = { cursor: begun.next, count }
      await expectRefusal(assembly, harbor, 'POST /Users/.search', 400, 'invalidCount', body)
    }
  })

  test('that is no integer is refused', async () => {
    for (const count of ['1.5', 'many', '1e400', '9007199254740993', 'NaN', '0x', '-1e300']) {
      await expectRefusal(assembly, harbor, `GET /Users${query({ cursor: '', count })}`, 400, 'invalidCount')
      await expectRefusal(assembly, harbor, `GET /Users${query({ count, cursor: 'made up' })}`, 400, 'invalidCount')
      await expectRefusal(assembly, harbor, `GET /Users${query({ count })}`, 400, 'invalidValue')
      await expectRefusal(assembly, harbor, 'POST /Users/.search', 400, 'invalidCount', { count, cursor: '' })
    }
    for (const count of [1.5, 1e300, true, [1], {}]) {
      await expectRefusal(assembly, harbor, 'POST /Users/.search', 400, 'invalidCount', { cursor: '', count })
      await expectRefusal(assembly, harbor, 'POST /Users/.search', 400, 'invalidValue', { cursor: null, count })
    }
  })
})

describe('a cursor is refused', () => {
  const asked = { filter: 'userName pr', sortBy: 'title', sortOrder: 'ascending', count: 3 }
  let cursor: string

  beforeAll(async () => {
    cursor = (await first(asked)).next ?? ''
    expect((await page(assembly, harbor, '/Users', { ...asked, cursor })).ids).toHaveLength(3)
  })

  const refused = (access: Access, path: string, parameters: Readonly<Record<string, string | number | undefined>>) =>
    expectRefusal(assembly, access, `GET ${path}${query(parameters)}`, 400, 'invalidCursor')

  test('that nobody made', async () => {
    for (const made of [
      'x',
      '0',
      '1',
      ' ',
      'null',
      'é',
      '😀',
      '=',
      '%',
      'AAAA',
      'A'.repeat(200),
      randomBytes(80).toString('hex'),
    ]) {
      await refused(harbor, '/Users', { ...asked, cursor: made })
    }
  })

  test('of which anything was changed, cut off or put behind', async () => {
    const bytes = Buffer.from(cursor, 'base64url')
    for (let at = 0; at < bytes.length; at += 7) {
      const changed = Buffer.from(bytes)
      changed[at] = (changed[at] ?? 0) ^ 1
      await refused(harbor, '/Users', { ...asked, cursor: changed.toString('base64url') })
    }
    for (const length of [1, 12, 16, 28, 29, bytes.length - 1]) {
      await refused(harbor, '/Users', { ...asked, cursor: bytes.subarray(0, length).toString('base64url') })
    }
    await refused(harbor, '/Users', { ...asked, cursor: `${cursor}AAAA` })
    await refused(harbor, '/Users', { ...asked, cursor: cursor + cursor })
  })

  test('of another search: filter, order, endpoint', async () => {
    for (const other of [
      { ...asked, filter: undefined },
      { ...asked, filter: 'userName pr and active eq true' },
      { ...asked, sortBy: undefined },
      { ...asked, sortBy: 'userName' },
      { ...asked, sortOrder: 'descending' },
      { count: 3 },
    ]) {
      await refused(harbor, '/Users', { ...other, cursor })
    }
    await refused(harbor, '/Groups', { filter: 'displayName pr', sortBy: 'displayName', cursor })
    const plain = (await first()).next
    for (const path of ['/Groups', '']) await refused(harbor, path, { cursor: plain, count: 3 })
    const ofAll = (await page(assembly, harbor, '', { cursor: '', count: 3 })).next
    for (const path of ['/Users', '/Groups']) await refused(harbor, path, { cursor: ofAll, count: 3 })
  })

  test('of another connection, of the same organization or of another', async () => {
    const ferry = await assembly.connection(harbor.connection.organizationId)
    const island = await assembly.organization('Island')
    for (const stranger of [ferry, island]) await refused(stranger, '/Users', { ...asked, cursor })
  })

  test('though not because of the base, another token of the same connection, or other attributes', async () => {
    const token = await assembly.directory.addToken(
      operator(harbor.connection.organizationId),
      harbor.connection.id,
      'second',
    )
    const base = `/scim/v2/connections/${harbor.connection.id}`
    const again = await page(assembly, { ...harbor, token }, `${base}/Users`, { ...asked, cursor, attributes: 'id' })
    expect(again.ids).toEqual((await page(assembly, harbor, '/Users', { ...asked, cursor })).ids)
  })

  test('once it has expired', () => {
    let now = 1_000_000
    const made = cursors(randomBytes(32), () => now)
    const place = { count: 1, type: 'User', direction: 'forward', id: 'x' } as const
    const sealed = made.seal(place, ['walk'])
    const opened = () => {
      try {
        return made.open(sealed, ['walk'])
      } catch (error) {
        return error instanceof ScimError && `${error.status} ${error.scimType}`
      }
    }
    now += limits.cursorTimeout * 1000
    expect(opened()).toEqual(place)
    now += 1
    expect(opened()).toBe('400 expiredCursor')
  })
})

test('an expired cursor is refused with expiredCursor, by GET and by POST, and an empty one begins again', async () => {
  const clock = timed(assembly)
  const { json: begun } = await clock.ask(harbor, 'GET /Users?cursor&count=2')
  const next = `GET /Users?cursor=${begun.nextCursor}`
  clock.pass(limits.cursorTimeout * 1000)
  expect((await clock.ask(harbor, next)).status).toBe(200)
  clock.pass(1)
  for (const refused of [
    await clock.ask(harbor, next),
    await clock.ask(harbor, 'POST /Users/.search', { cursor: begun.nextCursor }),
  ]) {
    expect([refused.status, refused.json.status, refused.json.scimType]).toEqual([400, '400', 'expiredCursor'])
    expect(refused.json.detail).toContain('empty cursor')
  }
  expect((await clock.ask(harbor, 'GET /Users?cursor&count=2')).status).toBe(200)
  const { json } = await clock.ask(harbor, 'GET /ServiceProviderConfig')
  expect(json.pagination).toMatchObject({ cursor: true, index: true, cursorTimeout: limits.cursorTimeout })
})

describe('by POST', () => {
  test('cursors go in the body, and from one method to the other', async () => {
    const posted = await page(assembly, harbor, '/Users/.search', {}, { cursor: '', count: 3, filter: 'active pr' })
    expect(posted.ids).toEqual(users.slice(0, 3))
    const next = { cursor: posted.next, filter: 'active pr' }
    expect((await page(assembly, harbor, '/Users/.search', {}, next)).ids).toEqual(users.slice(3, 6))
    expect((await page(assembly, harbor, '/Users', next)).ids).toEqual(users.slice(3, 6))
    const back = (await page(assembly, harbor, '/Users', next)).previous
    expect((await page(assembly, harbor, '/Users/.search', {}, { ...next, cursor: back })).ids).toEqual(
      users.slice(0, 3),
    )
  })

  test('the root is walked through as well, but not in a sorted way', async () => {
    const begun = await page(assembly, harbor, '/.search', {}, { cursor: '', count: titles.length + 1 })
    const rest = await page(assembly, harbor, '/.search', {}, { cursor: begun.next })
    expect([begun.ids.length, rest.ids.length, rest.next]).toEqual([titles.length + 1, 1, undefined])
    const back = await page(assembly, harbor, '/.search', {}, { cursor: rest.previous })
    expect([back.ids, back.previous]).toEqual([begun.ids, undefined])
    await expectRefusal(assembly, harbor, 'POST /.search', 400, 'invalidValue', { cursor: '', sortBy: 'id' })
  })
})
