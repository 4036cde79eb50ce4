import type { LiveSource } from '../kit/live'
import { TableRows } from '../kit/table'
import type { Reply, Visit } from '../visit'
import { connectionNames, eventColumns, eventHref } from './event-rows'
import { addressOf, type Fields, wanted } from './wanted'

/** How long (ms) a page looks for events. */
export const patience = 800

/** How many rows come at once, and how many the table keeps. */
const most = { arriving: 40, kept: 200 }

/** Where a table of the newest events learns of newer ones. */
export function liveAddress(fields: Fields, after: number): LiveSource {
  return { url: addressOf('/events/rows', fields, { after }), mode: 'prepend', id: 'event-rows', keep: most.kept }
}

/** The position of the organization's last event; 0 where there is none. */
export async function newestPosition({ directory, organization }: Visit): Promise<number> {
  const [newest] = await directory.events({ organizationId: organization.id, limit: 1 })
  return newest?.position ?? 0
}

/** The rows that have come since, the newest first; of very many the latest. */
export async function liveRows(visit: Visit): Promise<Reply> {
  const { directory, organization, query, now } = visit
  const { filter, fields } = wanted(query)
  const above = Number(/^\d{1,15}$/.exec(query.get('after') ?? '')?.[0] ?? 0)
  const newest = await newestPosition(visit)
  const headers = { 'x-next': addressOf('/events/rows', fields, { after: Math.max(above, newest) }) }
  const found = await directory.searchEvents({
    ...filter,
    organizationId: organization.id,
    above,
    below: newest + 1,
    limit: most.arriving + 1,
    patience,
  })
  if (found.events.length === 0) return { kind: 'response', response: new Response(null, { status: 204, headers }) }
  const rows = found.events.slice(0, most.arriving)
  const columns = eventColumns(await connectionNames(directory, organization.id, rows), now)
  const isCut = found.events.length > rows.length || found.searchedTo !== undefined
  return {
    kind: 'fragment',
    headers,
    body: (
      <>
        <TableRows columns={columns} rows={rows} href={eventHref} />
        {isCut && (
          <tr>
            <td class="primary" colSpan={columns.length}>
              More came than fits in here.{' '}
              <a href={addressOf('/events', fields, { older: rows.at(-1)?.position ?? 0 })}>Show the rest</a>
            </td>
          </tr>
        )}
      </>
    ),
  }
}
