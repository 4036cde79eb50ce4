import { SQL } from 'bun'
import { createHistogram } from '../../../src/simulator/histogram'
import type { BareJob, BarePlace } from './bare'
import type { Load } from './job'

/** The process that does the least that can be done with a database: one prepared statement again and again, as fast as the driver goes. */
const place: BarePlace = JSON.parse(process.argv[2] ?? '')
const sql = new SQL(place.url, { max: place.connections })
const documents: readonly (readonly [id: string, document: string])[] = await sql
  .unsafe('select id, document from users order by md5(id) limit 10000')
  .values()
await sql.unsafe('create table if not exists bare (id text primary key, document text not null)').simple()
await Promise.all(Array.from({ length: place.connections }, () => sql.unsafe('select 1')))

const statements = {
  select: ([id]: (typeof documents)[number]) => sql.unsafe('select document from users where id = $1', [id]).values(),
  insert: ([, document]: (typeof documents)[number]) =>
    sql.unsafe('insert into bare (id, document) values ($1, $2)', [Bun.randomUUIDv7(), document]).values(),
}

let next = 0

async function carryOut({ statement, loops, seconds }: BareJob): Promise<Load> {
  const run = statements[statement]
  const latencies = createHistogram()
  let [requests, size, max] = [0, 0, 0]
  const start = performance.now()
  const end = start + seconds * 1000
  const cpu = process.cpuUsage()
  async function loop(): Promise<void> {
    for (let began = performance.now(); began < end; began = performance.now()) {
      const document = documents[next++ % documents.length]
      if (!document) throw new Error('there is nobody in the database')
      await run(document)
      const latency = performance.now() - began
      latencies.add(latency)
      max = Math.max(max, latency)
      size += document[1].length
      requests++
    }
  }
  await Promise.all(Array.from({ length: loops }, loop))
  const took = (performance.now() - start) / 1000
  const { user, system } = process.cpuUsage(cpu)
  return {
    requests,
    seconds: took,
    errors: 0,
    size: size / requests,
    p50: latencies.quantile(0.5),
    p99: latencies.quantile(0.99),
    p999: latencies.quantile(0.999),
    max,
    busy: (user + system) / 1e6 / took,
  }
}

process.on('message', async (job: BareJob) => process.send?.(await carryOut(job)))
process.send?.('ready')
