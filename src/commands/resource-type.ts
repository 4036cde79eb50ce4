import { dataSettings } from '../config'
import { operator } from '../directory/staff'
import { UsageError } from '../usage-error'
import { chosenOrganization } from './chosen'
import type { Command } from './command'
import { withData } from './data'
import { required } from './flags'

export const resourceType: Command = {
  name: 'resource-type',
  summary: 'lists, enables and disables types of things that people can be given, such as roles',
  operand: 'list|enable|disable',
  settings: [...dataSettings, 'logLevel'],
  flags: [
    { name: 'organization', value: 'NAME', summary: 'id, short name or name of the organization' },
    { name: 'type', value: 'NAME', summary: 'which: Role, Entitlement, or another name such as License' },
    {
      name: 'endpoint',
      value: '/NAMES',
      summary: 'enable: where it is listed (else /Roles, /Entitlements, /Licenses …)',
    },
    { name: 'schema', value: 'URN', summary: "enable: its schema (else Okta's for roles and for entitlements)" },
    { name: 'description', value: 'TEXT', summary: 'enable: what it is, for people' },
    { name: 'json', summary: 'prints JSON' },
  ],
  async run({ operand, flags, config, terminal }) {
    if (!['list', 'enable', 'disable'].includes(operand))
      throw new UsageError(`rollcall resource-type list|enable|disable: say which, not "${operand}".`)
    const organization = required(flags, 'organization', 'NAME')
    const name = operand === 'list' ? '' : required(flags, 'type', 'NAME').trim()
    const [endpoint, schema, description] = ['endpoint', 'schema', 'description'].map((flag) => flags.get(flag))
    const proposal = {
      name,
      ...(endpoint !== undefined && { endpoint }),
      ...(schema !== undefined && { schema }),
      ...(description !== undefined && { description }),
    }
    const { offered } = await withData(config, async (directory) => {
      const { id } = await chosenOrganization(directory, organization)
      if (operand === 'list') return directory.definitionsOf(id)
      return operand === 'enable'
        ? directory.offerType(operator(id), proposal)
        : directory.withdrawType(operator(id), name)
    })
    const lines = offered.map((type) => `${type.name.padEnd(20)} ${type.endpoint.padEnd(20)} ${type.schema}`)
    const text = lines.length > 0 ? lines.join('\n') : 'No resource types are enabled beside User and Group.'
    terminal.print(flags.has('json') ? JSON.stringify(offered, null, 2) : text)
    return 0
  },
}
