import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { type Static, Type } from '@sinclair/typebox'
import { Value } from '@sinclair/typebox/value'
import { connectionSettings } from '../../src/directory/settings'

const closed = { additionalProperties: false } as const
const headers = Type.Record(Type.String(), Type.Union([Type.String(), Type.Null()]))
const resources = Type.Record(Type.String({ pattern: '^[a-z]+$' }), Type.Record(Type.String(), Type.Unknown()))

const step = Type.Object(
  {
    does: Type.String(),
    /** `METHOD /path?query`, below the base. */
    request: Type.String({ pattern: '^(GET|POST|PUT|PATCH|DELETE) /' }),
    /** `null` takes back one that the scenario or the file sends. */
    headers: Type.Optional(headers),
    body: Type.Optional(Type.Unknown()),
    /** A body that is sent as it stands. */
    text: Type.Optional(Type.String()),
    status: Type.Integer(),
    /** A pattern (see pattern.ts) for the answer. */
    answer: Type.Optional(Type.Unknown()),
    /** Patterns for headers of the answer. */
    header: Type.Optional(Type.Record(Type.String(), Type.Unknown())),
    /** Names for later steps, and where in the answer their values are: `Resources.0.id`. */
    keep: Type.Optional(Type.Record(Type.String(), Type.String())),
    /** The resource reads the same before and after, `meta` included. */
    unchanged: Type.Optional(Type.Literal(true)),
    /** Exactly the tolerances and ignored names that the event tells of; absent: none. */
    tolerated: Type.Optional(Type.Array(Type.String())),
    ignored: Type.Optional(Type.Array(Type.String())),
  },
  closed,
)

const scenario = Type.Object(
  {
    title: Type.String(),
    settings: Type.Optional(Type.Partial(connectionSettings)),
    headers: Type.Optional(headers),
    /** Made first, over a person of that name; `null` leaves an attribute out. */
    people: Type.Optional(resources),
    groups: Type.Optional(resources),
    steps: Type.Array(step, { minItems: 1 }),
  },
  closed,
)

const file = Type.Object(
  { provider: Type.String(), headers: Type.Optional(headers), scenarios: Type.Array(scenario, { minItems: 1 }) },
  closed,
)

export type Step = Static<typeof step>
export type Scenario = Static<typeof scenario>
export type ScenarioFile = Static<typeof file>

/** Every scenario file beside this one. A misspelt member is refused, since it would test nothing. */
export function readScenarioFiles(): readonly ScenarioFile[] {
  const names = readdirSync(import.meta.dir).filter((name) => name.endsWith('.json'))
  return names.sort().map((name) => {
    const content: unknown = JSON.parse(readFileSync(join(import.meta.dir, name), 'utf8'))
    const wrong = [...Value.Errors(file, content)].map(({ path, message }) => `${path}: ${message}`)
    if (!Value.Check(file, content)) throw new Error(`${name} is no scenario file:\n${wrong.join('\n')}`)
    return content
  })
}

/** Words that a scenario writes as `<word>`: the protocol's URNs, and later ids. */
export type Words = ReadonlyMap<string, string>

export const urns: Words = new Map([
  ['User', 'urn:ietf:params:scim:schemas:core:2.0:User'],
  ['Group', 'urn:ietf:params:scim:schemas:core:2.0:Group'],
  ['Enterprise', 'urn:ietf:params:scim:schemas:extension:enterprise:2.0:User'],
  ['PatchOp', 'urn:ietf:params:scim:api:messages:2.0:PatchOp'],
  ['ListResponse', 'urn:ietf:params:scim:api:messages:2.0:ListResponse'],
  ['Error', 'urn:ietf:params:scim:api:messages:2.0:Error'],
])

/** The same value with its `<words>` filled in, in names of members too. */
export function fill<T>(value: T, words: Words): T {
  return JSON.parse(
    JSON.stringify(value).replace(/<([A-Za-z]+)>/g, (_, word: string) => {
      const meaning = words.get(word)
      if (meaning === undefined) throw new Error(`nothing is called <${word}> here`)
      return JSON.stringify(meaning).slice(1, -1)
    }),
  )
}
