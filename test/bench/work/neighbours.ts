import type { Bench, Served } from '../bench'
import { target } from '../comparison'
import { startDriver } from '../load/driver'
import { filtered, request } from '../load/request'
import { loadColumns, loadRow, shown, type Table } from '../table'
import { ok } from './theme'

export const neighboursName = 'neighbours'

/** How long one organization's slowest query holds up the requests of another. */
export async function measureNeighbours(bench: Bench, { server, seeded, neighbour }: Served): Promise<Table> {
  const { driver, options } = bench
  bench.say('one organization searches, another reads')
  const searcher = startDriver()
  try {
    driver.load(neighbour.sample.map(({ id }) => request('GET', `/Users/${id}`, neighbour.token)))
    searcher.load([request('GET', filtered('/Users', 'title co "nobody has this"'), seeded.token)])
    const seconds = Math.max(1, options.seconds)
    const read = () => driver.run({ ...target(server), connections: 4, seconds, statuses: ok })
    await read()
    const alone = await read()
    const searching = searcher.run({ ...target(server), connections: 1, seconds: seconds + 0.2, statuses: ok })
    await Bun.sleep(100)
    const beside = await read()
    const searches = await searching
    const refused = [alone, beside, searches].find(({ errors }) => errors > 0)?.error
    return {
      kind: 'table',
      name: neighboursName,
      title: `Reads of one organization while another looks at all its ${seeded.users} people, for ${shown(searches.p50)} ms each time`,
      columns: loadColumns,
      rows: [loadRow('alone', alone), loadRow('beside the search', beside)],
      values: { added: beside.max - alone.max, addedP99: beside.p99 - alone.p99 },
      ...(refused !== undefined && { refused }),
    }
  } finally {
    await searcher.end()
  }
}
