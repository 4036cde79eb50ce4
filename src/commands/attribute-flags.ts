import { UsageError } from '../usage-error'
import { choice, type Flags, required } from './flags'

type Json = null | boolean | number | string | readonly Json[] | JsonObject
type JsonObject = { readonly [name: string]: Json }

const simpleTypes = ['string', 'boolean', 'integer', 'decimal', 'dateTime', 'reference', 'binary']

/** The attribute that flags describe, as a schema that holds it alone. Errors: UsageError. */
export function attributeIn(flags: Flags): JsonObject {
  const [id, name] = splitAttribute(flags)
  const parts = flags.has('parts') ? partsIn(required(flags, 'parts', 'NAME:TYPE,…')) : undefined
  const type = choice(flags, 'type', [...simpleTypes, 'complex']) ?? (parts ? 'complex' : 'string')
  if ((type === 'complex') !== (parts !== undefined)) {
    throw new UsageError('A complex attribute needs --parts NAME:TYPE,…, and no other has parts.')
  }
  const returned = choice(flags, 'returned', ['default', 'always', 'request', 'never'])
  const mutability = choice(flags, 'mutability', ['readWrite', 'immutable', 'writeOnly'])
  const canonicalValues = flags
    .get('canonical')
    ?.split(',')
    .map((value) => value.trim())
  const description = flags.get('description')
  const attribute = {
    name,
    type,
    multiValued: flags.has('multi-valued'),
    required: flags.has('required'),
    uniqueness: flags.has('unique') ? 'server' : 'none',
    ...(flags.has('case-exact') && { caseExact: true }),
    ...(parts && { subAttributes: parts }),
    ...(returned && { returned }),
    ...(mutability && { mutability }),
    ...(canonicalValues && { canonicalValues }),
    ...(description && { description }),
  }
  return { id, attributes: [attribute] }
}

/** The URN and the name in --attribute. Errors: UsageError. */
export function splitAttribute(flags: Flags): readonly [urn: string, name: string] {
  const path = required(flags, 'attribute', 'URN:NAME').trim()
  const colon = path.lastIndexOf(':')
  const [urn, name] = [path.slice(0, colon), path.slice(colon + 1)]
  if (/^urn:[^:]+:./i.test(urn) && name !== '') return [urn, name]
  throw new UsageError(`--attribute needs a URN and a name, such as urn:example:2.0:User:badge, not "${path}".`)
}

/** A schema in JSON. Errors: UsageError. */
export function schemaIn(text: string): JsonObject {
  let read: unknown
  try {
    read = JSON.parse(text)
  } catch {}
  if (typeof read === 'object' && read !== null && !Array.isArray(read)) {
    // What was parsed as JSON is JSON.
    return read as JsonObject
  }
  throw new UsageError('The standard input must hold a schema: a JSON object with id and attributes.')
}

function partsIn(list: string): readonly JsonObject[] {
  return list.split(',').map((part) => {
    const [name = '', given = 'string', ...rest] = part.split(':').map((word) => word.trim())
    const type = simpleTypes.find((each) => each.toLowerCase() === given.toLowerCase())
    if (name !== '' && type && rest.length === 0) return { name, type }
    throw new UsageError(`--parts takes NAME:TYPE,…, where TYPE is ${simpleTypes.join(', ')}; not "${part}".`)
  })
}
