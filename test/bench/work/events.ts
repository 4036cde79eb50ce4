import { rmSync } from 'node:fs'
import type { EventQuery, Store } from '../../../src/directory/store'
import { open } from '../../../src/storage/sqlite/store'
import { type Bench, dataFolder } from '../bench'
import { quantile } from '../statistics'
import { shown, type Table } from '../table'

export const eventsName = 'event log'

const batch = 2500
const few = 10_000

/** Pages of the event log, read through the storage layer, as no address serves them yet. */
export async function measureEvents(bench: Bench): Promise<Table> {
  const { events } = bench.options
  const dataDirectory = dataFolder(bench)
  const store = await open(dataDirectory)
  try {
    bench.say(`making ${few} events`)
    await fill(store, 0, few)
    const atFew = await pages(store, few)
    bench.say(`making ${events} events`)
    await fill(store, few, events)
    const atMany = await pages(store, events)
    const rows = atFew.map(({ name, p50, p99 }, index) => {
      const many = atMany[index] ?? { p50: Number.NaN, p99: Number.NaN }
      return [name, ...[p50, p99, many.p50, many.p99, many.p50 / p50].map(shown)]
    })
    return {
      kind: 'table',
      name: eventsName,
      title: `A page of 100 events, in process, bodies off`,
      columns: ['page', `µs p50 of ${few}`, 'p99', `µs p50 of ${events}`, 'p99', 'ratio'],
      rows,
      values: { growth: Math.max(...atFew.map(({ p50 }, index) => (atMany[index]?.p50 ?? Number.NaN) / p50)) },
    }
  } finally {
    await store.close()
    rmSync(dataDirectory, { recursive: true, force: true })
  }
}

/** One event in a hundred is of the connection `rare`, all others of `busy`. */
async function fill(store: Store, from: number, until: number): Promise<void> {
  for (let start = from; start < until; start += batch) {
    await store.write(async (tx) => {
      for (let index = start; index < Math.min(until, start + batch); index++) {
        await tx.events.insert({
          id: Bun.randomUUIDv7(),
          organizationId: 'harbor',
          connectionId: index % 100 === 0 ? 'rare' : 'busy',
          time: index,
          method: 'GET',
          path: '/scim/v2/Users',
          query: `filter=userName+eq+%22person.${index}%40harbor.example%22`,
          status: 200,
          resourceType: 'User',
          ip: '203.0.113.7',
          userAgent: 'Okta SCIM Client 1.0.0',
          duration: 100,
        })
      }
    })
  }
}

async function pages(store: Store, events: number) {
  const everything = { organizationId: 'harbor', limit: 100 }
  const queries: readonly (EventQuery & { readonly name: string })[] = [
    { name: 'newest of the organization', ...everything },
    { name: 'from the middle on', ...everything, after: Math.floor(events / 2) },
    { name: 'oldest', ...everything, after: 0, forward: true },
    { name: 'newest of a connection that has 1 %', ...everything, connectionId: 'rare' },
  ]
  const found = []
  for (const { name, ...query } of queries) {
    const times: number[] = []
    for (let time = 0; time < 300; time++) {
      const start = performance.now()
      const page = await store.events.list(query)
      times.push((performance.now() - start) * 1000)
      if (page.length === 0) throw new Error(`no event was found: ${name}`)
    }
    found.push({ name, p50: quantile(times.slice(50), 0.5), p99: quantile(times.slice(50), 0.99) })
  }
  return found
}
