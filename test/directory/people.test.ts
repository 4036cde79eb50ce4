import { afterAll, beforeEach, describe, expect, test } from 'bun:test'
import type { PersonDetails } from '../../src/directory/person-rules'
import type { Refusal, RefusalCode } from '../../src/directory/refusal'
import { operator, type Staff } from '../../src/directory/staff'
import { enterpriseUser } from '../../src/scim/schemas/enterprise-user'
import { type Access, type Assembly, assemble, endAssemblies, group, patch, user } from '../http/assembly'

let assembly: Assembly
let harbor: Access
let organizationId: string

afterAll(endAssemblies)
beforeEach(async () => {
  assembly = await assemble()
  harbor = await assembly.organization('Harbor')
  organizationId = harbor.connection.organizationId
})

const owner = (): Staff => ({ ...operator(organizationId), actor: { kind: 'person', id: 'someone' }, name: 'Olga' })
const as = (role: Staff['role']): Staff => ({ ...owner(), role })
const people = () => assembly.directory.people
const read = (id: string): Promise<PersonDetails> => people().read(owner(), id)
const versionOf = async (id: string) => (await read(id)).person.version
const documentOf = async (id: string) => JSON.parse((await read(id)).person.document)
const add = (userName: string, more = {}) => people().create(owner(), { userName, ...more }, 'member')
const provision = async (userName: string, more = {}): Promise<string> =>
  (await assembly.ask(harbor, 'POST /Users', user(userName, more))).json.id
const ownerId = async () => {
  const query = { role: 'owner', sort: 'name', order: 'ascending', direction: 'forward', limit: 1 } as const
  return (await people().list(owner(), query)).items[0]?.id ?? ''
}

async function refused(code: RefusalCode, work: Promise<unknown>, sentence = ''): Promise<void> {
  const error: Refusal = await work.then(
    () => Promise.reject(new Error('it was not refused')),
    (thrown) => thrown,
  )
  expect([error.code, error.message]).toEqual([code, expect.stringContaining(sentence)])
}

const audited = async (id: string) =>
  (await assembly.store.audit.list({ organizationId, targetId: id, limit: 9 })).map(({ action }) => action)
const changed = async (id: string) =>
  (await assembly.store.changes.listOf(organizationId, id)).map(({ action, version, actor }) => ({
    action,
    version,
    by: actor.kind,
  }))

describe('adding somebody by hand', () => {
  test('makes them a member without a connection, with a change and an audit entry', async () => {
    const id = await add('Sue@Harbor.example', { name: { givenName: 'Sue' } })
    const { person, isOwned } = await read(id)
    expect(person).toMatchObject({ source: 'manual', role: 'member', active: true, version: 1 })
    expect([isOwned, person.connectionId]).toEqual([false, undefined])
    expect(await changed(id)).toEqual([{ action: 'created', version: 1, by: 'person' }])
    expect(await audited(id)).toEqual(['user.created'])
  })

  test('is refused where the userName is taken, in whatever case and by whomever', async () => {
    await provision('sue@harbor.example')
    await refused('conflict', add('SUE@harbor.example'), 'belongs to somebody else')
    expect(await assembly.store.people.list(organizationId, everybody)).toMatchObject({ total: 2 })
  })

  test('is refused for what no schema allows', async () => {
    await refused('invalid', add(''), 'userName is required')
    await refused('invalid', add('sue', { title: 'a\0b' }))
    await refused('invalid', add('sue', { title: '\ud800' }))
    await refused('invalid', add('sue', { emails: [{ value: { no: 1 } }] }), 'emails[0].value')
  })

  test('makes owners by owners only, and admins by admins', async () => {
    await refused('forbidden', people().create(as('admin'), { userName: 'sue' }, 'owner'))
    await refused('forbidden', people().create(as('viewer'), { userName: 'sue' }, 'member'))
    expect(await people().create(as('admin'), { userName: 'ann' }, 'admin')).toBeTruthy()
  })
})

const everybody = { sort: 'name', order: 'ascending', direction: 'forward', limit: 9 } as const

