import type { NamedResource } from '../../../directory/roster'
import type { RosterDetails } from '../../../directory/rosters'
import { brief } from '../kit/brief'
import { Copyable } from '../kit/copyable'
import { Count } from '../kit/count'
import { DefinitionList } from '../kit/definition-list'
import { Columns } from '../kit/layout'
import { Section } from '../kit/section'
import { Muted, UserText } from '../kit/text'
import { Time } from '../kit/time'
import { AttributePath } from '../people/attribute-path'
import { attributeRows } from '../people/attributes'
import { page, type Reply, type Visit } from '../visit'
import { Frame } from './frame'
import { Members } from './members'
import { readMembersWanted } from './members-wanted'
import { RoleCard } from './role-card'

/** All that is known of a group, with a page of its members. */
export async function show(visit: Visit): Promise<Reply> {
  const { directory, staff, query, param, now } = visit
  const details = await directory.rosters.read(staff, param('id'))
  const { roster, type, resource } = details
  const wanted = readMembersWanted(query)
  const found = await directory.rosters.members(staff, roster.id, wanted.query)
  return page(
    roster.name,
    <Frame details={details} visit={visit} current="group">
      <Columns
        aside={
          <>
            <RoleCard details={details} />
            <Facts details={details} now={now} />
            <Around title="Groups in it" groups={details.contained} />
            <Around title="Is in these groups" groups={details.containing} />
          </>
        }
      >
        <Members roster={roster} found={found} wanted={wanted} query={query} />
        <Section title="Attributes" description="Each with the name that SCIM has for it.">
          <DefinitionList
            rows={attributeRows(type, resource).map(({ path, label, value }) => ({
              term: label,
              hint: <AttributePath path={path} />,
              description: value,
            }))}
          />
        </Section>
      </Columns>
    </Frame>,
    { section: 'groups' },
  )
}

interface FactsProps {
  readonly details: RosterDetails
  readonly now: number
}

function Facts({ details: { roster, connection, isOwned }, now }: FactsProps) {
  return (
    <Section title="About">
      <Copyable id="group-id" label="Id" value={roster.id} />
      <DefinitionList
        rows={[
          { term: 'From', description: <Source connection={connection} isOwned={isOwned} /> },
          { term: 'Direct members', description: <Count value={roster.memberCount} /> },
          { term: 'Created', description: <Time ms={roster.created} now={now} /> },
          { term: 'Last change', description: <Time ms={roster.modified} now={now} /> },
          ...(roster.deletedAt === undefined
            ? []
            : [{ term: 'Deleted', description: <Time ms={roster.deletedAt} now={now} /> }]),
          { term: 'Version', description: String(roster.version) },
        ]}
      />
    </Section>
  )
}

function Source({
  connection,
  isOwned,
}: Pick<RosterDetails, 'isOwned'> & { connection: RosterDetails['connection'] | undefined }) {
  if (!connection) return <>No connection</>
  if (!isOwned) return <UserText>{connection.name} (deleted)</UserText>
  return (
    <a href={`/connections/${connection.id}`}>
      <UserText>{connection.name}</UserText>
    </a>
  )
}

interface AroundProps {
  readonly title: string
  readonly groups: readonly NamedResource[]
}

/** How many are named at most. */
const few = 50

function Around({ title, groups }: AroundProps) {
  if (groups.length === 0) return null
  return (
    <Section title={title}>
      <ul>
        {groups.map(({ id, name }) => (
          <li key={id}>
            <a href={`/groups/${id}`}>
              <UserText>{brief(name)}</UserText>
            </a>
          </li>
        ))}
        {groups.length >= few && (
          <li>
            <Muted>and maybe more</Muted>
          </li>
        )}
      </ul>
    </Section>
  )
}
