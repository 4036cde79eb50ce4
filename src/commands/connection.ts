import { connectionSettings } from '../directory/settings'
import { operator } from '../directory/staff'
import { UsageError } from '../usage-error'
import { chosenConnection, chosenOrganization } from './chosen'
import type { Command } from './command'
import { withData } from './data'
import { baseUrl, endpoint } from './endpoint'
import { required } from './flags'

export const connection: Command = {
  name: 'connection',
  summary: "shows a connection's settings, changes them, or adds another connection",
  settings: ['dataDirectory', 'publicUrl', 'host', 'port', 'logLevel'],
  flags: [
    { name: 'organization', value: 'NAME', summary: 'id, short name or name of the organization' },
    { name: 'connection', value: 'NAME', summary: 'id or name of the connection, where there are several' },
    {
      name: 'set',
      value: 'NAME=VALUE,…',
      summary: `changes settings: ${Object.keys(connectionSettings.properties).join(', ')}`,
    },
    { name: 'add', value: 'NAME', summary: 'makes one more connection under this name, with a token of its own' },
    { name: 'json', summary: 'prints JSON' },
  ],
  async run({ flags, config, terminal }) {
    const name = required(flags, 'organization', 'NAME')
    if (flags.has('add') && (flags.has('set') || flags.has('connection'))) {
      throw new UsageError('--add makes a new connection; it does not go with --connection or --set.')
    }
    const added = flags.has('add') ? required(flags, 'add', 'NAME') : undefined
    const changes = readSettings(flags.get('set'))
    const result = await withData(config, async (directory) => {
      const organization = await chosenOrganization(directory, name)
      if (added !== undefined) return directory.addConnection(operator(organization.id), added)
      const chosen = await chosenConnection(directory, organization, flags.get('connection'))
      return {
        connection: changes ? await directory.configure(operator(chosen.organizationId), chosen.id, changes) : chosen,
        token: undefined,
      }
    })
    const { id, name: called, settings } = result.connection
    const shown = {
      connection: { id, name: called },
      endpoint: endpoint(baseUrl(config), id),
      token: result.token,
      settings,
    }
    if (flags.has('json')) terminal.print(JSON.stringify(shown, null, 2))
    else {
      const rows = Object.entries(settings).map(([setting, value]) => `  ${setting.padEnd(18)} ${value}`)
      terminal.print(
        `${called} (${id})\nEndpoint  ${shown.endpoint}${result.token ? `\nToken     ${result.token}` : ''}\n${rows.join('\n')}`,
      )
      if (result.token) terminal.print('The token is shown only now.')
    }
    return 0
  },
}

/** `strict=true,existingPeople=adopt` as settings; whether a value suits its setting is the directory's to say. */
function readSettings(list: string | undefined): Record<string, string | number | boolean> | undefined {
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
