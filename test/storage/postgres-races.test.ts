import { describe, expect, test } from 'bun:test'
import type { Store } from '../../src/directory/store'
import type { Condition } from '../../src/scim/condition'
import { event, groupsWhere } from './people'
import { kept, person, refusals, team, twoReplicas } from './replicas'

const replicas = twoReplicas()
const { domain: domainOf, store: storeOf, caller, everywhere } = replicas
const one = () => domainOf(0)

const everything = () => ({ organizationId: replicas.organizationId, includeUnowned: true })

/** As a filter of a group's members says it. */
function isMember(id: string): Condition {
  const condition = groupsWhere(`members[value eq "${id}"]`)
  if (condition.kind !== 'some') throw new Error('a filter of members is of each of them')
  return condition.condition
}

describe('on two replicas at once', () => {
  test('one of those who want the same userName gets it, and all others are refused in the same words', async () => {
    const outcomes = await everywhere(12, (domain) => domain.users.create(caller(), person('Ann')))
    expect(kept(outcomes)).toBe(1)
    expect(refusals(outcomes)).toEqual(Array(11).fill('conflict'))
  })

  test('one of those who name a group alike gets the name', async () => {
    const outcomes = await everywhere(8, (domain) => domain.groups.create(caller(), team('Crew')))
    expect(kept(outcomes)).toBe(1)
    expect(refusals(outcomes)).toEqual(Array(7).fill('conflict'))
  })

  test('one of those who name a connection alike gets the name', async () => {
    const outcomes = await everywhere(8, (domain) => domain.addConnection(replicas.staff, 'Okta'))
    expect(kept(outcomes)).toBe(1)
    expect(refusals(outcomes)).toEqual(Array(7).fill('conflict'))
  })

  test('changes of one person come one after another, and none is lost', async () => {
    const { id } = await one().users.create(caller(), person('ann'))
    const outcomes = await everywhere(40, (domain, index) =>
      domain.users.replace(caller(), id, { resource: { ...person('ann').resource, title: `title ${index}` } }),
    )
    expect(kept(outcomes)).toBe(40)
    expect(await one().users.read(caller(), id)).toMatchObject({ version: 41 })
  })

  test('no member that is added to a group is lost, and they are counted', async () => {
    const group = await one().groups.create(caller(), team('Crew'))
    const people = await Promise.all(
      Array.from({ length: 30 }, (_, index) => domainOf(index).users.create(caller(), person(`p${index}`))),
    )
    const outcomes = await everywhere(30, (_, index, store) =>
      store.write(async (tx) => {
        const scope = everything()
        const found = await tx.groups.find(scope, group.id)
        return tx.members.add(scope, found?.id ?? '', [{ value: people[index]?.id ?? '' }])
      }),
    )
    expect(kept(outcomes)).toBe(30)
    const { members, memberCount } = await one().groups.read(caller(), group.id, true)
    expect([memberCount, members?.length]).toEqual([30, 30])
  })

  test('who is deleted while they are added to a group is in none', async () => {
    const scope = everything()
    for (let round = 0; round < 8; round++) {
      const group = await one().groups.create(caller(), team(`Crew ${round}`))
      const { id } = await one().users.create(caller(), person(`p${round}`))
      await Promise.allSettled([
        domainOf(0).users.delete(caller(), id),
        storeOf(1).write((tx) => tx.members.add(scope, group.id, [{ value: id }])),
      ])
      const { members = [], memberCount } = await one().groups.read(caller(), group.id, true)
      expect([members.length, memberCount]).toEqual([0, 0])
    }
  })

  test('who is deleted while they are taken out of a group leaves it once', async () => {
    for (let round = 0; round < 12; round++) {
      const group = await one().groups.create(caller(), team(`Crew ${round}`))
      const ids: string[] = []
      for (const name of ['stays', 'goes']) ids.push((await one().users.create(caller(), person(`${name}${round}`))).id)
      const [stays = '', goes = ''] = ids
      await storeOf(0).write((tx) => tx.members.add(everything(), group.id, [{ value: stays }, { value: goes }]))
      await Promise.all([
        domainOf(round).users.delete(caller(), goes),
        storeOf(round + 1).write((tx) =>
          round % 3 ? tx.members.remove(group.id, [goes]) : tx.members.removeWhere(group.id, isMember(goes)),
        ),
      ])
      const { members = [], memberCount } = await one().groups.read(caller(), group.id, true)
      expect([members.map(({ value }) => value), memberCount]).toEqual([[stays], 1])
    }
  })

  test('a group that is deleted while it is taken out of another, or while its members are deleted, is counted rightly', async () => {
    for (let round = 0; round < 12; round++) {
      const [outer, inner] = await Promise.all(
        ['outer', 'inner'].map((name) => one().groups.create(caller(), team(`${name} ${round}`))),
      )
      const { id } = await one().users.create(caller(), person(`p${round}`))
      await storeOf(0).write(async (tx) => {
        await tx.members.add(everything(), inner?.id ?? '', [{ value: id }])
        await tx.members.add(everything(), outer?.id ?? '', [{ value: inner?.id ?? '' }, { value: id }])
      })
      await Promise.all([
        domainOf(round).groups.delete(caller(), inner?.id ?? ''),
        storeOf(round + 1).write((tx) => tx.members.remove(outer?.id ?? '', [inner?.id ?? ''])),
        domainOf(round + 1).users.delete(caller(), id),
      ])
      const [left, gone] = [outer, inner].map((group) =>
        storeOf(0).rosters.find(replicas.organizationId, group?.id ?? ''),
      )
      expect([(await left)?.memberCount, (await gone)?.memberCount]).toEqual([0, 0])
    }
  })

  test('members who are taken out twice at once are counted once', async () => {
    const ids = await Promise.all(
      Array.from({ length: 6 }, async (_, index) => (await one().users.create(caller(), person(`p${index}`))).id),
    )
    for (let round = 0; round < 8; round++) {
      const group = await one().groups.create(caller(), team(`Crew ${round}`))
      await storeOf(0).write((tx) =>
        tx.members.add(
          everything(),
          group.id,
          ids.map((value) => ({ value })),
        ),
      )
      await everywhere(4, (_, index, store) =>
        store.write((tx) => (index < 2 ? tx.members.removeWhere(group.id) : tx.members.remove(group.id, ids.slice(3)))),
      )
      const { members = [], memberCount } = await one().groups.read(caller(), group.id, true)
      expect([members.length, memberCount]).toEqual([0, 0])
    }
  })

  test('no two groups come to be in each other', async () => {
    const scope = everything()
    for (let round = 0; round < 8; round++) {
      const [low, high] = await Promise.all(
        ['low', 'high'].map((name) => one().groups.create(caller(), team(`${name} ${round}`))),
      )
      const join = (store: Store, into: string, member: string) =>
        store.write(async (tx) => {
          if (await tx.members.reaches(into, member)) throw new Error('a circle')
          await tx.members.add(scope, into, [{ value: member }])
        })
      const outcomes = await Promise.allSettled([
        join(storeOf(0), low?.id ?? '', high?.id ?? ''),
        join(storeOf(1), high?.id ?? '', low?.id ?? ''),
      ])
      expect(kept(outcomes)).toBe(1)
    }
  })

  test('an organization keeps an owner who is active', async () => {
    const ids = await Promise.all(
      [1, 2, 3, 4].map((number) => one().people.create(replicas.staff, { userName: `owner${number}` }, 'owner')),
    )
    const [first] = await storeOf(0).accounts.ownersOf(replicas.organizationId)
    const outcomes = await everywhere(5, (domain, index) =>
      domain.people.deactivate(replicas.staff, ids[index] ?? first?.id ?? '', 1),
    )
    expect(kept(outcomes)).toBe(4)
    expect(refusals(outcomes)).toEqual(['forbidden'])
    expect(await storeOf(0).users.countActiveOwners(replicas.organizationId)).toBe(1)
  })

  test('no more people are deactivated than the safeguard lets pass', async () => {
    await one().configure(replicas.staff, replicas.connection.id, { safeguardPercent: 10 })
    replicas.connection = (await one().findConnection(replicas.connection.id)) ?? replicas.connection
    const people = await Promise.all(
      Array.from({ length: 30 }, (_, index) => domainOf(index).users.create(caller(), person(`p${index}`))),
    )
    const outcomes = await everywhere(30, (domain, index) =>
      domain.users.replace(caller(), people[index]?.id ?? '', {
        resource: { ...person(`p${index}`).resource, active: false },
      }),
    )
    expect(kept(outcomes)).toBe(10)
    expect(new Set(refusals(outcomes))).toEqual(new Set(['held']))
    expect(await storeOf(1).connections.tallyOf(replicas.organizationId, replicas.connection.id)).toMatchObject({
      active: 20,
      users: 30,
    })
    expect((await storeOf(1).connections.find(replicas.connection.id))?.state?.held).toBeDefined()
  })

  test('a token that one revokes, and a session that one ends, are dead on the other', async () => {
    const token = await one().addToken(replicas.staff, replicas.connection.id, 'second')
    expect((await domainOf(1).authenticate(token))?.revoked).toBeUndefined()
    await one().regenerateToken(replicas.staff, replicas.connection.id)
    expect((await domainOf(1).authenticate(token))?.revoked).toBeNumber()
    const [owner] = await one().ownersOf(replicas.organizationId)
    const session = { hash: 'aa', userId: owner?.id ?? '', created: 1, expires: Number.MAX_SAFE_INTEGER }
    await storeOf(0).write((tx) => tx.sessions.insert(session))
    expect(await domainOf(1).findSession('aa')).toBeDefined()
    await one().endSession('aa')
    expect(await domainOf(1).findSession('aa')).toBeUndefined()
  })

  test('failures to sign in are all counted', async () => {
    const outcomes = await everywhere(20, (_, __, store) =>
      store.write(async (tx) => {
        const before = await tx.signInFailures.find('somebody')
        await tx.signInFailures.put('somebody', (before?.failures ?? 0) + 1, 1)
      }),
    )
    expect(kept(outcomes)).toBe(20)
    expect(await storeOf(0).signInFailures.find('somebody')).toMatchObject({ failures: 20 })
  })

  test('what a deleted connection had is made nobody’s once, whoever does it', async () => {
    const ids = await Promise.all(
      Array.from({ length: 12 }, async (_, index) => (await one().users.create(caller(), person(`p${index}`))).id),
    )
    const released = await everywhere(6, (_, index, store) =>
      store.write((tx) => tx.releases.people(replicas.connection.id, 4, 2000 + index)),
    )
    expect(
      released.flatMap((each) => (each.status === 'fulfilled' ? each.value.map(({ id }) => id) : [])).sort(),
    ).toEqual(ids.toSorted())
  })

  test('whoever follows the log meets every event once, however late it was committed', async () => {
    const followed: string[] = []
    let isOver = false
    const follow = async () => {
      let after = 0
      for (;;) {
        const isLast = isOver
        const found = await storeOf(1).events.list({ after, forward: true, limit: 50 })
        followed.push(...found.map(({ id }) => id))
        after = found.at(-1)?.position ?? after
        if (isLast && found.length === 0) return
      }
    }
    const following = follow()
    await everywhere(120, (_, index, store) =>
      store.write(async (tx) => {
        await tx.events.insert(event(`e${index}`))
        await Bun.sleep(index % 7)
      }),
    )
    isOver = true
    await following
    expect(followed.toSorted()).toEqual(Array.from({ length: 120 }, (_, index) => `e${index}`).toSorted())
  })
})

test('what PostgreSQL cannot hold is kept in the log as something it can, and found nowhere', async () => {
  const [store] = [storeOf(0)]
  store.log(
    event('odd', {
      organizationId: replicas.organizationId,
      path: '/Users/a\0b',
      userAgent: 'half \ud800',
      requestBody: '\0',
    }),
  )
  await store.flush()
  expect(await store.events.list({ organizationId: replicas.organizationId, limit: 1 })).toMatchObject([
    { id: 'odd', path: '/Users/a\ufffdb', userAgent: 'half \ufffd', requestBody: '\ufffd' },
  ])
  expect(await store.users.find(everything(), 'a\0b')).toBeUndefined()
})
