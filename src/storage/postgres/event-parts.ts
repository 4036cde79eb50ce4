import type { SQL } from 'bun'

type Sql = Pick<SQL, 'unsafe' | 'reserve'>

const day = 86_400_000

/** How many positions a part has, as the migration gives them out. */
export const size = 10_000_000_000

/** How many parts there are beyond the one that is written to. */
const ahead = 2

/** How many parts, at least, what is kept is spread over; the more they are, the longer it takes to go through them. */
const spread = 30

/**
 * Keeps the log in parts: makes those that will be needed, begins the next when it is time, and throws away those that ended
 * before a time (ms). Returns how long (ms) a part lasts: a thirtieth of what is kept, in days, and 30 days at most. One
 * replica does so at a time; nobody who reads or writes meanwhile waits for it.
 */
export function eventParts(sql: Sql): (before: number) => Promise<number> {
  return async (before) => {
    const length = day * Math.round(Math.min(30, Math.max(1, (Date.now() - before) / day / spread)))
    const guard = await sql.reserve()
    try {
      await guard.unsafe('begin').simple()
      const [row] = await guard.unsafe('select pg_try_advisory_xact_lock(7307104)').values()
      if (row?.[0] === true) {
        await make(sql)
        await begin(sql, length)
        for (const part of await ended(sql, before)) await drop(sql, part)
      }
    } finally {
      await guard
        .unsafe('rollback')
        .simple()
        .catch(() => undefined)
      guard.release()
    }
    return length
  }
}

async function make(sql: Sql): Promise<void> {
  const missing: readonly (readonly unknown[])[] = await sql
    .unsafe(
      `select part from (select max(part) as last from event_parts) as e, generate_series(last + 1, last + $1) as part
        where to_regclass('request_events_' || part) is null`,
      [ahead],
    )
    .values()
  for (const [part] of missing) await attach(sql, Number(part))
}

/** Makes a part. It is attached, since whoever creates a table as one keeps all others from the log for a moment. */
export async function attach(sql: Pick<SQL, 'unsafe'>, part: number): Promise<void> {
  const name = `request_events_${part}`
  const from = part * size
  await sql
    .unsafe(
      `create table ${name} (like request_events including defaults including storage including compression);
      alter table request_events attach partition ${name} for values from (${from}) to (${from + size})`,
    )
    .simple()
}

/** The positions go on in the new part, whoever takes one; those who took theirs before still write to the old. */
async function begin(sql: Sql, length: number): Promise<void> {
  await sql.unsafe(
    `with next as (
      insert into event_parts (part, begun) select max(part) + 1, now_ms() from event_parts
        having max(begun) / $1::bigint < now_ms() / $1::bigint returning part)
    select setval('event_positions', part * $2::bigint, false) from next, event_positions where last_value < part * $2::bigint`,
    [length, size],
  )
}

/** The parts whose last event was written before a time. */
async function ended(sql: Sql, before: number): Promise<readonly number[]> {
  const rows: readonly (readonly unknown[])[] = await sql
    .unsafe(
      `select e.part from event_parts e join event_parts next on next.part = e.part + 1
        where next.begun <= $1 order by e.part`,
      [before],
    )
    .values()
  return rows.map(([part]) => Number(part))
}

/** Taken out of the log first, which waits for whoever reads it and makes nobody wait; it may have been begun before, and cut short. */
async function drop(sql: Sql, part: number): Promise<void> {
  const name = `request_events_${part}`
  const [attached] = await sql
    .unsafe('select inhdetachpending from pg_inherits where inhrelid = to_regclass($1)', [name])
    .values()
  if (attached)
    await sql
      .unsafe(
        `alter table request_events detach partition ${name} ${attached[0] === true ? 'finalize' : 'concurrently'}`,
      )
      .simple()
  await sql.unsafe(`drop table if exists ${name}; delete from event_parts where part = ${part}`).simple()
}