describe('changing somebody made by hand', () => {
  test('sets what is given and leaves the rest', async () => {
    const id = await add('sue', { title: 'Mate', nickName: 'S', [enterpriseUser.id]: { department: 'Deck' } })
    await people().change(owner(), id, 1, { title: 'Captain', nickName: null, emails: [{ value: 'Sue@x' }] })
    expect(await documentOf(id)).toMatchObject({ title: 'Captain', [enterpriseUser.id]: { department: 'Deck' } })
    expect(await documentOf(id)).not.toHaveProperty('nickName')
    expect((await changed(id)).at(-1)).toEqual({ action: 'updated', version: 2, by: 'person' })
    const [entry] = await assembly.store.audit.list({ organizationId, targetId: id, limit: 1 })
    expect(entry).toMatchObject({ action: 'user.updated', details: { attributes: ['title', 'nickName', 'emails'] } })
    expect(await people().list(owner(), { ...everybody, words: ['sue@x'] })).toMatchObject({ total: 1 })
  })

  test('cannot change whether they are active, nor what they are', async () => {
    const id = await add('sue')
    await people().change(owner(), id, 1, { active: false, id: 'other', password: 'secret', title: 'Mate' })
    expect(await documentOf(id)).toMatchObject({ id, active: true, title: 'Mate' })
    expect(JSON.stringify(await documentOf(id))).not.toContain('secret')
  })

  test('leaves no trace where it changes nothing', async () => {
    const id = await add('sue', { title: 'Mate' })
    await people().change(owner(), id, 1, { title: 'Mate' })
    expect([await versionOf(id), (await changed(id)).length]).toEqual([1, 1])
  })

  test('is stale for the second of two at once', async () => {
    const id = await add('sue')
    const [one, other] = await Promise.allSettled([
      people().change(owner(), id, 1, { title: 'One' }),
      people().change(owner(), id, 1, { title: 'Other' }),
    ])
    expect([one.status, other.status].sort()).toEqual(['fulfilled', 'rejected'])
    expect(await documentOf(id)).toMatchObject({ title: one.status === 'fulfilled' ? 'One' : 'Other' })
    await refused('stale', people().deactivate(owner(), id, 1))
    await refused('stale', people().delete(owner(), id, 1))
  })

  test('is refused for a userName that is taken', async () => {
    await add('ann')
    const id = await add('sue')
    await refused('conflict', people().change(owner(), id, 1, { userName: 'Ann' }), 'belongs to somebody else')
    expect(await documentOf(id)).toMatchObject({ userName: 'sue' })
  })
})

describe('what a connection owns', () => {
  test('is read-only but for the role, and ours once the connection is deleted', async () => {
    const id = await provision('sue')
    const sentence = `${harbor.connection.name} owns sue`
    await refused('forbidden', people().change(owner(), id, 1, { title: 'x' }), sentence)
    await refused('forbidden', people().deactivate(owner(), id, 1), sentence)
    await refused('forbidden', people().reactivate(owner(), id, 1), sentence)
    await refused('forbidden', people().delete(owner(), id, 1), sentence)
    await people().changeRole(owner(), id, 'member', 'viewer')
    expect((await read(id)).person.role).toBe('viewer')
    await assembly.directory.deleteConnection(owner(), harbor.connection.id)
    await assembly.directory.releaseDeleted()
    await people().change(owner(), id, await versionOf(id), { title: 'x' })
    expect(await documentOf(id)).toMatchObject({ title: 'x' })
  })

  test('may still be restored after the connection has deleted it', async () => {
    const id = await provision('sue', { externalId: 'x1' })
    await assembly.ask(harbor, `DELETE /Users/${id}`)
    await people().restore(owner(), id)
    expect((await assembly.ask(harbor, `GET /Users/${id}`)).json).toMatchObject({ userName: 'sue', externalId: 'x1' })
    expect((await read(id)).isOwned).toBe(true)
  })
})

