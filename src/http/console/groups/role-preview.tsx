import type { ComponentChildren } from 'preact'
import type { RolePreview } from '../../../directory/group-roles'
import type { Affected } from '../../../directory/roster'
import type { GroupRole } from '../../../directory/user'
import { Badge } from '../kit/badge'
import { Confirm } from '../kit/confirm'
import { Count } from '../kit/count'
import { Notice } from '../kit/notice'
import { PageHeader } from '../kit/page-header'
import { Section } from '../kit/section'
import { type Column, Table } from '../kit/table'
import { Muted, Truncated, UserText } from '../kit/text'
import { roleWords } from '../people/wording'
import { page, type Reply, type Visit } from '../visit'
import { groupsTrail } from './frame'
import { groupRoleWords } from './wording'

/** What another role would do, with the question whether to give it; `stale` says that it is not what was confirmed. */
export async function preview(
  visit: Visit,
  { roster, gains, losses }: RolePreview,
  role: GroupRole | undefined,
  stale?: string,
): Promise<Reply> {
  const { id, name, version } = roster
  const { connection, isOwned } = await visit.directory.rosters.read(visit.staff, id)
  const path = `/groups/${id}`
  return page(
    `Role · ${name}`,
    <>
      <PageHeader
        title="Who gains, who loses"
        trail={[groupsTrail, { label: name, href: path }, { label: 'Role', href: `${path}/role` }]}
      />
      {stale !== undefined && <Notice kind="warning">{stale}</Notice>}
      <Confirm
        title={<Question name={name} from={roster.role} to={role} />}
        consequences={[
          <Effect affected={gains} nobody="Nobody gains anything." deed="rise" />,
          <Effect affected={losses} nobody="Nobody loses anything." deed="fall" />,
          ...(losses.count > 0 ? ['Who is left without a role is signed out. Their accounts stay as they are.'] : []),
          ...(role ? [<Future owner={isOwned ? connection?.name : undefined} />] : []),
        ]}
        action={`${path}/role`}
        hidden={{
          role: role ?? 'none',
          from: roster.role ?? 'none',
          version: String(version),
          gains: String(gains.count),
          losses: String(losses.count),
        }}
        submit={role ? `Give the role ${groupRoleWords[role]}` : 'Take the role away'}
        cancel={path}
        kind={losses.count > 0 ? 'danger' : 'primary'}
      />
      <People title="Who gains" affected={gains} />
      <People title="Who loses" affected={losses} />
    </>,
    { section: 'groups', ...(stale !== undefined && { status: 409 }) },
  )
}

interface QuestionProps {
  readonly name: string
  readonly from: GroupRole | undefined
  readonly to: GroupRole | undefined
}

function Question({ name, from, to }: QuestionProps) {
  const called = <UserText>{name}</UserText>
  if (!to) return <>Shall {called} give no role any more?</>
  return (
    <>
      Shall {called} give the role {groupRoleWords[to]}
      {from && ` instead of ${groupRoleWords[from]}`}?
    </>
  )
}

interface EffectProps {
  readonly affected: Affected
  readonly nobody: string
  readonly deed: 'rise' | 'fall'
}

function Effect({ affected: { count, inactive }, nobody, deed }: EffectProps) {
  if (count === 0) return <>{nobody}</>
  const verb = count === 1 ? `${deed}s` : deed
  return (
    <>
      <Count value={count} noun="person" plural="people" /> {verb} to {deed === 'rise' ? 'a higher' : 'a lower'} role
      {inactive > 0 && (
        <>
          ; <Count value={inactive} /> of them {inactive === 1 ? 'is' : 'are'} deactivated, and cannot sign in anyway
        </>
      )}
      .
    </>
  )
}

function Future({ owner }: { readonly owner: string | undefined }) {
  const rule = 'Whoever joins the group later gets the role, and whoever leaves it loses it'
  if (owner === undefined) return <>{rule}.</>
  return (
    <>
      {rule}: <UserText>{owner}</UserText> decides who is in it.
    </>
  )
}

function People({ title, affected: { count, people } }: { readonly title: string; readonly affected: Affected }) {
  if (count === 0) return null
  const rest: ComponentChildren = count > people.length && (
    <Muted>
      and <Count value={count - people.length} /> more
    </Muted>
  )
  return (
    <Section title={title} flush {...(rest && { footer: rest })}>
      <Table caption={title} columns={columns} rows={people} href={({ id }) => `/people/${id}`} />
    </Section>
  )
}

const columns: readonly Column<Affected['people'][number]>[] = [
  { header: 'Person', cell: ({ name }) => <Truncated text={name} />, priority: 'primary' },
  { header: 'Role now', cell: ({ from }) => roleWords[from], tight: true },
  { header: 'Role then', cell: ({ to }) => <Badge tone="info">{roleWords[to]}</Badge>, tight: true },
  {
    header: 'State',
    cell: ({ active }) => (active ? <Badge tone="good">Active</Badge> : <Badge>Deactivated</Badge>),
    tight: true,
  },
]
