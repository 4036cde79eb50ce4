import { SQL } from 'bun'
import type { Exchange } from './replicas'

/** What a database holds against its own rules, each with what breaks it: nothing, if all is well. */
const contradictions = {
  'a version without its one change': `
    select resource_id, count(*), count(distinct version), max(version) from changes where action <> 'deleted'
    group by resource_id having count(*) <> max(version) or count(distinct version) <> count(*)`,
  'somebody who was deleted twice':
    "select resource_id, count(*) from changes where action = 'deleted' group by resource_id having count(*) > 1",
  'a resource that is not what its last change made of it': `
    select r.id, r.version, r.deleted_at, last.version from (
      select id, version, deleted_at, document from users where source = 'scim' union all
      select id, version, deleted_at, document from groups
    ) r left join lateral (
      select version, after from changes where resource_id = r.id order by version desc limit 1
    ) last on true
    where last.version is null or (r.deleted_at is null and (last.version <> r.version or last.after <> r.document))`,
  // Who is deleted leaves their groups, which is a change of each without a request of its own.
  'a change without its one event': `
    select c.id, c.resource_id, c.members_removed, count(e.id)
    from changes c left join request_events e on e.change_id = c.id
    where c.connection_id is not null and not exists (
      select 1 from changes d where d.action = 'deleted' and d.time = c.time and c.members_removed = '["' || d.resource_id || '"]'
    )
    group by c.id having count(e.id) <> 1`,
  'an event that is there twice':
    "select id, string_agg(status || ' ' || coalesce(change_id, 0), ', ') from request_events group by id having count(*) > 1",
  'a request that is there twice':
    "select user_agent, count(*) from request_events where user_agent like 'attempt %' group by user_agent having count(*) > 1",
  'a failure that nobody has an explanation for': 'select path, detail from request_events where status = 500',
  'a group whose members are miscounted': `
    select g.id, g.member_count from groups g
    where g.deleted_at is null and g.member_count <> (select count(*) from memberships m where m.group_seq = g.seq)`,
  'a tally that is not what is there': `
    select c.id, told.*, there.* from connections c
    cross join lateral (
      select coalesce(sum(users), 0) as users, coalesce(sum(active), 0) as active, coalesce(sum(groups), 0) as groups
      from tallies where connection_id = c.id
    ) told
    cross join lateral (
      select count(*) as users, count(*) filter (where active) as active,
        (select count(*) from groups where connection_id = c.id and deleted_at is null) as groups
      from users where connection_id = c.id and deleted_at is null
    ) there
    where (told.users, told.active, told.groups) <> (there.users, there.active, there.groups)`,
} as const

export interface Found {
  readonly contradictions: Readonly<Record<string, readonly unknown[]>>
  /** By the User-Agent of the attempt. */
  readonly events: ReadonlyMap<string, FoundEvent>
}

export interface FoundEvent {
  readonly method: string
  readonly path: string
  readonly status: number
  readonly changeId: number | undefined
}

export async function audit(databaseUrl: string): Promise<Found> {
  const sql = new SQL(databaseUrl, { max: 1 })
  try {
    const found: Record<string, readonly unknown[]> = {}
    for (const [name, query] of Object.entries(contradictions)) {
      const rows: readonly unknown[] = await sql.unsafe(query).values()
      if (rows.length > 0) found[name] = rows.slice(0, 5)
    }
    const rows: readonly [string, string, string, string, string | null][] = await sql
      .unsafe(
        `select user_agent, method, path, status, change_id from request_events where user_agent like 'attempt %'`,
      )
      .values()
    const events = rows.map(([agent, method, path, status, changeId]) => {
      const event = { method, path, status: Number(status), changeId: changeId === null ? undefined : Number(changeId) }
      return [agent, event] as const
    })
    return { contradictions: found, events: new Map(events) }
  } finally {
    await sql.close()
  }
}

/** What was answered to a write, against what the log knows of it: sentences about whatever does not agree. */
export function disagreements(exchanges: readonly Exchange[], { events }: Found): readonly string[] {
  return exchanges
    .filter(({ method }) => method !== 'GET')
    .flatMap(({ method, path, attempts }) => {
      const name = `${method} ${path} (${attempts.map(({ agent, outcome }) => `${agent}: ${outcome}`).join(', ')})`
      const made = attempts.filter(({ agent }) => events.get(agent)?.changeId !== undefined)
      const wrong: string[] = []
      if (made.length > 1) wrong.push(`${name} was done ${made.length} times`)
      for (const { agent, outcome, isDoubtful } of attempts) {
        const event = events.get(agent)
        if (typeof outcome === 'number' && event && event.status !== outcome && !isDoubtful)
          wrong.push(`${name} was answered ${outcome}, and the log says ${event.status}`)
        if (outcome === 'refused' && event) wrong.push(`${name} reached somebody who did not listen`)
      }
      const last = attempts.at(-1)
      if (typeof last?.outcome === 'number' && last.outcome < 300 && made.length === 0)
        wrong.push(`${name} was acknowledged, and there is no change`)
      return wrong
    })
}
