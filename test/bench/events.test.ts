import { expect, test } from 'bun:test'
import { timeOf as timeIn } from '../../src/storage/event-ids'
import { open } from '../../src/storage/sqlite/store'
import { scratch } from '../support/scratch'
import { copyEvents, first, organizationId, person, timeOf, uncopied, writeEvents } from './events'

test('events are copied to later times, with ids by which they are found', async () => {
  const folder = scratch()
  const events = 2.5 * first
  await writeEvents(folder)
  copyEvents(folder, events)
  const store = await open(folder)
  const newest = await store.events.list({ organizationId, limit: events + 1 })
  expect(newest.length).toBe(events)
  expect(newest.map(({ position }) => position)).toEqual(newest.map((_, index) => events - index))
  expect(newest.map(({ time }) => time)).toEqual(newest.map((_, index) => timeOf(events - 1 - index)))
  expect(newest.filter(({ id, time }) => timeIn(id) !== time)).toEqual([])
  expect(new Set(newest.map(({ id }) => id)).size).toBe(events)
  for (const event of newest.filter((_, index) => index % 5000 === 0))
    expect(await store.events.find(organizationId, event.id)).toEqual(event)
  const about = async (resourceId: string) =>
    (await store.events.search({ organizationId, resourceId, limit: 1000 })).events.length
  expect([await about(person(500)), await about(uncopied)]).toEqual([25, 1])
  await store.close()
})
