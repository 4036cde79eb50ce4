import { dataSettings } from '../config'
import type { Connection } from '../directory/connection'
import type { Directory } from '../directory/directory'
import { operator } from '../directory/staff'
import type { Token } from '../directory/token'
import { isSpent } from '../directory/tokens'
import { UsageError } from '../usage-error'
import { chosenConnection, chosenOrganization } from './chosen'
import type { Command } from './command'
import { withData } from './data'
import { baseUrl, endpoint } from './endpoint'
import { Failure } from './failure'
import { type Flags, required } from './flags'

export const token: Command = {
  name: 'token',
  summary: "lists a connection's tokens, adds or revokes one, or regenerates them all",
  settings: [...dataSettings, 'publicUrl', 'host', 'port', 'logLevel'],
  flags: [
    { name: 'organization', value: 'NAME', summary: 'id, short name or name of the organization' },
    { name: 'connection', value: 'NAME', summary: 'id or name of the connection, where there are several' },
    { name: 'regenerate', summary: 'makes a new token and ends all others of the connection at once' },
    { name: 'add', value: 'NAME', summary: 'makes one more token under this name; the others stay' },
    { name: 'expires', value: 'DAY', summary: 'with --add: its last day (in UTC), such as 2030-12-31' },
    { name: 'list', summary: 'shows what tokens there are and when each was last used' },
    {
      name: 'revoke',
      value: 'NAME',
      summary: 'ends the token with this id, or the only good one of this name, at once',
    },
    { name: 'json', summary: 'prints JSON' },
  ],
  async run({ flags, config, terminal }) {
    const name = required(flags, 'organization', 'NAME')
    const act = deedIn(flags)
    const { json, text } = await withData(config, async (directory) => {
      const organization = await chosenOrganization(directory, name)
      const connection = await chosenConnection(directory, organization, flags.get('connection'))
      const { made, ...more } = await act(directory, connection)
      const shown = {
        organization: { id: organization.id, slug: organization.slug, name: organization.name },
        connection: { id: connection.id, name: connection.name },
        endpoint: endpoint(baseUrl(config), connection.id),
        ...more.json,
        ...(made !== undefined && { token: made }),
      }
      const secret =
        made === undefined ? '' : `Endpoint  ${shown.endpoint}\nToken     ${made}\n\nThe token is shown only now. `
      return { json: shown, text: secret + more.text }
    })
    terminal.print(flags.has('json') ? JSON.stringify(json, null, 2) : text)
    return 0
  },
}

interface Result {
  /** A token that was made. */
  readonly made?: string
  readonly text: string
  readonly json?: object
}
type Deed = (directory: Directory, connection: Connection) => Promise<Result>

const by = ({ organizationId }: Connection) => operator(organizationId)

/** Errors: UsageError. */
function deedIn(flags: Flags): Deed {
  const given = (['regenerate', 'add', 'list', 'revoke'] as const).filter((flag) => flags.has(flag))
  const [deed] = given
  if (deed === undefined || given.length > 1)
    throw new UsageError(
      'One of --regenerate, which ends the present tokens at once, --add NAME, --list and --revoke NAME is needed.',
    )
  if (flags.has('expires') && deed !== 'add') throw new UsageError('--expires goes with --add only.')
  switch (deed) {
    case 'regenerate':
      return async (directory, connection) => ({
        made: await directory.regenerateToken(by(connection), connection.id),
        text: 'All earlier ones have ended.',
      })
    case 'add': {
      const name = required(flags, 'add', 'NAME')
      const expires = lastDay(flags)
      return async (directory, connection) => ({
        made: await directory.addToken(by(connection), connection.id, name, expires),
        text: 'Earlier ones stay valid.',
      })
    }
    case 'list':
      return async (directory, connection) => listed(await directory.tokensOf(by(connection), connection.id))
    case 'revoke': {
      const name = required(flags, 'revoke', 'NAME')
      return (directory, connection) => revoked(directory, connection, name)
    }
  }
}

/** The end of the day that was given, in ms. */
function lastDay(flags: Flags): number | undefined {
  const day = flags.get('expires')
  if (day === undefined) return undefined
  const start = /^\d{4}-\d{2}-\d{2}$/.test(day) ? Date.parse(`${day}T00:00:00Z`) : Number.NaN
  if (Number.isNaN(start) || !new Date(start).toISOString().startsWith(day))
    throw new UsageError(`--expires needs a day such as 2030-12-31, not "${day}".`)
  return start + 86_400_000
}

async function revoked(directory: Directory, connection: Connection, name: string): Promise<Result> {
  const all = await directory.tokensOf(by(connection), connection.id)
  const good = all.filter(({ id, name: called, revoked }) => id === name || (called === name && revoked === undefined))
  const [token, ...others] = good
  if (!token) throw new Failure(`${connection.name} has no good token "${name}"; --list shows those there are.`)
  if (others.length > 0)
    throw new UsageError(
      `${good.length} tokens are called ${name}; name one by its id: ${good.map(({ id }) => id).join(', ')}.`,
    )
  await directory.revokeToken(by(connection), connection.id, token.id)
  return { text: `${token.name} (${token.id}) has ended.`, json: { revoked: { id: token.id, name: token.name } } }
}

function listed(tokens: readonly Token[]): Result {
  const time = (ms: number) => new Date(ms).toISOString()
  const json = tokens.map(({ id, name, created, expires, revoked, lastUsed, lastIp }) => ({
    id,
    name,
    created: time(created),
    ...(expires !== undefined && { expires: time(expires) }),
    ...(revoked !== undefined && { revoked: time(revoked) }),
    ...(lastUsed !== undefined && { lastUsed: time(lastUsed) }),
    ...(lastIp !== undefined && { lastIp }),
  }))
  const lines = tokens.map((token) => {
    const { id, name, created, lastUsed, lastIp } = token
    const use = lastUsed === undefined ? 'never used' : `last used ${time(lastUsed)}${lastIp ? ` from ${lastIp}` : ''}`
    return `${name}  (${id})\n  made ${time(created)}; ${use}; ${stateOf(token)}`
  })
  return { text: lines.join('\n') || 'The connection has no token.', json: { tokens: json } }
}

function stateOf(token: Token): string {
  const { revoked, expires } = token
  if (revoked !== undefined) return `revoked ${new Date(revoked).toISOString()}`
  if (expires === undefined) return 'good, without an end'
  return `${isSpent(token, Date.now()) ? 'expired' : 'good until'} ${new Date(expires).toISOString()}`
}
