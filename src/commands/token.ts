import { operator } from '../directory/staff'
import { UsageError } from '../usage-error'
import { chosenConnection, chosenOrganization } from './chosen'
import type { Command } from './command'
import { withData } from './data'
import { baseUrl, endpoint } from './endpoint'
import { required } from './flags'

export const token: Command = {
  name: 'token',
  summary: "regenerates a connection's token, or adds another one",
  settings: ['dataDirectory', 'publicUrl', 'host', 'port', 'logLevel'],
  flags: [
    { name: 'organization', value: 'NAME', summary: 'id, short name or name of the organization' },
    { name: 'connection', value: 'NAME', summary: 'id or name of the connection, where there are several' },
    { name: 'regenerate', summary: 'makes a new token and ends all others of the connection at once' },
    { name: 'add', value: 'NAME', summary: 'makes one more token under this name; the others stay' },
    { name: 'json', summary: 'prints JSON' },
  ],
  async run({ flags, config, terminal }) {
    const name = required(flags, 'organization', 'NAME')
    if (flags.has('add') === flags.has('regenerate')) {
      throw new UsageError('Either --regenerate, which ends the present tokens at once, or --add NAME is needed.')
    }
    const added = flags.has('add') ? required(flags, 'add', 'NAME') : undefined
    const result = await withData(config, async (directory) => {
      const organization = await chosenOrganization(directory, name)
      const connection = await chosenConnection(directory, organization, flags.get('connection'))
      return {
        organization: { id: organization.id, slug: organization.slug, name: organization.name },
        connection: { id: connection.id, name: connection.name },
        endpoint: endpoint(baseUrl(config), connection.id),
        token: await (added === undefined
          ? directory.regenerateToken(operator(connection.organizationId), connection.id)
          : directory.addToken(operator(connection.organizationId), connection.id, added)),
      }
    })
    if (flags.has('json')) terminal.print(JSON.stringify(result, null, 2))
    else {
      terminal.print(`Endpoint  ${result.endpoint}\nToken     ${result.token}\n`)
      terminal.print(
        `The token is shown only now. ${added === undefined ? 'All earlier ones have ended.' : 'Earlier ones stay valid.'}`,
      )
    }
    return 0
  },
}
