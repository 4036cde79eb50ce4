import { Database } from 'bun:sqlite'
import { rmSync } from 'node:fs'
import { join } from 'node:path'
import { open } from '../../../src/storage/sqlite/store'
import { type Bench, dataFolder, serve } from '../bench'
import { target } from '../comparison'
import type { Load } from '../load/job'
import { request } from '../load/request'
import { type Seeded, seed } from '../seed'
import { loadColumns, loadRow, type Table } from '../table'
import { ok } from './theme'

export const retentionName = 'retention'

const day = 86_400_000
const old = 60_000
/** From the start of a server until it deletes old events for sure (s). */
const begun = 1

/** Reads while old events are deleted, against reads while there are none to delete. */
export async function measureRetention(bench: Bench): Promise<Table> {
  const dataDirectory = dataFolder(bench)
  bench.say(`making ${old} old events`)
  try {
    const seeded = await seed(dataDirectory, 'Harbor', 1000)
    const alone = await reads(bench, dataDirectory, seeded)
    await age(dataDirectory, seeded)
    const before = countOld(dataDirectory)
    const beside = await reads(bench, dataDirectory, seeded)
    const left = countOld(dataDirectory)
    const deleted = before - left
    const refused =
      alone.error ??
      beside.error ??
      (deleted === 0 || left === 0 ? 'deleting did not last as long as the reads' : undefined)
    return {
      kind: 'table',
      name: retentionName,
      title: `Reads while ${deleted} of ${old} old events are deleted`,
      columns: loadColumns,
      rows: [loadRow('alone', alone), loadRow('beside the deletion', beside)],
      values: { ratio: beside.p99 / alone.p99 },
      ...(refused !== undefined && { refused }),
    }
  } finally {
    rmSync(dataDirectory, { recursive: true, force: true })
  }
}

async function reads(bench: Bench, dataDirectory: string, { sample, token }: Seeded): Promise<Load> {
  const server = await serve(bench, dataDirectory)
  try {
    bench.driver.load(sample.map(({ id }) => request('GET', `/Users/${id}`, token)))
    const job = { ...target(server), connections: 4, statuses: ok }
    await bench.driver.run({ ...job, seconds: begun })
    return await bench.driver.run({ ...job, seconds: Math.max(1, bench.options.seconds) })
  } finally {
    await server.stop()
  }
}

/** Puts events into the log that are older than an organization keeps them unless it says otherwise. */
async function age(dataDirectory: string, { connection: { id: connectionId, organizationId } }: Seeded): Promise<void> {
  const store = await open(dataDirectory)
  const time = Date.now() - 100 * day
  const event = {
    organizationId,
    connectionId,
    time,
    method: 'GET',
    path: '/scim/v2/Users',
    status: 200,
    duration: 100,
  }
  await store.write(async (tx) => {
    for (let index = 0; index < old; index++) await tx.events.insert({ ...event, id: Bun.randomUUIDv7() })
  })
  await store.close()
}

function countOld(dataDirectory: string): number {
  const file = new Database(join(dataDirectory, 'rollcall.db'), { readonly: true })
  const counting = file.query<{ events: number }, [number]>(
    'select count(*) as events from request_events where time < ?',
  )
  const { events } = counting.get(Date.now() - 95 * day) ?? { events: 0 }
  file.close()
  return events
}
