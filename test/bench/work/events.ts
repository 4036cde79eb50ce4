import { rmSync } from 'node:fs'
import type { EventFilter, EventPage } from '../../../src/directory/event-search'
import type { EventReader } from '../../../src/directory/request-event'
import { open } from '../../../src/storage/sqlite/store'
import { type Bench, dataFolder } from '../bench'
import { copyEvents, first, organizationId, person, rare, timeOf, uncopied, writeEvents } from '../events'
import { quantile } from '../statistics'
import { shown, type Table } from '../table'

export const eventsName = 'event log'

/** Pages of the event log and searches in it, in process. */
export async function measureEvents(bench: Bench): Promise<Table> {
  const { events } = bench.options
  const dataDirectory = dataFolder(bench)
  try {
    bench.say(`writing ${first} events`)
    await writeEvents(dataDirectory)
    const atFirst = await looks(dataDirectory, first)
    bench.say(`copying them to ${events}`)
    copyEvents(dataDirectory, events)
    bench.say('looking through them')
    const atLast = await looks(dataDirectory, events)
    const rows = atFirst.map(({ name, p50, p99 }, index) => {
      const many = atLast[index] ?? { p50: Number.NaN, p99: Number.NaN }
      return [name, ...[p50, p99, many.p50, many.p99, many.p50 / p50].map(shown)]
    })
    return {
      kind: 'table',
      name: eventsName,
      title: `100 events of the log, in process, bodies off`,
      columns: ['which', `ms p50 of ${first}`, 'p99', `ms p50 of ${events}`, 'p99', 'ratio'],
      rows,
      values: Object.fromEntries(atLast.map(({ name, p50 }) => [name, p50])),
    }
  } finally {
    rmSync(dataDirectory, { recursive: true, force: true })
  }
}

interface Look {
  readonly name: string
  /** How often it is done; the first tenth does not count. */
  readonly times: number
  of(log: EventReader): Promise<EventPage['events']>
}

async function looks(dataDirectory: string, events: number) {
  const store = await open(dataDirectory)
  try {
    const found = []
    for (const { name, times, of } of wanted(events)) {
      const took: number[] = []
      for (let time = 0; time < times; time++) {
        const start = performance.now()
        const page = await of(store.events)
        took.push(performance.now() - start)
        if (page.length === 0 && !name.includes('nothing')) throw new Error(`no event was found: ${name}`)
      }
      const counted = took.slice(times / 10)
      found.push({ name, p50: quantile(counted, 0.5), p99: quantile(counted, 0.99) })
    }
    return found
  } finally {
    await store.close()
  }
}

function wanted(events: number): readonly Look[] {
  const page = { organizationId, limit: 100 }
  const middle = timeOf(Math.floor(events / 2))
  const searching = (name: string, filter: EventFilter, times = 300): Look => ({
    name,
    times,
    of: async (log) => (await log.search({ ...page, ...filter })).events,
  })
  return [
    { name: 'newest of the organization', times: 300, of: (log) => log.list(page) },
    { name: 'oldest', times: 300, of: (log) => log.list({ ...page, after: 0, forward: true }) },
    { name: 'from the middle on', times: 300, of: (log) => log.list({ ...page, after: Math.floor(events / 2) }) },
    searching('of a connection that has 1 %', { connectionId: rare }),
    searching('failed, as 1 % has', { status: { from: 400, to: 599 } }),
    searching('within a minute in the middle', { since: middle, until: middle + 60_000 }),
    searching('about a person in 1 of 1,000', { resourceId: person(500) }, 50),
    searching('about a person in none but the first', { resourceId: uncopied }, 10),
    searching('with a text in 1 of 10,000', { text: 'person.9001%40' }, 10),
    searching('with a text that nothing has', { text: 'nobody has this' }, 2),
  ]
}
