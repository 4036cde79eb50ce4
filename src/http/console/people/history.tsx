import type { PersonChange, PersonHistory } from '../../../directory/person-history'
import type { ResourceType } from '../../../scim/attribute'
import { Diff } from '../kit/diff'
import type { IconName } from '../kit/icon'
import { Section } from '../kit/section'
import { Disclosure, Muted, UserText } from '../kit/text'
import { Time } from '../kit/time'
import { Timeline } from '../kit/timeline'
import type { Tone } from '../kit/tone'
import { differences } from './attributes'

interface HistoryProps {
  readonly history: PersonHistory
  readonly type: ResourceType
  readonly now: number
}

/** What happened to somebody: what was, what became of it, and who did it. */
export function History({ history: { changes, isMore }, type, now }: HistoryProps) {
  return (
    <Section title="History" {...(isMore && { description: 'The latest 50 changes.' })}>
      {changes.length === 0 ? (
        <Muted>Nothing has happened yet.</Muted>
      ) : (
        <Timeline
          entries={changes.map((change) => ({
            ...looks[change.action],
            title: titleOf(change),
            meta: <Meta change={change} now={now} />,
            children: <Differences change={change} type={type} />,
          }))}
        />
      )}
    </Section>
  )
}

export const looks: Readonly<Record<PersonChange['action'], { readonly icon: IconName; readonly tone: Tone }>> = {
  created: { icon: 'plus', tone: 'good' },
  updated: { icon: 'edit', tone: 'neutral' },
  deactivated: { icon: 'pause', tone: 'warn' },
  reactivated: { icon: 'play', tone: 'good' },
  deleted: { icon: 'trash', tone: 'bad' },
  adopted: { icon: 'link', tone: 'info' },
  released: { icon: 'connections', tone: 'info' },
  restored: { icon: 'restore', tone: 'good' },
}

export const titles: Readonly<Record<PersonChange['action'], string>> = {
  created: 'Created',
  updated: 'Changed',
  deactivated: 'Deactivated',
  reactivated: 'Reactivated',
  deleted: 'Deleted',
  adopted: 'Taken over by a connection',
  released: 'Left without a connection',
  restored: 'Restored',
}

function titleOf({ action, role }: PersonChange): string {
  return role ? `Role changed from ${role.from} to ${role.to}` : titles[action]
}

function Meta({ change, now }: { readonly change: PersonChange; readonly now: number }) {
  return (
    <>
      <By change={change} /> · <Time ms={change.time} now={now} />
      {change.eventId !== undefined && (
        <>
          {' · '}
          <a href={`/events/${change.eventId}`}>The request</a>
        </>
      )}
    </>
  )
}

/** Who did it. */
export function By({ change: { actor, actorName } }: { readonly change: Pick<PersonChange, 'actor' | 'actorName'> }) {
  switch (actor.kind) {
    case 'command':
      return <>by command</>
    case 'api-key':
      return (
        <>
          by the API key <UserText>{actorName ?? actor.id}</UserText>
        </>
      )
    case 'person':
    case 'connection':
      return (
        <>
          by{' '}
          <a href={`/${actor.kind === 'person' ? 'people' : 'connections'}/${actor.id}`}>
            <UserText>{actorName ?? actor.id}</UserText>
          </a>
        </>
      )
  }
}

/** How many are shown at once. */
const few = 6

export function Differences({
  change: { action, before, after },
  type,
}: {
  readonly change: Pick<PersonChange, 'action' | 'before' | 'after'>
  readonly type: ResourceType
}) {
  if (after === undefined) return null
  const rows = differences(type, before === undefined ? undefined : JSON.parse(before), JSON.parse(after))
  if (rows.length === 0) return null
  if (action !== 'created' && rows.length <= few) return <Diff rows={rows} />
  return (
    <Disclosure summary={`${rows.length} ${rows.length === 1 ? 'value' : 'values'}`}>
      <Diff rows={rows} />
    </Disclosure>
  )
}
