import type { Connection, UnknownAttribute } from '../../../directory/connection'
import { suggestionFor } from '../../../directory/suggestion'
import { ButtonLink } from '../kit/button'
import { Count } from '../kit/count'
import { EmptyState } from '../kit/empty-state'
import { Pagination } from '../kit/pagination'
import { Section } from '../kit/section'
import { type Column, Table } from '../kit/table'
import { Muted, UserText } from '../kit/text'
import { Time } from '../kit/time'
import { page, type Reply, type Visit } from '../visit'
import { DefinedAttributes, definedIn } from './defined-attributes'
import { connectionIn, Frame, may, pathOf } from './frame'
import { theProvider } from './providers'

const together = 50

/** The attributes that the organization defines, and those that the connection sends without any definition. */
export async function attributes(visit: Visit): Promise<Reply> {
  const connection = await connectionIn(visit)
  const { directory, organization, now, query } = visit
  const mayDefine = may(visit, 'admin')
  const defined = definedIn(await directory.definitionsOf(organization.id))
  const unknown = (await directory.unknownAttributes(connection.id)).toSorted((a, b) => b.count - a.count)
  const from = Math.min(Number(/^\d{1,4}$/.exec(query.get('from') ?? '')?.[0] ?? 0), Math.max(0, unknown.length - 1))
  const at = (start: number) => pathOf(connection, `/attributes?from=${start}#seen`)
  return page(
    `Attributes · ${connection.name}`,
    <Frame connection={connection} current="attributes">
      <DefinedAttributes connection={connection} defined={defined} mayDefine={mayDefine} />
      <Section
        id="seen"
        title="Sent, but not defined"
        description={`What ${theProvider(connection.settings.provider)} sends and nobody has defined is thrown away. Define an attribute to keep it from the next request on.`}
        flush
        footer={
          unknown.length > together && (
            <Pagination
              from={from + 1}
              to={Math.min(from + together, unknown.length)}
              total={unknown.length}
              previous={from > 0 ? at(Math.max(0, from - together)) : undefined}
              next={from + together < unknown.length ? at(from + together) : undefined}
            />
          )
        }
      >
        {unknown.length === 0 ? (
          <EmptyState icon="check" title="Everything that was sent is defined" />
        ) : (
          <Table
            caption="Attributes that were sent and are not defined"
            columns={columns(connection, now, mayDefine)}
            rows={unknown.slice(from, from + together)}
          />
        )}
      </Section>
    </Frame>,
    { section: 'connections' },
  )
}

function columns(connection: Connection, now: number, mayDefine: boolean): readonly Column<UnknownAttribute>[] {
  return [
    {
      header: 'Attribute',
      cell: ({ resourceType, path }) => (
        <span>
          <UserText>{path}</UserText> {resourceType === 'Group' && <Muted>of groups</Muted>}
        </span>
      ),
      priority: 'primary',
      monospace: true,
    },
    { header: 'Looks like', cell: ({ sample }) => `${sample.type}${sample.multiValued ? ', several values' : ''}` },
    { header: 'Requests', cell: ({ count }) => <Count value={count} />, align: 'end' },
    { header: 'First sent', cell: ({ firstSeen }) => <Time ms={firstSeen} now={now} />, tight: true, priority: 'low' },
    { header: 'Last sent', cell: ({ lastSeen }) => <Time ms={lastSeen} now={now} />, tight: true },
    {
      header: 'Actions',
      headerHidden: true,
      align: 'end',
      cell: (attribute) => {
        const suggestion = suggestionFor(attribute)
        if (suggestion.kind === 'none') return <Muted>{suggestion.why}</Muted>
        const search = new URLSearchParams({ sent: attribute.path }).toString()
        return (
          mayDefine && (
            <ButtonLink
              href={pathOf(connection, `/attributes/definition?${search}`)}
              label={`Define ${attribute.path}`}
            >
              Define
            </ButtonLink>
          )
        )
      },
    },
  ]
}
