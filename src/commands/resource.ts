import { dataSettings } from '../config'
import type { Directory } from '../directory/directory'
import type { OfferedResource } from '../directory/organization'
import { operator } from '../directory/staff'
import { UsageError } from '../usage-error'
import { chosenOrganization } from './chosen'
import type { Command } from './command'
import { withData } from './data'
import { Failure } from './failure'
import { type Flags, required } from './flags'

export const resource: Command = {
  name: 'resource',
  summary: 'lists, adds and removes what people can be given: single roles, entitlements and the like',
  operand: 'list|add|remove',
  settings: [...dataSettings, 'logLevel'],
  flags: [
    { name: 'organization', value: 'NAME', summary: 'id, short name or name of the organization' },
    { name: 'type', value: 'NAME', summary: 'its resource type, such as Role; resource-type list shows them' },
    { name: 'id', value: 'ID', summary: "remove: which; add: what users' roles refer to, else one is made up" },
    { name: 'name', value: 'NAME', summary: 'add: what it is called' },
    { name: 'kind', value: 'TEXT', summary: 'add: a label, its attribute "type"' },
    { name: 'description', value: 'TEXT', summary: 'add: what having it comes to' },
    { name: 'stdin', summary: 'add: reads a JSON array of { id, displayName, type, description } instead' },
    { name: 'json', summary: 'prints JSON' },
  ],
  async run({ operand, flags, config, terminal }) {
    if (!['list', 'add', 'remove'].includes(operand))
      throw new UsageError(`rollcall resource list|add|remove: say which, not "${operand}".`)
    const organization = required(flags, 'organization', 'NAME')
    const typeName = required(flags, 'type', 'NAME')
    const id = operand === 'remove' ? required(flags, 'id', 'ID') : ''
    const added = operand !== 'add' ? [] : flags.has('stdin') ? arrayIn(await terminal.read()) : [offerIn(flags)]
    const listed = await withData(config, async (directory) => {
      const { id: organizationId } = await chosenOrganization(directory, organization)
      const type = await chosenType(directory, organizationId, typeName)
      if (operand === 'add') return directory.putOffers(operator(organizationId), type, added)
      if (operand === 'remove') await directory.removeOffer(operator(organizationId), type, id)
      return directory.offers(organizationId, type)
    })
    terminal.print(flags.has('json') ? JSON.stringify(listed.map(contentOf), null, 2) : text(listed))
    return 0
  },
}

async function chosenType(directory: Directory, organizationId: string, name: string): Promise<string> {
  const { offered } = await directory.definitionsOf(organizationId)
  const found = offered.find((type) => type.name.toLowerCase() === name.trim().toLowerCase())
  if (found) return found.name
  throw new Failure(`There is no resource type "${name}"; rollcall resource-type enable --type ${name} makes it.`)
}

function offerIn(flags: Flags): object {
  const [id, type, description] = ['id', 'kind', 'description'].map((flag) => flags.get(flag))
  return {
    displayName: required(flags, 'name', 'NAME'),
    ...(id !== undefined && { id }),
    ...(type !== undefined && { type }),
    ...(description !== undefined && { description }),
  }
}

function arrayIn(input: string): readonly unknown[] {
  let read: unknown
  try {
    read = JSON.parse(input)
  } catch {}
  if (Array.isArray(read)) return read
  throw new UsageError('The standard input must hold a JSON array of resources, each with a displayName.')
}

function contentOf({ document }: OfferedResource) {
  const { schemas: _, ...content } = JSON.parse(document)
  return content
}

function text(listed: readonly OfferedResource[]): string {
  if (listed.length === 0) return 'There is none.'
  return listed
    .map(contentOf)
    .map(({ id, displayName, type }) => `${String(id).padEnd(36)}  ${displayName}${type ? `  (${type})` : ''}`)
    .join('\n')
}
