import { isDeepStrictEqual } from 'node:util'
import type { Connection } from '../../src/directory/connection'
import type { Directory } from '../../src/directory/directory'
import { operator } from '../../src/directory/staff'
import { eventsMissing } from './event'
import { breaches, type Exchange, exchange } from './exchange'
import { at, unmet } from './pattern'
import { fill, type Scenario, type ScenarioFile, type Step, urns } from './scenario'

/** Where a scenario is played: an appliance, and an organization of its own in it. */
export interface Stage {
  readonly url: string
  readonly directory: Directory
  readonly connection: Connection
  readonly token: string
}

/** An exchange, and what its event must tell of beyond it. */
export interface Played extends Exchange {
  readonly does: string
  readonly tolerated: readonly string[]
  readonly ignored: readonly string[]
  /** What the resource in the path is called before and after; undefined where it is not there. */
  readonly called?: { readonly before?: string; readonly after?: string }
  /** Whether the resource in the path is another one afterwards. */
  readonly changed?: boolean
}

/** Plays a scenario from its first step to its last, and judges every exchange and every event. */
export async function play(stage: Stage, { headers: usual = {} }: ScenarioFile, scenario: Scenario): Promise<void> {
  const { url, directory, connection, token } = stage
  const words = new Map([
    ...urns,
    ['token', token],
    ['basic', Buffer.from(`anybody:${token}`).toString('base64')],
    ['missing', crypto.randomUUID()],
  ])
  const played: Played[] = []
  if (scenario.settings)
    await directory.configure(operator(connection.organizationId), connection.id, scenario.settings)
  for (const given of givenSteps(scenario)) await take(given)
  for (const step of scenario.steps) await take(step)
  demand('the event log', await eventsMissing(stage, played))

  async function take(raw: Step): Promise<void> {
    const step = fill(raw, words)
    const [method = '', path = ''] = split(step.request)
    const isAboutOne = /^\/(Users|Groups)\/[^/?]+$/.test(path.split('?')[0] ?? '')
    const changes = method === 'PUT' || method === 'PATCH' || method === 'DELETE'
    const before = isAboutOne && changes ? await read(path, 'reads it before') : undefined
    const text = step.text ?? (step.body === undefined ? undefined : JSON.stringify(step.body))
    const headers = headersOf(usual, scenario.headers, step.headers, text !== undefined, `Bearer ${token}`)
    // A request that presents no token belongs to no connection's log, unless its URL names one.
    const base = step.status === 401 ? `/scim/v2/connections/${connection.id}` : '/scim/v2'
    const told = await exchange(url, { method, base, path, headers, ...(text !== undefined && { text }) })
    const { tolerated = [], ignored = [] } = step
    const record: Played = { ...told, does: step.does, tolerated, ignored }
    const position = played.push(record) - 1
    const wrong = breaches(told)
    if (told.status !== step.status) wrong.push(`status ${told.status}, not ${step.status}: ${told.answerText}`)
    wrong.push(...unmet(told.answer, step.answer ?? {}))
    for (const [name, pattern] of Object.entries(step.header ?? {})) {
      wrong.push(...unmet(told.answerHeaders.get(name), pattern, `the header ${name}`))
    }
    if (before) {
      const after = await read(path, 'reads it after')
      wrong.push(...judgeWrite(step, told, before, after))
      played[position] = {
        ...record,
        called: { ...nameIn(before.answer, 'before'), ...nameIn(after.answer, 'after') },
        changed: !isDeepStrictEqual(before.answer, after.answer),
      }
    }
    if (told.status === 201 && !path.includes('?')) {
      const after = await read(`${path}/${at(told.answer, 'id')}`, 'reads what it created')
      if (!isDeepStrictEqual(after.answer, told.answer)) wrong.push(`a GET answers otherwise: ${after.answerText}`)
    }
    demand(`${step.does} (${step.request})`, wrong)
    for (const [word, where] of Object.entries(step.keep ?? {})) {
      const value = where.split('.').reduce<unknown>(at, told.answer)
      if (typeof value !== 'string') throw new Error(`${step.does}: there is no text at ${where} to keep`)
      words.set(word, value)
    }
  }

  async function read(path: string, does: string): Promise<Exchange> {
    const headers = { authorization: `Bearer ${token}` }
    const told = await exchange(url, { method: 'GET', base: '/scim/v2', path: path.split('?')[0] ?? '', headers })
    played.push({ ...told, does, tolerated: [], ignored: [] })
    demand(does, breaches(told))
    return told
  }
}