describe('deactivating', () => {
  test('signs out, keeps the role, and can be undone', async () => {
    const id = await people().create(owner(), { userName: 'sue' }, 'admin')
    const session = { hash: 'h', userId: id, created: 1, expires: Date.now() + 1e6 }
    await assembly.store.write((tx) => tx.sessions.insert(session))
    await people().deactivate(owner(), id, 1)
    expect(await assembly.store.sessions.listOf(id)).toEqual([])
    expect((await read(id)).person).toMatchObject({ active: false, role: 'admin', version: 2 })
    await people().reactivate(owner(), id, 2)
    expect((await read(id)).person).toMatchObject({ active: true, role: 'admin', effectiveRole: 'admin', version: 3 })
    expect((await changed(id)).map(({ action }) => action)).toEqual(['created', 'deactivated', 'reactivated'])
    expect(await audited(id)).toEqual(['user.reactivated', 'user.deactivated', 'user.created'])
  })

  test('an owner needs an owner', async () => {
    const id = await people().create(owner(), { userName: 'olaf' }, 'owner')
    await refused('forbidden', people().deactivate(as('admin'), id, 1))
    await refused('forbidden', people().change(as('admin'), id, 1, { userName: 'mine' }))
    await people().deactivate(owner(), id, 1)
  })
})

describe('the last active owner', () => {
  test('can be neither deactivated, deleted nor demoted', async () => {
    const id = await ownerId()
    const sentence = 'the last active owner'
    await refused('forbidden', people().deactivate(owner(), id, 1), sentence)
    await refused('forbidden', people().delete(owner(), id, 1), sentence)
    await refused('forbidden', people().changeRole(owner(), id, 'owner', 'admin'), sentence)
    const other = await people().create(owner(), { userName: 'olaf' }, 'owner')
    await people().deactivate(owner(), other, 1)
    await refused('forbidden', people().deactivate(owner(), id, 1), sentence)
  })

  test('is left when two owners demote each other at once', async () => {
    const id = await ownerId()
    const other = await people().create(owner(), { userName: 'olaf' }, 'owner')
    const demoted = [id, other].map((each) => people().changeRole(owner(), each, 'owner', 'member'))
    expect((await Promise.allSettled(demoted)).map(({ status }) => status).sort()).toEqual(['fulfilled', 'rejected'])
    expect(await assembly.store.users.countActiveOwners(organizationId)).toBe(1)
  })
})

describe('a role', () => {
  test('is changed with a change and an audit entry, and only from what was seen', async () => {
    const id = await add('sue')
    await people().changeRole(as('admin'), id, 'member', 'admin')
    const [entry] = await assembly.store.audit.list({ organizationId, targetId: id, limit: 1 })
    expect(entry).toMatchObject({ action: 'role.changed', details: { from: 'member', to: 'admin' } })
    await refused('stale', people().changeRole(owner(), id, 'member', 'viewer'))
    await refused('forbidden', people().changeRole(as('admin'), id, 'admin', 'owner'))
    await refused('forbidden', people().changeRole(as('viewer'), id, 'admin', 'member'))
    const [newest] = (await people().history(owner(), id)).changes
    expect(newest).toMatchObject({ action: 'updated', role: { from: 'member', to: 'admin' } })
  })

  test('that a group gives cannot be taken away here', async () => {
    const id = await provision('sue')
    const crew = (await assembly.ask(harbor, 'POST /Groups', group('Crew', [id]))).json.id
    await assembly.store.write((tx) => tx.groups.setRole(organizationId, crew, 'admin'))
    expect((await read(id)).person).toMatchObject({ role: 'member', effectiveRole: 'admin' })
    await refused('conflict', people().changeRole(owner(), id, 'member', 'viewer'), 'by the group Crew')
    await people().changeRole(owner(), id, 'member', 'owner')
    await refused('conflict', people().changeRole(owner(), id, 'owner', 'member'), 'by the group Crew')
    await people().changeRole(owner(), id, 'owner', 'admin')
  })
})

