import { dataSettings } from '../config'
import type { Directory } from '../directory/directory'
import type { EventFilter } from '../directory/event-search'
import type { StoredEvent } from '../directory/request-event'
import { UsageError } from '../usage-error'
import { chosenConnection, chosenOrganization } from './chosen'
import type { Call, Command } from './command'
import { withData } from './data'
import { eventFilter, eventFilterFlags } from './event-filter'
import { eventDetails, eventLine } from './event-line'
import { number, required } from './flags'
import { interruption } from './interruption'

/** How long to wait before looking for new events again, in milliseconds. */
const pause = 250
const page = 500

export const events: Command = {
  name: 'events',
  summary: 'prints the requests that identity providers made, the newest last',
  settings: [...dataSettings, 'logLevel'],
  flags: [
    { name: 'organization', value: 'NAME', summary: 'id, short name or name of the organization' },
    { name: 'connection', value: 'NAME', summary: 'id or name of one of its connections' },
    { name: 'unattributed', summary: 'instead: requests that no organization could be told from' },
    ...eventFilterFlags,
    { name: 'limit', value: 'NUMBER', summary: 'how many of the latest to print (else 50)' },
    { name: 'follow', summary: 'goes on printing as requests come, until Ctrl-C' },
    { name: 'verbose', summary: 'prints what was tolerated and ignored, and the bodies' },
    { name: 'json', summary: 'prints one JSON object per line' },
  ],
  async run(call) {
    const { flags, config } = call
    if (flags.has('unattributed') === flags.has('organization')) {
      throw new UsageError('Either --organization NAME or --unattributed is needed.')
    }
    const limit = number(flags, 'limit', 0, 1_000_000) ?? 50
    const filter = eventFilter(flags)
    await withData(config, async (directory) => {
      const wanted = { ...filter, ...(await owner(call, directory)) }
      const print = printer(call, directory)
      const [newest] = await directory.events({ limit: 1 })
      const below = (newest?.position ?? 0) + 1
      for (const event of await latest(directory, { ...wanted, below }, limit)) await print(event)
      if (flags.has('follow')) await follow(directory, wanted, newest?.position ?? 0, print)
    })
    return 0
  },
}

type Print = (event: StoredEvent) => Promise<void>

async function owner({ flags }: Call, directory: Directory): Promise<EventFilter> {
  if (flags.has('unattributed')) return { isUnattributed: true }
  const organization = await chosenOrganization(directory, required(flags, 'organization', 'NAME'))
  const name = flags.get('connection')
  const connection = name === undefined ? undefined : await chosenConnection(directory, organization, name)
  return { organizationId: organization.id, ...(connection && { connectionId: connection.id }) }
}

/** The latest ones, the newest last. */
async function latest(
  directory: Directory,
  wanted: EventFilter & { readonly below: number },
  limit: number,
): Promise<readonly StoredEvent[]> {
  const found: StoredEvent[] = []
  while (found.length < limit) {
    const below = found.at(-1)?.position ?? wanted.below
    const part = Math.min(page, limit - found.length)
    const { events } = await directory.searchEvents({ ...wanted, below, limit: part, withBodies: true })
    found.push(...events)
    if (events.length < part) break
  }
  return found.reverse()
}

async function follow(directory: Directory, wanted: EventFilter, from: number, print: Print): Promise<void> {
  let isOver = false
  const over = interruption().then(() => {
    isOver = true
  })
  let above = from
  while (!isOver) {
    const [newest] = await directory.events({ limit: 1 })
    const below = Math.max(newest?.position ?? 0, above) + 1
    const search = { ...wanted, above, below, limit: page, forward: true, withBodies: true }
    const { events } = await directory.searchEvents(search)
    for (const event of events) await print(event)
    above = events.length < page ? below - 1 : (events.at(-1)?.position ?? above)
    if (events.length < page) await Promise.race([over, Bun.sleep(pause)])
  }
}

function printer({ flags, terminal }: Call, directory: Directory): Print {
  return async (event) => {
    const answer = flags.has('verbose') ? await directory.answerOf(event) : undefined
    if (flags.has('json')) {
      terminal.print(JSON.stringify({ ...event, ...(answer !== undefined && { responseBody: answer }) }))
      return
    }
    terminal.print([eventLine(event), ...(flags.has('verbose') ? eventDetails(event, answer) : [])].join('\n'))
  }
}
