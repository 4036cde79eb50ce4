import type { Roster, RosterMember, RosterMemberPage } from '../../../directory/roster'
import { Badge } from '../kit/badge'
import { ButtonLink } from '../kit/button'
import { Count } from '../kit/count'
import { EmptyState } from '../kit/empty-state'
import { Field } from '../kit/field'
import { Filters } from '../kit/filters'
import { Pagination } from '../kit/pagination'
import { Person } from '../kit/person'
import { Section } from '../kit/section'
import { type Column, Table } from '../kit/table'
import { Truncated } from '../kit/text'
import { emailOf, nameOf, stateTones, stateWords } from '../people/wording'
import type { MembersWanted } from './members-wanted'
import { neighbours } from './wanted'

interface MembersProps {
  readonly roster: Roster
  readonly found: RosterMemberPage
  readonly wanted: MembersWanted
  readonly query: URLSearchParams
}

/** Who is directly in the group, in the order of joining. */
export function Members({ roster: { id, memberCount }, found: { items, isMore }, wanted: { q }, query }: MembersProps) {
  const path = `/groups/${id}`
  const ends = { first: positionOf(items[0]), last: positionOf(items.at(-1)), isMore }
  const { isFirst, ...steps } = neighbours(path, { q }, query, ends)
  const isWhole = isFirst && !isMore && q === ''
  const total = q === '' ? { total: memberCount } : {}
  return (
    <>
      {(memberCount > items.length || !isWhole) && (
        <Filters action={path} active={q === '' ? 0 : 1} clear={path} submit="Search">
          <Field
            name="q"
            type="search"
            label="Search members"
            value={q}
            placeholder="Name, user name or e-mail"
            maxlength={200}
          />
        </Filters>
      )}
      {items.length > 0 ? (
        <Section
          title="Members"
          flush
          {...(!isWhole && {
            footer: <Pagination {...total} {...(isFirst && q === '' && { from: 1, to: items.length })} {...steps} />,
          })}
        >
          <Table caption="Members" columns={columns} rows={items} href={hrefOfMember} />
        </Section>
      ) : (
        <Section title="Members">
          <Nobody isSearched={q !== ''} path={path} isEmpty={memberCount === 0} />
        </Section>
      )}
    </>
  )
}

const positionOf = (member: RosterMember | undefined) => member && String(member.position)

const hrefOfMember = ({ type, id }: RosterMember) => (type === 'User' ? `/people/${id}` : `/groups/${id}`)

const columns: readonly Column<RosterMember>[] = [
  { header: 'Member', cell: (member) => <Who member={member} />, priority: 'primary' },
  {
    header: 'What',
    cell: ({ type, memberCount = 0 }) =>
      type === 'User' ? (
        'Person'
      ) : (
        <span>
          Group of <Count value={memberCount} />
        </span>
      ),
    tight: true,
  },
  {
    header: 'State',
    cell: ({ active }) => {
      if (active === undefined) return null
      const state = active ? 'active' : 'inactive'
      return <Badge tone={stateTones[state]}>{stateWords[state]}</Badge>
    },
    tight: true,
  },
]

function Who({ member: { type, document } }: { readonly member: RosterMember }) {
  const resource = JSON.parse(document)
  if (type === 'Group') return <Truncated text={String(resource.displayName)} />
  return <Person name={nameOf(resource)} email={emailOf(resource)} />
}

interface NobodyProps {
  readonly isSearched: boolean
  readonly isEmpty: boolean
  readonly path: string
}

function Nobody({ isSearched, isEmpty, path }: NobodyProps) {
  if (isEmpty) return <EmptyState icon="groups" title="Nobody is in this group" />
  const action = <ButtonLink href={path}>Show all members</ButtonLink>
  return isSearched ? (
    <EmptyState icon="search" title="No member matches" action={action}>
      Only direct members are searched: look into groups that are members as well.
    </EmptyState>
  ) : (
    <EmptyState icon="groups" title="There are no more members" action={action} />
  )
}
