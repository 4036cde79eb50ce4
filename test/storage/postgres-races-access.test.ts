import { describe, expect, test } from 'bun:test'
import { hashOf } from '../../src/directory/token'
import type { NewUser } from '../../src/directory/user'
import { userType } from '../../src/scim/resource-types'
import { user } from './people'
import { callerOf, kept, password, person, refusals, twoReplicas } from './replicas'

const replicas = twoReplicas()
const { domain, store, caller, everywhere } = replicas

const hour = 3_600_000

/** Somebody of the connection, made long enough ago to count when they leave. */
function old(id: string, more: Partial<NewUser> = {}): NewUser {
  const { organizationId, connection } = replicas
  const resource = { userName: id, schemas: [userType.schema.id] }
  return {
    ...user(id, resource, { connection }),
    organizationId,
    created: Date.now() - 48 * hour,
    ...more,
  }
}

describe('on two replicas at once', () => {
  test('whoever is deactivated and deleted leaves once, as the safeguard counts', async () => {
    const ids = Array.from({ length: 8 }, (_, index) => `p${index}`)
    await store(0).write(async (tx) => {
      for (const id of ids) await tx.users.insert(old(id))
    })
    const outcomes = await everywhere<unknown>(32, (domain, index) => {
      const id = ids[index % 8] ?? ''
      return index % 16 < 8
        ? domain.users.replace(caller(), id, person(id, { active: false }))
        : domain.users.delete(caller(), id)
    })
    expect(new Set(refusals(outcomes))).toEqual(new Set(['not_found']))
    const { connection } = replicas
    expect(await store(0).leavers.countSince(connection.id, 0)).toBe(8)
    expect(await store(0).connections.tallyOf(replicas.organizationId, connection.id)).toMatchObject({
      users: 0,
      active: 0,
    })
  })

  test('whoever comes back is taken back once', async () => {
    await store(0).write((tx) => tx.users.insert(old('ann')))
    await domain(0).users.replace(caller(), 'ann', person('ann', { active: false }))
    expect(await store(0).leavers.countSince(replicas.connection.id, 0)).toBe(1)
    await everywhere(8, (domain) => domain.users.replace(caller(), 'ann', person('ann')))
    expect(await store(0).leavers.countSince(replicas.connection.id, 0)).toBe(0)
  })

  test('the last owner stays, whichever way each of two is to go', async () => {
    const { staff, organizationId } = replicas
    for (let round = 0; round < 6; round++) {
      const [first] = await domain(0).ownersOf(organizationId)
      const id = `owner${round}`
      await store(0).write((tx) => tx.users.insert(old(id, { role: 'owner' })))
      const outcomes = await Promise.allSettled([
        round % 2
          ? domain(round).users.replace(caller(), id, person(id, { active: false }))
          : domain(round).users.delete(caller(), id),
        domain(round + 1).people.changeRole(staff, first?.id ?? '', 'owner', 'member'),
      ])
      expect(kept(outcomes)).toBe(1)
      expect(refusals(outcomes)).toEqual(['forbidden'])
      const owners = await domain(0).ownersOf(organizationId)
      expect(owners).toHaveLength(1)
      // The next round is about the one who was made by hand, and another.
      if (owners[0]?.id === first?.id) continue
      await domain(0).people.changeRole(staff, first?.id ?? '', 'member', 'owner')
      await domain(0).people.changeRole(staff, id, 'owner', 'member')
    }
  })

  test('nobody is signed in who was deactivated, or whose password is another by now', async () => {
    const { organizationId, staff } = replicas
    const stamp = hashOf(`quick ${password}`)
    const hash = (index: number) => `hash ${index}`
    const session = (userId: string, index: number) => ({
      hash: hash(index),
      userId,
      created: Date.now(),
      expires: Date.now() + hour,
    })
    for (let round = 0; round < 8; round++) {
      const id = await domain(0).people.create(staff, { userName: `admin${round}` }, 'admin')
      await domain(0).setPassword(staff, id, password)
      await Promise.allSettled([
        domain(round).openSession(session(id, round), stamp),
        round % 2
          ? domain(round + 1).people.deactivate(staff, id, 1)
          : domain(round + 1).setPassword(staff, id, 'another that is long'),
      ])
      expect(await domain(0).findSession(hash(round))).toBeUndefined()
    }
    expect(await store(0).users.countActiveOwners(organizationId)).toBe(1)
  })

  test('one of two connections adopts whom both want', async () => {
    const { organizationId, staff, connection } = replicas
    await domain(0).addConnection(staff, 'Other')
    for (const { id } of await domain(0).connectionsOf(organizationId))
      await domain(0).configure(staff, id, { existingPeople: 'adopt' })
    const connections = await domain(0).connectionsOf(organizationId)
    expect(connections).toHaveLength(2)
    for (let round = 0; round < 6; round++) {
      const id = await domain(0).people.create(staff, { userName: `hand${round}` }, 'member')
      const outcomes = await Promise.allSettled(
        [...connections, ...connections].map((each, index) =>
          domain(index).users.create(callerOf(each), person(`hand${round}`)),
        ),
      )
      // Both requests of the one who came first: the second finds the person its own by then.
      const owner = (await store(0).people.find(organizationId, id))?.connectionId
      expect(owner).toBeDefined()
      expect(kept(outcomes)).toBe(1)
      expect(refusals(outcomes)).toEqual(Array(3).fill('conflict'))
    }
    expect(connections.map(({ id }) => id)).toContain(connection.id)
  })

  test('a userName is given to somebody new or to whoever comes back with it, not to both', async () => {
    const { staff } = replicas
    for (let round = 0; round < 6; round++) {
      const userName = `p${round}`
      const { id } = await domain(0).users.create(caller(), person(userName))
      await domain(0).users.delete(caller(), id)
      const outcomes = await Promise.allSettled([
        domain(round).people.restore(staff, id),
        domain(round + 1).users.create(caller(), person(userName)),
      ])
      expect(kept(outcomes)).toBe(1)
      expect(refusals(outcomes)).toEqual(['conflict'])
    }
  })

  test('whoever is removed for good does not come back, and whoever comes back is not removed', async () => {
    const { staff, organizationId } = replicas
    const ids: string[] = []
    for (let index = 0; index < 12; index++) {
      const { id } = await domain(0).users.create(caller(), person(`p${index}`, { emails: [{ value: `p${index}@x` }] }))
      await domain(0).users.delete(caller(), id)
      ids.push(id)
    }
    const restored = everywhere(12, (domain, index) => domain.people.restore(staff, ids[index] ?? ''))
    await Promise.all([domain(0).people.purge(Date.now() + 1), domain(1).people.purge(Date.now() + 1)])
    const outcomes = await restored
    for (const [index, id] of ids.entries()) {
      const isThere = (await store(0).people.find(organizationId, id)) !== undefined
      expect(isThere).toBe(outcomes[index]?.status === 'fulfilled')
    }
    expect(new Set(refusals(outcomes)).difference(new Set(['not_found', 'stale']))).toEqual(new Set())
  })

  test('a value that must be unique is given once', async () => {
    const unique = [{ attribute: 'urn:x:badge', value: '7' }]
    const outcomes = await everywhere(10, (_, index, store) =>
      store.write(async (tx) => {
        const given = old(`p${index}`)
        if (await tx.users.findByUnique(replicas.organizationId, { attribute: 'urn:x:badge', value: '7' })) return false
        await tx.users.insert({ ...given, keys: { ...given.keys, unique } })
        return true
      }),
    )
    expect(outcomes.map((each) => (each.status === 'fulfilled' ? each.value : each.reason)).filter(Boolean)).toEqual([
      true,
    ])
  })

  test('a connection that is deleted has no token that is good', async () => {
    const { staff, organizationId, connection } = replicas
    const outcomes = await Promise.allSettled([
      ...Array.from({ length: 6 }, (_, index) => domain(index).addToken(staff, connection.id, `token ${index}`)),
      domain(1).deleteConnection(staff, connection.id),
    ])
    for (const each of outcomes) {
      if (each.status === 'rejected' || typeof each.value !== 'string') continue
      expect((await domain(0).authenticate(each.value))?.revoked).toBeNumber()
    }
    expect(await store(0).connections.listOf(organizationId)).toEqual([])
  })

  test('a link is good once', async () => {
    const { staff, organizationId } = replicas
    const [owner] = await domain(0).ownersOf(organizationId)
    for (let round = 0; round < 6; round++) {
      const text = await domain(round).makeLink(staff, 'password-reset', owner?.id ?? '')
      const outcomes = await everywhere(4, (domain, index) =>
        domain.useLink('password-reset', text, `a long password ${index}`),
      )
      expect(kept(outcomes)).toBe(1)
      expect(refusals(outcomes)).toEqual(Array(3).fill('not_found'))
    }
  })

  test('what is decided of a connection and what is set there are both kept', async () => {
    const { staff, connection } = replicas
    await Promise.all([
      domain(0).configure(staff, connection.id, { safeguardPercent: 33 }),
      domain(1).configure(staff, connection.id, { strict: true }),
      domain(0).pauseConnection(staff, connection.id),
      domain(1).renameConnection(staff, connection.id, 'Renamed'),
    ])
    expect(await store(0).connections.find(connection.id)).toMatchObject({
      name: 'Renamed',
      settings: { safeguardPercent: 33, strict: true },
      state: { paused: expect.any(Number) },
    })
  })
})
