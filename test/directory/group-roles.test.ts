import { afterAll, beforeEach, describe, expect, test } from 'bun:test'
import type { Refusal, RefusalCode } from '../../src/directory/refusal'
import { operator, type Staff } from '../../src/directory/staff'
import type { GroupRole } from '../../src/directory/user'
import { type Access, type Assembly, assemble, endAssemblies, group, patch, user } from '../http/assembly'

let assembly: Assembly
let harbor: Access
let organizationId: string
/** The ids of people and groups by their names. */
let ids: Readonly<Record<'ann' | 'bob' | 'vic' | 'inner' | 'outer', string>>

afterAll(endAssemblies)
/** `outer` holds `inner` and `vic`; `inner` holds `ann` and `bob`, who is deactivated. */
beforeEach(async () => {
  assembly = await assemble()
  harbor = await assembly.organization('Harbor')
  organizationId = harbor.connection.organizationId
  const made = async (path: string, body: object) => (await assembly.ask(harbor, `POST ${path}`, body)).json.id
  const ann = await made('/Users', user('ann@harbor.example', { displayName: 'Ann' }))
  const bob = await made('/Users', user('bob@harbor.example', { displayName: 'Bob', active: false }))
  const vic = await assembly.person(organizationId, { userName: 'vic@harbor.example', displayName: 'Vic' }, 'viewer')
  const inner = await made('/Groups', group('Inner', [ann, bob]))
  const outer = await made('/Groups', group('Outer', [inner]))
  const everybody = { organizationId, includeUnowned: true }
  await assembly.store.write((tx) => tx.members.add(everybody, outer, [{ value: vic }]))
  ids = { ann, bob, vic, inner, outer }
})

const owner = (): Staff => ({ ...operator(organizationId), actor: { kind: 'person', id: 'someone' }, name: 'Olga' })
const as = (role: Staff['role']): Staff => ({ ...owner(), role })
const rosters = () => assembly.directory.rosters
const roleOf = async (id: string) => (await assembly.store.accounts.find(id))?.effectiveRole

/** As the console does it: look, then confirm what was seen. */
async function give(id: string, role: GroupRole | undefined, by: Staff = owner()): Promise<void> {
  await rosters().changeRole(by, id, await seen(id, role, by), role)
}

async function seen(id: string, to: GroupRole | undefined, by: Staff = owner()) {
  const { roster, gains, losses } = await rosters().previewRole(by, id, to)
  return { version: roster.version, role: roster.role, gains: gains.count, losses: losses.count }
}

async function refused(code: RefusalCode, work: Promise<unknown>, sentence = ''): Promise<void> {
  const error: Refusal = await work.then(
    () => Promise.reject(new Error('it was not refused')),
    (thrown) => thrown,
  )
  expect([error.code, error.message]).toEqual([code, expect.stringContaining(sentence)])
}

const audited = async () =>
  assembly.store.audit
    .list({ organizationId, actionPrefix: 'group.', limit: 9 })
    .then((entries) => entries.map(({ target, details, actorName }) => [actorName, target?.name, details]))

describe('the role that a group gives', () => {
  test('is that of its members and of theirs, and is taken back with it', async () => {
    await give(ids.outer, 'viewer')
    expect([await roleOf(ids.ann), await roleOf(ids.bob), await roleOf(ids.vic)]).toEqual([
      'viewer',
      'viewer',
      'viewer',
    ])
    await give(ids.outer, 'admin')
    expect([await roleOf(ids.ann), await roleOf(ids.vic)]).toEqual(['admin', 'admin'])
    await give(ids.outer, undefined)
    expect([await roleOf(ids.ann), await roleOf(ids.vic)]).toEqual(['member', 'viewer'])
    expect(await audited()).toEqual([
      ['Olga', 'Outer', { from: 'admin', to: null, gained: 0, lost: 3 }],
      ['Olga', 'Outer', { from: 'viewer', to: 'admin', gained: 3, lost: 0 }],
      ['Olga', 'Outer', { from: null, to: 'viewer', gained: 2, lost: 0 }],
    ])
  })

  test('ends for who leaves the group, and for all when the group between or the group itself is deleted', async () => {
    await give(ids.outer, 'admin')
    const leave = patch({ op: 'remove', path: `members[value eq "${ids.vic}"]` })
    await assembly.ask(harbor, `PATCH /Groups/${ids.outer}`, leave)
    expect([await roleOf(ids.ann), await roleOf(ids.vic)]).toEqual(['admin', 'viewer'])
    await assembly.ask(harbor, `DELETE /Groups/${ids.inner}`)
    expect(await roleOf(ids.ann)).toBe('member')
    await assembly.ask(
      harbor,
      `PATCH /Groups/${ids.outer}`,
      patch({ op: 'add', path: 'members', value: [{ value: ids.ann }] }),
    )
    expect(await roleOf(ids.ann)).toBe('admin')
    await assembly.ask(harbor, `DELETE /Groups/${ids.outer}`)
    expect(await roleOf(ids.ann)).toBe('member')
  })

  test('lets nobody in who is deactivated', async () => {
    await give(ids.inner, 'admin')
    expect(await roleOf(ids.bob)).toBe('admin')
    await assembly.store.write((tx) => tx.credentials.put(ids.bob, 'not argon2id, but quick: long enough for one'))
    const attempt = { login: 'bob@harbor.example', password: 'long enough for one' }
    expect(await assembly.directory.signIn(attempt)).toMatchObject({ kind: 'barred' })
  })

  test('changes neither the version nor anything else that a connection sees', async () => {
    const before = (await assembly.ask(harbor, `GET /Groups/${ids.outer}`)).text
    await give(ids.outer, 'admin')
    expect((await assembly.ask(harbor, `GET /Groups/${ids.outer}`)).text).toBe(before)
  })

  test('stays when the connection renames the group or replaces its members', async () => {
    await give(ids.inner, 'admin')
    await assembly.ask(harbor, `PUT /Groups/${ids.inner}`, group('Renamed', [ids.bob]))
    const { roster } = await rosters().read(owner(), ids.inner)
    expect([roster.name, roster.role, await roleOf(ids.ann)]).toEqual(['Renamed', 'admin', 'member'])
  })
})

