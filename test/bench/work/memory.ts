import { type Bench, type Served, serving } from '../bench'
import { turn } from '../comparison'
import { filtered, request } from '../load/request'
import { userNameOf } from '../people'
import { residentMemory } from '../servers/running'
import { median } from '../statistics'
import { shown, type Table } from '../table'
import { activations, creation } from './writing'

export const memoryName = 'memory'

const parts = 10

/** Resident memory while many requests of all kinds are answered. */
export async function measureMemory(bench: Bench): Promise<Table> {
  const { quick, connections } = bench.options
  const requests = quick ? 50_000 : 1_000_000
  return serving(bench, bench.options.users[0] ?? 1000, [], async (served) => {
    const { server } = served
    bench.say(`memory, ${requests} requests`)
    bench.driver.load(mixture(served))
    const found = [residentMemory(server.pid)]
    for (let part = 0; part < parts; part++) {
      const limit = requests / parts
      const load = await turn(bench, [server], { connections, seconds: 3600, limit, statuses: [200, 201] })
      if (load.errors > 0)
        return { ...table(found, requests), refused: `${load.errors} errors; the first: ${load.error}` }
      found.push(residentMemory(server.pid))
    }
    return table(found, requests)
  })
}

/** Ten reads by id, six lookups, three changes and a new person, and again. */
function mixture({ seeded: { sample, token } }: Served): readonly string[] {
  const reads = sample.map(({ id }) => request('GET', `/Users/${id}`, token))
  const lookups = sample.map(({ number }) =>
    request('GET', filtered('/Users', `userName eq "${userNameOf(number)}"`), token),
  )
  const changes = activations(sample, token)
  const people = creation(token).requests
  const some = (of: readonly string[], count: number, round: number) =>
    Array.from({ length: count }, (_, at) => of[(round * count + at) % of.length] ?? '')
  return Array.from({ length: 2000 }, (_, round) => [
    ...some(reads, 10, round),
    ...some(lookups, 6, round),
    ...some(changes, 3, round),
    ...some(people, 1, round),
  ]).flat()
}

/** Flat is the memory of which the last three tenths of the requests have no more than the three in the middle. */
function table(found: readonly number[], requests: number): Table {
  const growth = median(found.slice(-3)) / median(found.slice(4, 7))
  // Fewer are not enough for a process to have grown as large as it will be.
  const isTelling = requests >= 1_000_000
  return {
    kind: 'table',
    name: memoryName,
    title: `Resident memory while ${requests} requests are answered (half reads, 30 % lookups, 15 % changes, 5 % new people)`,
    columns: ['after requests', 'MB'],
    rows: found.map((megabytes, part) => [String((part * requests) / parts), shown(megabytes)]),
    values: { peak: Math.max(...found), last: found.at(-1) ?? 0, ...(isTelling && { growth }) },
  }
}
