import type { StoredAuditEntry } from '../../../directory/audit-entry'
import { hrefOf } from '../href'
import { Code } from '../kit/code'
import { EmptyState } from '../kit/empty-state'
import { Field } from '../kit/field'
import { Filters } from '../kit/filters'
import { PageHeader } from '../kit/page-header'
import { Pagination } from '../kit/pagination'
import { Section } from '../kit/section'
import { type Column, Table } from '../kit/table'
import { Time } from '../kit/time'
import { get, page, type Reply, type Route, type Visit } from '../visit'
import { deeds, families } from './deeds'

/** What was done in the console, by API keys and by command. */
export const auditRoutes: readonly Route[] = [get('/audit', 'admin', log)]

const pageSize = 50

async function log({ directory, staff, query, now }: Visit): Promise<Reply> {
  const family = families.find(({ value }) => value === query.get('family'))?.value ?? ''
  const [actorId, targetId] = [query.get('actor')?.trim(), query.get('target')?.trim()]
  const before = /^\d{1,15}$/.test(query.get('before') ?? '') ? Number(query.get('before')) : undefined
  const entries = await directory.auditLog(staff, {
    limit: pageSize + 1,
    ...(before !== undefined && { before }),
    ...(family && { actionPrefix: family }),
    ...(actorId && { actorId }),
    ...(targetId && { targetId }),
  })
  const shown = entries.slice(0, pageSize)
  const last = shown.at(-1)
  const kept = { ...(family && { family }), ...(actorId && { actor: actorId }), ...(targetId && { target: targetId }) }
  const older = entries.length > pageSize && last ? hrefOf('/audit', { ...kept, before: String(last.id) }) : undefined
  const newest = before === undefined ? undefined : hrefOf('/audit', kept)
  return page(
    'Audit log',
    <>
      <PageHeader title="Audit log" subtitle="What was done in the console, by API keys and by command." />
      <Filters action="/audit" active={Object.keys(kept).length} clear="/audit">
        <Field name="family" type="select" label="What" value={family} options={families} />
        <Field name="actor" label="By (id)" value={actorId ?? ''} monospace />
        <Field name="target" label="To (id)" value={targetId ?? ''} monospace />
      </Filters>
      {shown.length === 0 ? (
        <Section>
          <EmptyState icon="audit" title="Nothing to show">
            {Object.keys(kept).length > 0 ? 'Nothing matches the filters.' : 'What people do here is listed here.'}
          </EmptyState>
        </Section>
      ) : (
        <Section flush footer={<Pagination chronological previous={newest} next={older} />}>
          <Table caption="Audit log" columns={columns(now)} rows={shown} />
        </Section>
      )}
    </>,
    { section: 'audit' },
  )
}

function columns(now: number): readonly Column<StoredAuditEntry>[] {
  return [
    { header: 'When', cell: ({ time }) => <Time ms={time} now={now} />, tight: true },
    { header: 'What', cell: (entry) => <Sentence entry={entry} />, priority: 'primary' },
    { header: 'Details', cell: ({ details }) => <Details details={details} /> },
    { header: 'From', cell: ({ ip }) => ip ?? '', monospace: true, tight: true, priority: 'low' },
  ]
}

function Sentence({ entry: { actor, actorName, action, target } }: { readonly entry: StoredAuditEntry }) {
  const who = actorName ?? (actor.kind === 'command' ? 'Somebody, by command' : actor.id)
  const href = target && pageOf(target)
  const name = target && <bdi dir="auto">{target.name ?? target.id}</bdi>
  return (
    <>
      <bdi dir="auto" class="strong">
        {actor.kind === 'person' ? <a href={`/people/${actor.id}`}>{who}</a> : who}
      </bdi>
      {actor.kind === 'api-key' && ' (API key)'} {deeds[action]} {href ? <a href={href}>{name}</a> : name}
    </>
  )
}

function pageOf({ type, id }: NonNullable<StoredAuditEntry['target']>): string | undefined {
  switch (type) {
    case 'user':
      return `/people/${id}`
    case 'group':
      return `/groups/${id}`
    case 'connection':
      return `/connections/${id}`
    default:
      return undefined
  }
}

/** `strict: false → true` for what was changed, `name: value` for the rest. */
function Details({ details = {} }: Pick<StoredAuditEntry, 'details'>) {
  const entries = Object.entries(details)
  if (entries.length === 0) return <span class="muted">—</span>
  return (
    <ul>
      {entries.map(([name, value]) => (
        <li key={name}>
          <Code>{name}</Code>{' '}
          <bdi dir="auto">{isChange(value) ? `${text(value.from)} → ${text(value.to)}` : text(value)}</bdi>
        </li>
      ))}
    </ul>
  )
}

function isChange(value: unknown): value is { readonly from: unknown; readonly to: unknown } {
  return typeof value === 'object' && value !== null && 'from' in value && 'to' in value
}

function text(value: unknown): string {
  if (value === null || value === undefined) return 'none'
  if (Array.isArray(value)) return value.map(text).join(', ')
  return typeof value === 'object' ? JSON.stringify(value) : String(value)
}
