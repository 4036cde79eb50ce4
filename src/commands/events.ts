import type { Directory } from '../directory/directory'
import type { EventQuery, StoredEvent } from '../directory/store'
import { UsageError } from '../usage-error'
import { chosenConnection, chosenOrganization } from './chosen'
import type { Call, Command } from './command'
import { withData } from './data'
import { eventDetails, eventLine } from './event-line'
import { number, required } from './flags'
import { interruption } from './interruption'

/** How long to wait before looking for new events again, in milliseconds. */
const pause = 250
const page = 500

export const events: Command = {
  name: 'events',
  summary: 'prints the requests that identity providers made, the newest last',
  settings: ['dataDirectory', 'logLevel'],
  flags: [
    { name: 'organization', value: 'NAME', summary: 'id, short name or name of the organization' },
    { name: 'connection', value: 'NAME', summary: 'id or name of one of its connections' },
    { name: 'unattributed', summary: 'instead: requests that no organization could be told from' },
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
    await withData(config, async (directory) => {
      const wanted = await wantedEvents(call, directory)
      const print = printer(call, directory)
      const [newest] = await directory.events({ ...wanted.query, limit: 1 })
      for (const event of await latest(directory, wanted, limit)) await print(event)
      if (flags.has('follow')) await follow(directory, wanted, newest?.position ?? 0, print)
    })
    return 0
  },
}

interface Wanted {
  readonly query: Pick<EventQuery, 'organizationId' | 'connectionId'>
  readonly includes: (event: StoredEvent) => boolean
}

type Print = (event: StoredEvent) => Promise<void>

async function wantedEvents({ flags }: Call, directory: Directory): Promise<Wanted> {
  if (flags.has('unattributed')) return { query: {}, includes: (event) => event.organizationId === undefined }
  const organization = await chosenOrganization(directory, required(flags, 'organization', 'NAME'))
  const name = flags.get('connection')
  const connection = name === undefined ? undefined : await chosenConnection(directory, organization, name)
  return {
    query: { organizationId: organization.id, ...(connection && { connectionId: connection.id }) },
    includes: () => true,
  }
}

/** The latest ones, the newest last. */
async function latest(
  directory: Directory,
  { query, includes }: Wanted,
  limit: number,
): Promise<readonly StoredEvent[]> {
  const found: StoredEvent[] = []
  let before: number | undefined
  while (found.length < limit) {
    const events = await directory.events({ ...query, ...(before !== undefined && { after: before }), limit: page })
    found.push(...events.filter(includes))
    before = events.at(-1)?.position
    if (events.length < page) break
  }
  return found.slice(0, limit).reverse()
}

async function follow(directory: Directory, { query, includes }: Wanted, from: number, print: Print): Promise<void> {
  let isOver = false
  const over = interruption().then(() => {
    isOver = true
  })
  let after = from
  while (!isOver) {
    const events = await directory.events({ ...query, after, limit: page, forward: true })
    for (const event of events.filter(includes)) await print(event)
    after = events.at(-1)?.position ?? after
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