describe('deleting', () => {
  test('frees the userName, ends memberships and can be undone but for them', async () => {
    const id = await add('sue', { emails: [{ value: 'sue@x' }] })
    const scope = { organizationId, includeUnowned: true }
    const crew = (await assembly.ask(harbor, 'POST /Groups', group('Crew'))).json.id
    await assembly.store.write((tx) => tx.members.add(scope, crew, [{ value: id }]))
    await refused('forbidden', people().delete(as('admin'), id, 1))
    await people().delete(owner(), id, 1)
    expect((await read(id)).person.deletedAt).toBeNumber()
    expect((await assembly.store.changes.listOf(organizationId, crew)).at(-1)).toMatchObject({
      membersRemoved: [id],
      actor: { kind: 'person' },
    })
    await refused('conflict', people().changeRole(owner(), id, 'member', 'viewer'), 'is deleted')
    await refused('conflict', people().deactivate(owner(), id, 1), 'is deleted')
    await people().restore(owner(), id)
    const { person } = await read(id)
    expect([person.deletedAt, person.version, person.groups]).toEqual([undefined, 2, []])
    expect(await assembly.store.users.findByUserName(organizationId, 'sue')).toMatchObject({ id })
    expect((await changed(id)).map(({ action }) => action)).toEqual(['created', 'deleted', 'restored'])
    await refused('conflict', people().restore(owner(), id), 'is not deleted')
  })

  test('cannot be undone while somebody else has the userName', async () => {
    const id = await add('sue')
    await people().delete(owner(), id, 1)
    const other = await add('Sue')
    await refused('conflict', people().restore(owner(), id), 'belongs to somebody else')
    await people().change(owner(), other, 1, { userName: 'sue2' })
    await people().restore(owner(), id)
  })

  test('an owner is undone by an owner', async () => {
    const id = await people().create(owner(), { userName: 'olaf' }, 'owner')
    await people().delete(owner(), id, 1)
    await refused('forbidden', people().restore(as('admin'), id))
    await people().restore(owner(), id)
    expect((await read(id)).person.role).toBe('owner')
  })

  test('is for good after a while: documents and keys go, events and changes stay', async () => {
    const id = await provision('sue')
    await assembly.ask(harbor, `DELETE /Users/${id}`)
    expect(await people().purge(Date.now() - 1e6)).toBe(0)
    expect(await people().purge(Date.now() + 1)).toBe(1)
    await refused('not_found', people().restore(owner(), id))
    expect(await changed(id)).toHaveLength(2)
    const query = { organizationId, resourceId: id, limit: 9 }
    await assembly.store.flush()
    expect((await assembly.store.events.search(query)).events).toHaveLength(2)
  })
})

test('the history tells who did what, from the newest on, with the request', async () => {
  const id = await provision('sue')
  await assembly.ask(harbor, `PATCH /Users/${id}`, patch({ op: 'replace', path: 'title', value: 'Mate' }))
  await assembly.ask(harbor, `GET /Users/${id}`)
  await assembly.store.flush()
  const { changes, events, isMore } = await people().history(owner(), id)
  expect(changes.map(({ action, actorName }) => [action, actorName])).toEqual([
    ['updated', harbor.connection.name],
    ['created', harbor.connection.name],
  ])
  expect(changes[0]?.before).not.toContain('Mate')
  expect(events.map(({ method }) => method)).toEqual(['GET', 'PATCH', 'POST'])
  expect(changes.map(({ eventId }) => eventId)).toEqual([events[1]?.id ?? '', events[2]?.id ?? ''])
  expect(isMore).toBe(false)
})

test('nobody of another organization is found, nor changed', async () => {
  const other = await assembly.organization('Island')
  const id = await add('sue')
  const stranger = { ...owner(), organizationId: other.connection.organizationId }
  for (const work of [
    () => people().read(stranger, id),
    () => people().history(stranger, id),
    () => people().change(stranger, id, 1, { title: 'x' }),
    () => people().deactivate(stranger, id, 1),
    () => people().reactivate(stranger, id, 1),
    () => people().changeRole(stranger, id, 'member', 'admin'),
    () => people().delete(stranger, id, 1),
    () => people().restore(stranger, id),
  ])
    await refused('not_found', work())
  expect(await changed(id)).toHaveLength(1)
})
