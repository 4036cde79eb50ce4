import { expect, test } from 'bun:test'
import { open } from '../../src/storage/sqlite/store'
import { scratch } from '../support/scratch'
import { type Records, records, refuseLosses } from './records'
import { seed } from './seed'
import { Incomparable } from './statistics'

test('events and changes are counted beside a store that is open', async () => {
  const folder = scratch()
  expect((await seed(folder, 'Harbor', 30)).sample).toHaveLength(30)
  const before = records(folder)
  const store = await open(folder)
  store.log({ id: 'e1', time: 1, method: 'GET', path: '/Users', status: 200, duration: 5 })
  await store.flush()
  expect(records(folder)).toEqual({ events: before.events + 1, changes: before.changes })
  // The owner and the thirty.
  expect(before.changes).toBe(31)
  await store.close()
})

test.each<[string, number, Records | undefined, Records, Records]>([
  ['an event was lost', 10, undefined, { events: 5, changes: 0 }, { events: 14, changes: 0 }],
  ['a write changed nothing', 10, { events: 1, changes: 1 }, { events: 0, changes: 0 }, { events: 10, changes: 9 }],
  ['a read left a change behind', 10, undefined, { events: 0, changes: 0 }, { events: 10, changes: 1 }],
])('nothing is compared where %s', async (_, requests, leaves, before, after) => {
  await expect(refuseLosses(requests, leaves, before, () => after, 0)).rejects.toThrow(Incomparable)
})

test('a request may stand for many', async () => {
  const after = { events: 2003, changes: 2001 }
  await refuseLosses(2, { events: 1001, changes: 1000 }, { events: 1, changes: 1 }, () => after)
})

test('what is written behind an answer is waited for', async () => {
  const counts = [
    { events: 1, changes: 0 },
    { events: 2, changes: 0 },
  ]
  await refuseLosses(2, undefined, { events: 0, changes: 0 }, () => counts.shift() ?? { events: 0, changes: 0 })
  expect(counts).toEqual([])
})
