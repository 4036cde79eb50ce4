import { afterAll, beforeAll, describe, expect, test } from 'bun:test'
import { join } from 'node:path'
import type { EventSearch } from '../../src/directory/event-search'
import { type Db, writing } from '../../src/storage/sqlite/connection'
import { events } from '../../src/storage/sqlite/event-lists'
import { open } from '../../src/storage/sqlite/store'
import { scratch } from '../support/scratch'

let db: Db
let prepared: string[] = []

beforeAll(async () => {
  const directory = scratch()
  await (await open(directory)).close()
  db = writing(join(directory, 'rollcall.db'))
  const prepare = db.$client.prepare.bind(db.$client)
  db.$client.prepare = ((text: string) => {
    prepared.push(text)
    return prepare(text)
  }) as typeof db.$client.prepare
})

afterAll(() => db.$client.close(true))

async function planOf(search: Omit<EventSearch, 'limit'>): Promise<readonly string[]> {
  prepared = []
  await events(db, () => undefined).search({ ...search, limit: 1 })
  return prepared.flatMap((text) =>
    db.$client
      .query<{ detail: string }, []>(`explain query plan ${text}`)
      .all()
      .map(({ detail }) => detail)
      .filter((detail) => detail.includes('request_events')),
  )
}

const failed = { from: 400, to: 599 }

describe('a search of events', () => {
  test.each<readonly [name: string, search: Omit<EventSearch, 'limit'>, index: string]>([
    ['of an organization', { organizationId: 'a' }, 'request_events_of_organization (organization_id=? AND rowid'],
    [
      'of a connection',
      { organizationId: 'a', connectionId: 'c' },
      'request_events_of_connection (connection_id=? AND rowid',
    ],
    ['that failed', { organizationId: 'a', status: failed }, 'request_events_failed (organization_id=? AND rowid'],
    [
      'that failed, of a connection',
      { organizationId: 'a', connectionId: 'c', status: failed },
      'request_events_failed (organization_id=? AND rowid',
    ],
    ['of nobody', { isUnattributed: true, text: 'x' }, 'request_events_unattributed (organization_id=? AND rowid'],
    [
      'by text',
      { organizationId: 'a', text: 'x', methods: ['GET'] },
      'request_events_of_organization (organization_id=?',
    ],
  ])('%s goes along one index, in its order', async (_, search, index) => {
    for (const forward of [false, true]) {
      const plan = await planOf({ ...search, forward })
      expect(plan.length).toBe(2)
      for (const step of plan) expect(step).toContain(index)
      expect(plan.join('\n')).not.toContain('TEMP B-TREE')
    }
  })

  test("about one person looks by index into each part of the log, and then at that person's events alone", async () => {
    const search = { organizationId: 'a', connectionId: 'c', resourceId: 'r', status: failed }
    for (const forward of [false, true]) {
      const plan = await planOf({ ...search, forward })
      expect(plan).toContain('SEARCH e USING COVERING INDEX request_events_of_resource (<expr>=? AND resource_id=?)')
      for (const step of plan) expect(step).not.toContain('SCAN')
    }
  })
})

test('a search by resource crosses wide gaps in the log in both directions, and meets every event once', async () => {
  const places = [1, 2047, 2048, 262_144, 262_145, 600_000, 600_001, 3_000_000]
  const insert = db.$client.query(
    `insert into request_events (position, id, organization_id, time, method, path, status, resource_id, duration)
      values (?, 'e', 'far', 1, 'GET', '/', ?, 'ann', 1)`,
  )
  for (const position of places) insert.run(position, position % 2 ? 200 : 404)
  const reader = events(db, () => undefined)
  const found = async (search: object) =>
    (await reader.search({ organizationId: 'far', resourceId: 'ann', limit: 100, ...search })).events.map(
      ({ position }) => position,
    )
  expect(await found({})).toEqual(places.toReversed())
  expect(await found({ forward: true })).toEqual(places)
  expect(await found({ below: 600_001, above: 2047 })).toEqual([600_000, 262_145, 262_144, 2048])
  expect(await found({ above: 262_145, forward: true, limit: 1 })).toEqual([600_000])
  expect(await found({ status: { from: 400, to: 499 }, limit: 2 })).toEqual([3_000_000, 600_000])
  expect(await found({ resourceId: 'nobody' })).toEqual([])
})
