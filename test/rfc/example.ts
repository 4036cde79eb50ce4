import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { type Static, type TSchema, Type } from '@sinclair/typebox'
import { Value } from '@sinclair/typebox/value'
import { urns as commonUrns, type Words } from '../idp/scenario'

const closed = { additionalProperties: false } as const
const section = Type.String({ pattern: '^[1-9][0-9]*(\\.[1-9][0-9]*)*$' })

const given = Type.Object(
  {
    /** What it is called afterwards: `<word>` is its id, `<wordVersion>` its version. */
    as: Type.String({ pattern: '^[a-z][A-Za-z]*$' }),
    at: Type.Union([Type.Literal('/Users'), Type.Literal('/Groups')]),
    is: Type.Record(Type.String(), Type.Unknown()),
    /** How many are made, `<n>` being the number of each; they have no words. */
    times: Type.Optional(Type.Integer({ minimum: 2 })),
  },
  closed,
)

const step = Type.Object(
  {
    does: Type.String(),
    /** `METHOD /path?query`, below the base; the query need not be encoded. */
    request: Type.String({ pattern: '^(GET|POST|PUT|PATCH|DELETE) /' }),
    /** The base, where it is not the usual one. */
    base: Type.Optional(Type.String()),
    /** `null` takes back a usual one. */
    headers: Type.Optional(Type.Record(Type.String(), Type.Union([Type.String(), Type.Null()]))),
    body: Type.Optional(Type.Unknown()),
    /** A body that is sent as it stands. */
    text: Type.Optional(Type.String()),
    /** The only operation in the body is sent this often, `<n>` being the number of each. */
    times: Type.Optional(Type.Integer({ minimum: 2 })),
    /** So many spaces are sent behind the body. */
    padding: Type.Optional(Type.Integer({ minimum: 1 })),
    status: Type.Integer(),
    /** A pattern (see ../idp/pattern.ts) for the answer, and patterns for its headers. */
    answer: Type.Optional(Type.Unknown()),
    header: Type.Optional(Type.Record(Type.String(), Type.Unknown())),
    /** Words for later steps, and where in the answer their values are: `Resources.0.id`. */
    keep: Type.Optional(Type.Record(Type.String({ pattern: '^[a-z][A-Za-z]*$' }), Type.String())),
  },
  closed,
)

const feature = Type.Union(
  ['patch', 'bulk', 'filter', 'sort', 'etag', 'cursor', 'search'].map((name) => Type.Literal(name)),
)

const example = Type.Object(
  {
    section,
    /** The examples of that section (see inventory.json) that this is; absent where it is of the section's prose. */
    shows: Type.Optional(Type.Array(Type.String(), { minItems: 1 })),
    title: Type.String(),
    /** What the server must have for it. */
    needs: Type.Optional(Type.Array(feature, { minItems: 1 })),
    /** What was changed about the RFC's example so that it can be replayed. */
    adapted: Type.Optional(Type.String()),
    /** Where Rollcall answers otherwise on purpose, and why. */
    differs: Type.Optional(Type.String()),
    /** What is known to be wrong still. */
    fails: Type.Optional(Type.String()),
    given: Type.Optional(Type.Array(given)),
    steps: Type.Array(step, { minItems: 1 }),
  },
  closed,
)

const file = Type.Object(
  {
    rfc: Type.Union([Type.Literal(7643), Type.Literal(7644), Type.Literal(9865)]),
    /** What every example of the file begins with. */
    given: Type.Optional(Type.Array(given)),
    examples: Type.Array(example, { minItems: 1 }),
  },
  closed,
)

const inventory = Type.Record(
  Type.Union([Type.Literal('7643'), Type.Literal('7644'), Type.Literal('9865')]),
  Type.Record(section, Type.Array(Type.String(), { minItems: 1 })),
)

export type Given = Static<typeof given>
export type Step = Static<typeof step>
export type Feature = Static<typeof feature>
export interface Example extends Static<typeof example> {
  readonly rfc: number
}

/** Every example in the files beside this one. A misspelt member is refused, since it would test nothing. */
export function readExamples(): readonly Example[] {
  const names = readdirSync(import.meta.dir).filter((name) => /^rfc.*\.json$/.test(name))
  return names.sort().flatMap((name) => {
    const { rfc, given: common = [], examples } = read(name, file)
    return examples.map((each) => ({ ...each, rfc, given: [...common, ...(each.given ?? [])] }))
  })
}

/** The examples that the RFCs have: RFC, section, and a few words for each. */
export const readInventory = () => read('inventory.json', inventory)

function read<T extends TSchema>(name: string, schema: T): Static<T> {
  const content: unknown = JSON.parse(readFileSync(join(import.meta.dir, name), 'utf8'))
  const wrong = [...Value.Errors(schema, content)].map(({ path, message }) => `${path}: ${message}`)
  if (!Value.Check(schema, content)) throw new Error(`${name} is not as it must be:\n${wrong.join('\n')}`)
  return content
}

/** How a test of an example is called; no two are called the same. */
export const nameOf = ({ rfc, section, title }: Example) => `RFC ${rfc} §${section} ${title}`

export const urns: Words = new Map([
  ...commonUrns,
  ['SearchRequest', 'urn:ietf:params:scim:api:messages:2.0:SearchRequest'],
  ['BulkRequest', 'urn:ietf:params:scim:api:messages:2.0:BulkRequest'],
  ['BulkResponse', 'urn:ietf:params:scim:api:messages:2.0:BulkResponse'],
  ['ServiceProviderConfig', 'urn:ietf:params:scim:schemas:core:2.0:ServiceProviderConfig'],
  ['ResourceType', 'urn:ietf:params:scim:schemas:core:2.0:ResourceType'],
  ['Schema', 'urn:ietf:params:scim:schemas:core:2.0:Schema'],
])