describe('a preview', () => {
  test('tells who gains and who loses, whether they are active, and leaves out who has as much already', async () => {
    expect(await rosters().previewRole(owner(), ids.outer, 'viewer')).toMatchObject({
      gains: {
        count: 2,
        inactive: 1,
        people: [
          { id: ids.ann, name: 'Ann', active: true, from: 'member', to: 'viewer' },
          { id: ids.bob, name: 'Bob', active: false, from: 'member', to: 'viewer' },
        ],
      },
      losses: { count: 0, inactive: 0, people: [] },
    })
  })

  test('changes nothing', async () => {
    await rosters().previewRole(owner(), ids.outer, 'admin')
    expect([await roleOf(ids.ann), (await rosters().read(owner(), ids.outer)).roster.role]).toEqual([
      'member',
      undefined,
    ])
  })

  test('never names an owner', async () => {
    const [{ id = '' } = {}] = await assembly.directory.ownersOf(organizationId)
    const everybody = { organizationId, includeUnowned: true }
    await assembly.store.write((tx) => tx.members.add(everybody, ids.outer, [{ value: id }]))
    expect((await rosters().previewRole(owner(), ids.outer, 'admin')).gains.count).toBe(3)
    await give(ids.outer, 'admin')
    await give(ids.outer, undefined)
    expect(await roleOf(id)).toBe('owner')
  })
})

describe('giving a role', () => {
  test('is for owners alone, the preview too', async () => {
    for (const role of ['member', 'viewer', 'admin'] as const) {
      const sight = await seen(ids.outer, 'viewer')
      await refused('forbidden', rosters().previewRole(as(role), ids.outer, 'viewer'), 'ask an owner')
      await refused('forbidden', rosters().changeRole(as(role), ids.outer, sight, 'viewer'), 'ask an owner')
    }
    expect(await audited()).toEqual([])
  })

  test('is refused for groups that are not there, not theirs or deleted', async () => {
    const other = await assembly.organization('Zebra')
    const foreign = { ...owner(), organizationId: other.connection.organizationId }
    const sight = await seen(ids.outer, 'viewer')
    await refused('not_found', rosters().changeRole(foreign, ids.outer, sight, 'viewer'))
    await refused('not_found', rosters().previewRole(foreign, ids.outer, 'viewer'))
    await refused('not_found', rosters().previewRole(owner(), 'nothing', 'viewer'))
    await assembly.ask(harbor, `DELETE /Groups/${ids.outer}`)
    await refused('conflict', rosters().previewRole(owner(), ids.outer, 'viewer'), 'Outer is deleted')
    await refused('conflict', rosters().changeRole(owner(), ids.outer, sight, 'viewer'), 'Outer is deleted')
  })

  test('is refused when what was seen is no longer so: members, members of members, the role', async () => {
    const sight = await seen(ids.outer, 'viewer')
    const stale = () => refused('stale', rosters().changeRole(owner(), ids.outer, sight, 'viewer'), 'confirm again')
    const sue = (await assembly.ask(harbor, 'POST /Users', user('sue@harbor.example'))).json.id
    const join = patch({ op: 'add', path: 'members', value: [{ value: sue }] })
    await assembly.ask(harbor, `PATCH /Groups/${ids.inner}`, join)
    await stale()
    await assembly.ask(harbor, `PUT /Groups/${ids.outer}`, group('Outer renamed', [ids.inner]))
    await stale()
    const again = await seen(ids.outer, 'viewer')
    await give(ids.outer, 'admin')
    await refused('stale', rosters().changeRole(owner(), ids.outer, again, 'viewer'))
    expect((await audited()).length).toBe(1)
  })

  test('that it gives already does nothing', async () => {
    await give(ids.outer, undefined)
    expect(await audited()).toEqual([])
  })

  test('by two owners at once is done once', async () => {
    const sight = await seen(ids.outer, 'admin')
    const both = await Promise.allSettled([
      rosters().changeRole(owner(), ids.outer, sight, 'admin'),
      rosters().changeRole(owner(), ids.outer, sight, 'admin'),
    ])
    expect(both.map(({ status }) => status).sort()).toEqual(['fulfilled', 'rejected'])
    expect((await audited()).length).toBe(1)
  })

  test('ends the sessions of who has no access any more, and of nobody else', async () => {
    await give(ids.outer, 'admin')
    await assembly.store.write(async (tx) => {
      for (const id of [ids.ann, ids.vic])
        await tx.sessions.insert({ hash: `of ${id}`, userId: id, created: 1, expires: Date.now() + 1e6 })
    })
    await give(ids.outer, 'viewer')
    expect((await assembly.store.sessions.listOf(ids.ann)).length).toBe(1)
    await give(ids.outer, undefined)
    expect((await assembly.store.sessions.listOf(ids.ann)).length).toBe(0)
    expect((await assembly.store.sessions.listOf(ids.vic)).length).toBe(1)
  })
})

