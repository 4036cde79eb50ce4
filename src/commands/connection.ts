import { dataSettings } from '../config'
import type { Connection } from '../directory/connection'
import type { Directory } from '../directory/directory'
import { connectionSettings } from '../directory/settings'
import { operator } from '../directory/staff'
import { UsageError } from '../usage-error'
import { chosenConnection, chosenOrganization } from './chosen'
import type { Command } from './command'
import { withData } from './data'
import { baseUrl, endpoint } from './endpoint'
import { Failure } from './failure'
import { type Flags, required } from './flags'

export const connection: Command = {
  name: 'connection',
  summary: 'shows a connection, changes, pauses or deletes it, or adds another one',
  settings: [...dataSettings, 'publicUrl', 'host', 'port', 'logLevel'],
  flags: [
    { name: 'organization', value: 'NAME', summary: 'id, short name or name of the organization' },
    { name: 'connection', value: 'NAME', summary: 'id or name of the connection, where there are several' },
    {
      name: 'set',
      value: 'NAME=VALUE,…',
      summary: `changes settings: ${Object.keys(connectionSettings.properties).join(', ')}`,
    },
    {
      name: 'add',
      value: 'NAME',
      summary: 'makes one more connection under this name, with a token of its own; with --set, so set',
    },
    { name: 'rename', value: 'NAME', summary: 'gives it this name' },
    { name: 'pause', summary: 'answers every request of it with 503 from now on; identity providers try again' },
    { name: 'resume', summary: 'ends the pause' },
    {
      name: 'release-hold',
      summary: 'lets a connection that the safeguard holds deactivate whom it wants for 24 hours',
    },
    { name: 'delete', summary: 'ends it and its tokens; its people and groups stay, and are no longer synced' },
    { name: 'yes', summary: 'deletes without further question' },
    { name: 'json', summary: 'prints JSON' },
  ],
  async run({ flags, config, terminal }) {
    const name = required(flags, 'organization', 'NAME')
    const act = deedIn(flags)
    const { connection, token } = await withData(config, async (directory) => {
      const organization = await chosenOrganization(directory, name)
      if (flags.has('add')) {
        return directory.addConnection(operator(organization.id), required(flags, 'add', 'NAME'), readSettings(flags))
      }
      const chosen = await chosenConnection(directory, organization, flags.get('connection'))
      return { connection: await act(directory, chosen), token: undefined }
    })
    const { id, name: called, settings, state } = connection
    const shown = {
      connection: { id, name: called },
      endpoint: endpoint(baseUrl(config), id),
      token,
      ...(state?.paused !== undefined && { pausedSince: new Date(state.paused).toISOString() }),
      ...(state?.held !== undefined && { heldSince: new Date(state.held).toISOString() }),
      settings,
    }
    if (flags.has('json')) terminal.print(JSON.stringify(shown, null, 2))
    else if (flags.has('delete')) terminal.print(`${called} (${id}) is deleted; what it had belongs to nobody now.`)
    else {
      const rows = Object.entries(settings).map(([setting, value]) => `  ${setting.padEnd(18)} ${value}`)
      const lines = [
        `${called} (${id})`,
        `Endpoint  ${shown.endpoint}`,
        ...(token ? [`Token     ${token}`] : []),
        ...(shown.pausedSince ? [`Paused    since ${shown.pausedSince}`] : []),
        ...(shown.heldSince ? [`On hold   since ${shown.heldSince}; --release-hold ends it`] : []),
        ...rows,
        ...(token ? ['The token is shown only now.'] : []),
      ]
      terminal.print(lines.join('\n'))
    }
    return 0
  },
}

type Deed = (directory: Directory, connection: Connection) => Promise<Connection>

const by = ({ organizationId }: Connection) => operator(organizationId)

/** What is to be done with the connection that is chosen. Errors: UsageError, Failure. */
function deedIn(flags: Flags): Deed {
  const given = ['add', 'rename', 'pause', 'resume', 'release-hold', 'delete'].filter((flag) => flags.has(flag))
  if (given.length > 1) throw new UsageError(`--${given[0]} does not go with --${given[1]}; one at a time.`)
  if (flags.has('add') && flags.has('connection'))
    throw new UsageError('--add makes a new connection; it does not go with --connection.')
  const [deed] = given
  if (deed !== undefined && deed !== 'add' && flags.has('set'))
    throw new UsageError(`--${deed} does not go with --set; one at a time.`)
  switch (deed) {
    case 'rename': {
      const name = required(flags, 'rename', 'NAME')
      return (directory, chosen) => directory.renameConnection(by(chosen), chosen.id, name)
    }
    case 'pause':
      return (directory, chosen) => directory.pauseConnection(by(chosen), chosen.id)
    case 'resume':
      return (directory, chosen) => directory.resumeConnection(by(chosen), chosen.id)
    case 'release-hold':
      return (directory, chosen) => directory.waiveHold(by(chosen), chosen.id)
    case 'delete':
      return (directory, chosen) => deleted(directory, chosen, flags.has('yes'))
    default: {
      const changes = readSettings(flags)
      return async (directory, chosen) => (changes ? directory.configure(by(chosen), chosen.id, changes) : chosen)
    }
  }
}

async function deleted(directory: Directory, connection: Connection, isSure: boolean): Promise<Connection> {
  if (!isSure) {
    const { users, groups } = await directory.tallyOf(connection)
    throw new Failure(
      `${connection.name} has ${users} ${users === 1 ? 'person' : 'people'} and ${groups} ${groups === 1 ? 'group' : 'groups'}; they would stay, but be synced no more, and its tokens would end at once. Say --yes as well to delete it.`,
    )
  }
  await directory.deleteConnection(by(connection), connection.id)
  await directory.releaseDeleted()
  return connection
}

/** `strict=true,existingPeople=adopt` as settings; whether a value suits its setting is the directory's to say. */
function readSettings(flags: Flags): Record<string, string | number | boolean> | undefined {
  const list = flags.get('set')
  if (list === undefined) return undefined
  return Object.fromEntries(
    list.split(',').map((part) => {
      const [name = '', ...rest] = part.split('=')
      const known = Object.keys(connectionSettings.properties).find(
        (each) => each.toLowerCase() === name.trim().toLowerCase(),
      )
      if (!known || rest.length === 0) {
        throw new UsageError(
          `--set takes NAME=VALUE,…, where NAME is ${Object.keys(connectionSettings.properties).join(', ')}; not "${part}".`,
        )
      }
      return [known, typed(rest.join('=').trim())]
    }),
  )
}

function typed(value: string): string | number | boolean {
  if (value === 'true' || value === 'false') return value === 'true'
  return /^-?\d+$/.test(value) ? Number(value) : value
}
