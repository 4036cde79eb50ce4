import type { Moved, RosterEntry } from '../../../directory/roster-history'
import type { ResourceType } from '../../../scim/attribute'
import { hrefOf } from '../href'
import { Count } from '../kit/count'
import { Pagination } from '../kit/pagination'
import { Section } from '../kit/section'
import { Muted, UserText } from '../kit/text'
import { Time } from '../kit/time'
import { Timeline } from '../kit/timeline'
import { By, Differences, looks, titles } from '../people/history'
import { Requests } from '../people/requests'
import { page, type Reply, type Visit } from '../visit'
import { Frame } from './frame'
import { groupRoleWords } from './wording'

/** What happened to a group, and the requests about it. */
export async function history(visit: Visit): Promise<Reply> {
  const { directory, staff, organization, query, param, now } = visit
  const details = await directory.rosters.read(staff, param('id'))
  const { id, name } = details.roster
  const before = /^\d{1,15}$/.test(query.get('before') ?? '') ? Number(query.get('before')) : undefined
  const { entries, older, events } = await directory.rosters.history(staff, id, before)
  const connections = new Map((await directory.connectionsOf(organization.id)).map((each) => [each.id, each.name]))
  const path = `/groups/${id}/history`
  const steps = {
    previous: before === undefined ? undefined : path,
    next: older === undefined ? undefined : hrefOf(path, { before: String(older) }),
  }
  const isWhole = before === undefined && older === undefined
  return page(
    `History · ${name}`,
    <Frame details={details} visit={visit} current="history">
      <Section title="Changes" {...(!isWhole && { footer: <Pagination chronological {...steps} /> })}>
        {entries.length === 0 ? (
          <Muted>Nothing has happened here.</Muted>
        ) : (
          <Timeline
            entries={entries.map((entry) => ({
              ...(entry.kind === 'role' ? ({ icon: 'shield', tone: 'info' } as const) : looks[entry.action]),
              title: titleOf(entry),
              meta: <Meta entry={entry} now={now} />,
              children: <What entry={entry} type={details.type} />,
            }))}
          />
        )}
      </Section>
      {before === undefined && <Requests events={events} connections={connections} now={now} noun="group" />}
    </Frame>,
    { section: 'groups' },
  )
}

function titleOf(entry: RosterEntry): string {
  if (entry.kind === 'role') return `Role that it gives changed from ${roleWord(entry.from)} to ${roleWord(entry.to)}`
  const { action, added, removed } = entry
  if (action !== 'updated') return titles[action]
  if (added.count + removed.count === 0) return titles.updated
  return [movedWords(added.count, 'joined'), movedWords(removed.count, 'left')].filter(Boolean).join(', ')
}

const roleWord = (role: unknown) => (role === 'admin' || role === 'viewer' ? groupRoleWords[role] : 'none')

const numbers = new Intl.NumberFormat('en')

function movedWords(count: number, deed: string): string {
  return count === 0 ? '' : `${numbers.format(count)} ${count === 1 ? 'member' : 'members'} ${deed}`
}

interface EntryProps {
  readonly entry: RosterEntry
}

function Meta({ entry, now }: EntryProps & { readonly now: number }) {
  return (
    <>
      <By change={entry} /> · <Time ms={entry.time} now={now} />
      {entry.kind === 'change' && entry.eventId !== undefined && (
        <>
          {' · '}
          <a href={`/events/${entry.eventId}`}>The request</a>
        </>
      )}
    </>
  )
}

function What({ entry, type }: EntryProps & { readonly type: ResourceType }) {
  if (entry.kind === 'role') return null
  return (
    <>
      <Members words="Joined" moved={entry.added} />
      <Members words="Left" moved={entry.removed} />
      <Differences change={entry} type={type} />
    </>
  )
}

/** Of many members those that stand first. */
function Members({ words, moved: { count, named } }: { readonly words: string; readonly moved: Moved }) {
  if (count === 0) return null
  return (
    <p>
      {words}:{' '}
      {named.map(({ type, id, name }, index) => (
        <>
          {index > 0 && ', '}
          <a href={type === 'User' ? `/people/${id}` : `/groups/${id}`}>
            <UserText>{name}</UserText>
          </a>
        </>
      ))}
      {count > named.length && (
        <Muted>
          {named.length > 0 && ' and '}
          <Count value={count - named.length} /> {named.length > 0 ? 'more' : 'who are gone for good'}
        </Muted>
      )}
    </p>
  )
}