describe('a group', () => {
  test('is read with what is around it and in it, and with whose it is', async () => {
    await give(ids.outer, 'viewer')
    const { isOwned, connection, containing, contained, roleGivers } = await rosters().read(as('viewer'), ids.inner)
    expect([isOwned, connection?.id, contained]).toEqual([true, harbor.connection.id, []])
    expect(containing).toEqual([{ type: 'Group', id: ids.outer, name: 'Outer' }])
    expect(roleGivers).toEqual([{ id: ids.outer, name: 'Outer', role: 'viewer' }])
    expect((await rosters().read(as('viewer'), ids.outer)).contained).toEqual([
      { type: 'Group', id: ids.inner, name: 'Inner' },
    ])
  })

  test('is nothing for members, and nothing of others', async () => {
    const page = { direction: 'forward', limit: 5 } as const
    await refused('forbidden', rosters().list(as('member'), page))
    await refused('forbidden', rosters().read(as('member'), ids.inner))
    await refused('forbidden', rosters().members(as('member'), ids.inner, page))
    await refused('forbidden', rosters().history(as('member'), ids.inner))
    const other = await assembly.organization('Zebra')
    const foreign = { ...owner(), organizationId: other.connection.organizationId }
    expect(await rosters().list(foreign, page)).toEqual({ items: [], total: 0, isMore: false })
    await refused('not_found', rosters().read(foreign, ids.inner))
    await refused('not_found', rosters().members(foreign, ids.inner, page))
    await refused('not_found', rosters().history(foreign, ids.inner))
  })
})

describe('the history of a group', () => {
  test('names who joined and left, roles, who did it and by which request', async () => {
    await assembly.ask(
      harbor,
      `PATCH /Groups/${ids.inner}`,
      patch({ op: 'replace', path: 'displayName', value: 'Night' }),
    )
    await assembly.ask(
      harbor,
      `PATCH /Groups/${ids.inner}`,
      patch({ op: 'remove', path: `members[value eq "${ids.bob}"]` }),
    )
    await assembly.store.flush()
    await give(ids.inner, 'viewer')
    const { entries, older, events } = await rosters().history(as('viewer'), ids.inner)
    const person = (id: string, name: string) => ({ type: 'User', id, name })
    expect(entries).toMatchObject([
      { kind: 'role', from: null, to: 'viewer', actor: { kind: 'person' } },
      { kind: 'change', action: 'updated', removed: { count: 1, named: [person(ids.bob, 'Bob')] } },
      { kind: 'change', before: expect.stringContaining('Inner'), after: expect.stringContaining('Night') },
      { kind: 'change', action: 'created', actorName: harbor.connection.name, added: { count: 2 } },
    ])
    expect(older).toBeUndefined()
    expect(events.map(({ method }) => method)).toEqual(['PATCH', 'PATCH', 'POST'])
    expect(entries.map((entry) => 'eventId' in entry)).toEqual([false, true, true, true])
  })

  test('is told in pages, each change and each role once', async () => {
    for (let index = 0; index < 40; index++) {
      const name = patch({ op: 'replace', path: 'displayName', value: `Name ${index}` })
      await assembly.ask(harbor, `PATCH /Groups/${ids.inner}`, name)
      if (index % 20 === 5) await give(ids.inner, index > 20 ? 'admin' : 'viewer')
    }
    const first = await rosters().history(owner(), ids.inner)
    const second = await rosters().history(owner(), ids.inner, first.older)
    expect([first.older === undefined, second.older]).toEqual([false, undefined])
    const all = [...first.entries, ...second.entries]
    expect(all.filter(({ kind }) => kind === 'change').length).toBe(41)
    expect(all.flatMap((entry) => (entry.kind === 'role' ? entry.to : []))).toEqual(['admin', 'viewer'])
  })
})
