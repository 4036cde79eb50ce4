import { dataSettings } from '../config'
import type { Definitions } from '../directory/definitions'
import type { Directory } from '../directory/directory'
import type { Organization } from '../directory/organization'
import { operator } from '../directory/staff'
import { UsageError } from '../usage-error'
import { attributeIn, schemaIn, splitAttribute } from './attribute-flags'
import { chosenConnection, chosenOrganization } from './chosen'
import type { Call, Command } from './command'
import { withData } from './data'
import { choice, required } from './flags'
import { seenLines } from './seen-line'

export const schema: Command = {
  name: 'schema',
  summary: 'lists, defines and removes attributes of users that an organization adds to the schemas',
  operand: 'list|define|remove|seen',
  settings: [...dataSettings, 'logLevel'],
  flags: [
    { name: 'organization', value: 'NAME', summary: 'id, short name or name of the organization' },
    { name: 'attribute', value: 'URN:NAME', summary: 'define, remove: which, such as urn:example:2.0:User:badge' },
    { name: 'schema', value: 'URN', summary: 'remove: all attributes behind this URN, instead of one' },
    {
      name: 'type',
      value: 'TYPE',
      summary: 'string (unless said), boolean, integer, decimal, dateTime, reference, binary or complex',
    },
    { name: 'parts', value: 'NAME:TYPE,…', summary: 'the sub-attributes of a complex one' },
    { name: 'multi-valued', summary: 'it has several values' },
    { name: 'required', summary: 'whoever has the extension must have it' },
    { name: 'case-exact', summary: 'upper and lower case differ' },
    { name: 'unique', summary: 'no two users of the organization have the same value' },
    { name: 'canonical', value: 'VALUE,…', summary: 'the values that are suggested; others are taken too' },
    { name: 'returned', value: 'WHEN', summary: 'default (unless said), always, request or never' },
    { name: 'mutability', value: 'HOW', summary: 'readWrite (unless said), immutable or writeOnly' },
    { name: 'description', value: 'TEXT', summary: 'what it is, for people' },
    { name: 'extension', value: 'NEED', summary: 'required: every user must have the extension; else optional' },
    { name: 'stdin', summary: 'define: reads a whole schema, as /Schemas shows it, from the standard input instead' },
    { name: 'connection', value: 'NAME', summary: 'seen: id or name of the connection, where there are several' },
    { name: 'json', summary: 'prints JSON' },
  ],
  async run(call) {
    const { operand, flags, config, terminal } = call
    const act = actions[operand]
    if (!act) throw new UsageError(`rollcall schema list|define|remove|seen: say which, not "${operand}".`)
    const name = required(flags, 'organization', 'NAME')
    const ask = await act(call)
    const { json, text } = await withData(config, async (directory) =>
      ask(directory, await chosenOrganization(directory, name)),
    )
    terminal.print(flags.has('json') ? JSON.stringify(json, null, 2) : text)
    return 0
  },
}

interface Result {
  readonly json: unknown
  readonly text: string
}

/** Reads the flags before any data is touched, and gives what is to be done with it. */
type Action = (call: Call) => Promise<(directory: Directory, organization: Organization) => Promise<Result>>

const actions: Readonly<Record<string, Action | undefined>> = {
  async list() {
    return async (directory, { id }) => listed(await directory.definitionsOf(id))
  },

  async define({ flags, terminal }) {
    const given = flags.has('stdin') ? schemaIn(await terminal.read()) : attributeIn(flags)
    const need = choice(flags, 'extension', ['required', 'optional'])
    return async (directory, { id }) =>
      listed(
        await directory.define(operator(id), given, need === undefined ? undefined : need === 'required'),
        String(given.id),
      )
  },

  async remove({ flags }) {
    if (flags.has('attribute') === flags.has('schema'))
      throw new UsageError('Either --attribute URN:NAME or --schema URN is needed.')
    const [urn, name] = flags.has('schema') ? [required(flags, 'schema', 'URN')] : splitAttribute(flags)
    return async (directory, { id }) => {
      const { json, text } = listed(await directory.undefine(operator(id), urn, name))
      return { json, text: `Removed. What people have of it is kept, but shown to nobody.\n${text}` }
    }
  },

  async seen({ flags }) {
    return async (directory, organization) => {
      const connection = await chosenConnection(directory, organization, flags.get('connection'))
      const unknown = await directory.unknownAttributes(connection.id)
      return { json: unknown, text: seenLines(unknown, organization.slug, connection.name) }
    }
  },
}

/** All extensions, or the one with this URN. */
function listed({ extensions }: Definitions, urn?: string): Result {
  const wanted = extensions.filter(({ schema }) => !urn || schema.id.toLowerCase() === urn.toLowerCase())
  const lines = wanted.flatMap(({ schema: { id, attributes }, required: isRequired }) => [
    `${id}${isRequired ? ' (every user must have it)' : ''}`,
    ...attributes.map((attribute) => `  ${attribute.name.padEnd(24)} ${traits(attribute)}`),
  ])
  return { json: wanted, text: lines.length > 0 ? lines.join('\n') : 'No attributes are defined.' }
}

function traits(attribute: Definitions['extensions'][number]['schema']['attributes'][number]): string {
  const { type, multiValued, subAttributes, canonicalValues, mutability, returned } = attribute
  const parts = subAttributes?.map((part) => `${part.name}: ${part.type}`).join(', ')
  return [
    parts ? `complex (${parts})` : type,
    ...(multiValued ? ['several values'] : []),
    ...(attribute.required ? ['required'] : []),
    ...(attribute.caseExact && type === 'string' ? ['case-exact'] : []),
    ...(attribute.uniqueness === 'server' ? ['unique'] : []),
    ...(mutability === 'readWrite' ? [] : [mutability]),
    ...(returned === 'default' ? [] : [`returned ${returned}`]),
    ...(canonicalValues ? [`such as ${canonicalValues.join(', ')}`] : []),
  ].join('; ')
}