/** What must hold of every write to one resource: refused, it changes nothing; answered, the answer is what is stored. */
function judgeWrite(step: Step, told: Exchange, before: Exchange, after: Exchange): readonly string[] {
  const wrong: string[] = []
  const isSame = isDeepStrictEqual(before.answer, after.answer)
  const difference = `\n  before ${before.answerText}\n  after  ${after.answerText}`
  if (told.status >= 400 && !isSame) wrong.push(`refused, yet the resource has changed:${difference}`)
  if (step.unchanged && !isSame) wrong.push(`the resource has changed:${difference}`)
  if (told.status === 200 && !told.path.includes('?') && !isDeepStrictEqual(told.answer, after.answer)) {
    wrong.push(`a GET answers otherwise:\n  answer ${told.answerText}\n  stored ${after.answerText}`)
  }
  if (told.method === 'DELETE' && told.status === 204 && after.status !== 404) wrong.push('deleted, yet still there')
  if (before.status === 200 && after.status === 200 && !isSame) {
    const [old, now] = [before, after].map(({ answer }) =>
      Number(/\d+/.exec(String(at(at(answer, 'meta'), 'version')))),
    )
    if (now !== (old ?? 0) + 1) wrong.push(`the version went from ${old} to ${now}`)
    if (isDeepStrictEqual(withoutMeta(before.answer), withoutMeta(after.answer))) {
      wrong.push(`a change that changed nothing:${difference}`)
    }
  }
  return wrong
}

/** The people and groups a scenario begins with, as steps that make them. */
function givenSteps({ people = {}, groups = {} }: Scenario): readonly Step[] {
  const make = (word: string, endpoint: string, body: object): Step => ({
    does: `makes ${word}`,
    request: `POST ${endpoint}`,
    headers: { 'content-type': 'application/scim+json', 'user-agent': 'the beginning of a scenario' },
    body,
    status: 201,
    keep: { [word]: 'id' },
  })
  return [
    ...Object.entries(people).map(([word, overrides]) =>
      make(word, '/Users', resource('User', overrides, { ...personCalled(word), active: true })),
    ),
    ...Object.entries(groups).map(([word, overrides]) =>
      make(word, '/Groups', resource('Group', overrides, { displayName: capital(word), externalId: `ext-${word}` })),
    ),
  ]
}

function personCalled(word: string): object {
  const address = `${word}@harbor.example`
  return {
    userName: address,
    externalId: `ext-${word}`,
    name: { givenName: capital(word), familyName: 'Harbor' },
    displayName: `${capital(word)} Harbor`,
    emails: [{ value: address, type: 'work', primary: true }],
  }
}

function resource(schema: 'User' | 'Group', overrides: object, defaults: object): object {
  const attributes = Object.entries({ ...defaults, ...overrides }).filter(([, value]) => value !== null)
  const extensions = attributes.map(([name]) => name).filter((name) => name.startsWith('<'))
  return { schemas: [`<${schema}>`, ...extensions], ...Object.fromEntries(attributes) }
}

function headersOf(
  usual: Exclude<Step['headers'], undefined>,
  scenario: Step['headers'],
  step: Step['headers'],
  hasBody: boolean,
  authorization: string,
): Readonly<Record<string, string>> {
  const { 'content-type': type = 'application/scim+json', ...others } = { ...usual, ...scenario }
  const all = { authorization, ...others, ...(hasBody && { 'content-type': type }), ...step }
  return Object.fromEntries(Object.entries(all).flatMap(([name, value]) => (value === null ? [] : [[name, value]])))
}

const split = (request: string) => [request.slice(0, request.indexOf(' ')), request.slice(request.indexOf(' ') + 1)]

const capital = (word: string) => word.charAt(0).toUpperCase() + word.slice(1)

function nameIn(resource: unknown, when: 'before' | 'after'): { readonly [K in 'before' | 'after']?: string } {
  const name = at(resource, 'userName') ?? at(resource, 'displayName')
  return typeof name === 'string' ? { [when]: name } : {}
}

function withoutMeta(resource: unknown): unknown {
  return { ...(typeof resource === 'object' ? resource : {}), meta: undefined }
}

function demand(what: string, wrong: readonly string[]): void {
  if (wrong.length > 0) throw new Error(`${what}:\n- ${wrong.join('\n- ')}`)
}
