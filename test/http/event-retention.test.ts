import { afterAll, expect, test } from 'bun:test'
import { directory } from '../../src/directory/directory'
import { operator } from '../../src/directory/staff'
import { event } from '../storage/people'
import { assemble, endAssemblies } from './assembly'

afterAll(endAssemblies)

const day = 86_400_000

test('events are kept as many days as their organization says, those of nobody 90, and changes for good', async () => {
  const assembly = await assemble()
  const { store } = assembly
  const [short, long, usual] = await Promise.all(
    ['Short', 'Long', 'Usual'].map(async (name) => (await assembly.organization(name)).connection.organizationId),
  )
  const now = Date.now() + 200 * day
  const hall = directory({
    store,
    now: () => now,
    newId: Bun.randomUUIDv7,
    randomBytes: (length) => new Uint8Array(length),
    hashPassword: async (password) => password,
    verifyPassword: async () => false,
  })
  for (const [id = '', eventRetentionDays] of [
    [short, 7],
    [long, 0],
  ] as const)
    await hall.configureOrganization(operator(id), { settings: { eventRetentionDays } })
  await store.write(async (tx) => {
    for (let age = 180; age >= 0; age--) {
      for (const organizationId of [short, long, usual, undefined])
        await tx.events.insert(
          event(`${age}`, { time: now - age * day, ...(organizationId !== undefined && { organizationId }) }),
        )
    }
  })
  const changes = (await store.changes.find(1))?.id
  let pauses = 0
  const pause = async () => {
    pauses++
  }
  expect(await hall.expireEvents(pause)).toBe(180 - 7 + 2 * (180 - 90))
  expect(pauses).toBeGreaterThan(3)
  const oldest = async (owner: object) => {
    const { events } = await store.events.search({ ...owner, forward: true, limit: 1000 })
    return [events[0]?.id, events.length]
  }
  expect(await oldest({ organizationId: short })).toEqual(['7', 8])
  expect(await oldest({ organizationId: long })).toEqual(['180', 181])
  expect(await oldest({ organizationId: usual })).toEqual(['90', 91])
  expect(await oldest({ isUnattributed: true })).toEqual(['90', 91])
  expect((await store.changes.find(1))?.id).toBe(changes)
  expect(await hall.expireEvents(pause)).toBe(0)
})
