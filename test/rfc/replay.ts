import { type Exchange, exchange } from '../idp/exchange'
import { at, unmet } from '../idp/pattern'
import { fill } from '../idp/scenario'
import { type Example, type Feature, type Given, type Step, urns } from './example'
import { breaches } from './judgement'
import type { Stage } from './stages'

const usualBase = '/scim/v2'

/** Replays an example from its first step to its last, and judges every answer. */
export async function replay(stage: Stage, { given = [], steps }: Example): Promise<void> {
  const words = new Map([
    ...urns,
    ['base', stage.url + usualBase],
    ['connection', stage.connection],
    ['token', stage.token],
    ['basic', Buffer.from(`anybody:${stage.token}`).toString('base64')],
    ['missing', crypto.randomUUID()],
    ['n', '<n>'], // is filled in where something is repeated
  ])
  for (const raw of given) {
    for (const each of repeated(fill(raw, words))) {
      const { answer } = await demand(stage, asStep(each))
      words.set(each.as, String(at(answer, 'id'))).set(`${each.as}Version`, String(at(at(answer, 'meta'), 'version')))
    }
  }
  for (const raw of steps) {
    const step = fill(raw, words)
    const told = await demand(stage, step)
    for (const [word, where] of Object.entries(step.keep ?? {})) {
      const value = where.split('.').reduce<unknown>(at, told.answer)
      if (typeof value !== 'string') throw new Error(`${step.does}: there is no text at ${where} to keep`)
      words.set(word, value)
    }
  }
}

/** What the server does not have, of the features that examples need: it says so in its configuration, or by answering 501. */
export async function featuresMissing(stage: Stage): Promise<ReadonlySet<Feature>> {
  const { answer: config } = await send(stage, { request: 'GET /ServiceProviderConfig' })
  const { status } = await send(stage, { request: 'POST /.search', body: { schemas: [urns.get('SearchRequest')] } })
  const says = (name: string, part = 'supported') => at(at(config, name), part) === true
  const has: Readonly<Record<Feature, boolean>> = {
    patch: says('patch'),
    bulk: says('bulk'),
    filter: says('filter'),
    sort: says('sort'),
    etag: says('etag'),
    cursor: says('pagination', 'cursor'),
    search: status !== 501 && status !== 404,
  }
  return new Set(Object.entries(has).flatMap(([name, isThere]) => (isThere ? [] : [name])))
}

/** Sends a step, and throws what is wrong with its answer. */
async function demand(stage: Stage, step: Step): Promise<Exchange> {
  const told = await send(stage, step)
  const wrong = [...breaches(told), ...unmet(told.answer, step.answer ?? {})]
  if (told.status !== step.status) wrong.unshift(`status ${told.status}, not ${step.status}: ${told.answerText}`)
  for (const [name, pattern] of Object.entries(step.header ?? {})) {
    wrong.push(...unmet(told.answerHeaders.get(name), pattern, `the header ${name}`))
  }
  if (wrong.length > 0) throw new Error(`${step.does} (${step.request}):\n- ${wrong.join('\n- ')}`)
  return told
}

function send(stage: Stage, step: Pick<Step, 'request'> & Partial<Step>): Promise<Exchange> {
  const { request, base = usualBase, body, padding = 0 } = step
  const [method = '', path = ''] = [request.slice(0, request.indexOf(' ')), request.slice(request.indexOf(' ') + 1)]
  const text = step.text ?? (body === undefined ? undefined : JSON.stringify(withRepeated(body, step.times)))
  const headers = {
    authorization: `Bearer ${stage.token}`,
    accept: 'application/scim+json',
    ...(text !== undefined && { 'content-type': 'application/scim+json' }),
    ...step.headers,
  }
  const kept = Object.entries(headers).flatMap(([name, value]) => (value === null ? [] : [[name, value]]))
  return exchange(stage.url, {
    method,
    base,
    path,
    headers: Object.fromEntries(kept),
    ...(text !== undefined && { text: text + ' '.repeat(padding) }),
  })
}

function asStep({ as, at: endpoint, is }: Given): Step {
  return { does: `makes ${as}`, request: `POST ${endpoint}`, body: is, status: 201 }
}

function repeated<T extends { readonly times?: number }>(one: T): readonly T[] {
  const { times } = one
  if (times === undefined) return [one]
  return Array.from({ length: times }, (_, index) => fill(one, new Map([['n', String(index + 1)]])))
}

function withRepeated(body: unknown, times: number | undefined): unknown {
  const operation = at(at(body, 'Operations'), '0')
  if (times === undefined || operation === undefined) return body
  const Operations = repeated({ operation, times }).map((each) => each.operation)
  return { ...(typeof body === 'object' ? body : {}), Operations }
}
