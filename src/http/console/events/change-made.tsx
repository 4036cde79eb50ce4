import type { Change } from '../../../directory/change'
import { Count } from '../kit/count'
import { Diff } from '../kit/diff'
import { Section } from '../kit/section'
import { Muted, UserText } from '../kit/text'
import { changeRows } from './change-rows'
import type { MemberNames, Moved } from './member-names'

type ChangeMadeProps = {
  readonly change: Change
  readonly before?: string
  readonly after?: string
  readonly names: MemberNames
}

const most = 200

/** What the request changed, attribute by attribute and member by member. */
export function ChangeMade({ change, before, after, names }: ChangeMadeProps) {
  const isFresh = change.action === 'created'
  const rows = changeRows(isFresh ? undefined : before, after)
  if (rows.length === 0 && names.added.count + names.removed.count === 0) return null
  return (
    <Section title={headings[change.action] ?? 'What changed'}>
      {rows.length > 0 && <Diff rows={rows.slice(0, most)} />}
      {rows.length > most && (
        <Muted>
          and <Count value={rows.length - most} noun="attribute" /> more; the answer below has them all
        </Muted>
      )}
      <Members title="Members added" {...names.added} />
      <Members title="Members removed" {...names.removed} />
    </Section>
  )
}

const headings: { readonly [Action in Change['action']]?: string } = {
  created: 'What was created',
  deleted: 'What was deleted',
}

function Members({ title, count, shown }: Moved & { readonly title: string }) {
  if (count === 0) return null
  return (
    <div>
      <p class="strong">
        {title}: <Count value={count} />
      </p>
      <ul class="event-members">
        {shown.map(({ label, href }) => (
          <li key={href}>
            <a href={href}>
              <UserText>{label}</UserText>
            </a>
          </li>
        ))}
        {count > shown.length && (
          <li class="muted">
            and <Count value={count - shown.length} /> more
          </li>
        )}
      </ul>
    </div>
  )
}
