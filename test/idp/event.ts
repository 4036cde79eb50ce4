import { isDeepStrictEqual } from 'node:util'
import type { StoredEvent } from '../../src/directory/request-event'
import { parse, secretsIn } from './exchange'
import { at } from './pattern'
import type { Played, Stage } from './player'

/** What is wrong with the events that these exchanges left: there must be one for each, telling what it was. */
export async function eventsMissing({ directory, connection, token }: Stage, played: readonly Played[]) {
  const deadline = performance.now() + 3_000
  let events: readonly StoredEvent[] = []
  while (performance.now() < deadline && events.length < played.length) {
    events = await directory.events({ connectionId: connection.id, limit: 1000 })
    if (events.length < played.length) await Bun.sleep(5)
  }
  if (events.length !== played.length) return [`${events.length} events for ${played.length} requests`]
  const inOrder = [...events].sort((one, other) => (one.id < other.id ? -1 : 1))
  const names = new Names()
  const wrong: string[] = []
  for (const [index, event] of inOrder.entries()) {
    const told = played[index]
    if (!told) continue
    const about = names.of(told)
    const answered = await directory.answerOf(event)
    for (const each of discrepancies(event, told, about, answered, token)) {
      wrong.push(`${told.does} (${told.method} ${told.path}): ${each}\n  ${JSON.stringify(event)}`)
    }
  }
  return wrong
}

interface About {
  readonly resourceType?: string
  readonly resourceId?: string
  readonly resourceName?: string
}

/** What resources are called in the course of a scenario, so that it is known what their events should say. */
class Names {
  private readonly known = new Map<string, string>()

  of({ method, path, text = '', status, answer, called }: Played): About {
    const [, endpoint, id] = /^\/(Users|Groups)(?:\/([^/?]+))?(?:\?|$)/.exec(path) ?? []
    if (!endpoint || status === 401) return {}
    const resourceType = endpoint === 'Users' ? 'User' : 'Group'
    const attribute = endpoint === 'Users' ? 'userName' : 'displayName'
    if (id) {
      const name = called?.after ?? called?.before ?? this.known.get(id)
      if (name !== undefined) this.known.set(id, name)
      return { resourceType, resourceId: id, ...(name !== undefined && { resourceName: name }) }
    }
    if (method === 'POST') {
      const name = at(status === 201 ? answer : parse(text), attribute)
      const created = at(answer, 'id')
      if (typeof created === 'string' && typeof name === 'string') this.known.set(created, name)
      return {
        resourceType,
        ...(typeof created === 'string' && { resourceId: created }),
        ...(typeof name === 'string' && { resourceName: name }),
      }
    }
    const lookedFor = lookup(path, attribute)
    const found = at(at(answer, 'Resources'), '0')
    const foundId = at(found, 'id')
    if (typeof foundId !== 'string' || (lookedFor === undefined && !isOnlyOne(path, answer)))
      return { resourceType, ...(lookedFor !== undefined && { resourceName: lookedFor }) }
    const shown = at(found, attribute)
    const name = lookedFor ?? (typeof shown === 'string' ? shown : this.known.get(foundId))
    return { resourceType, resourceId: foundId, ...(name !== undefined && { resourceName: name }) }
  }
}

/** Whether a filter that asks for a certain text found the one resource that is answered, and no other. */
function isOnlyOne(path: string, answer: unknown): boolean {
  const filter = new URL(path, 'http://localhost').searchParams.get('filter') ?? ''
  const outside = filter.replaceAll(/\([^)]*\)/g, '')
  const isFiltered = / eq (?!true\b|false\b)/i.test(outside) && !/ or /i.test(outside)
  const hasOthers = ['nextCursor', 'previousCursor'].some((name) => at(answer, name) !== undefined)
  return isFiltered && !hasOthers && at(answer, 'itemsPerPage') === 1 && (at(answer, 'totalResults') ?? 1) === 1
}

/** The name that a plain `attribute eq "name"` asks for. */
function lookup(path: string, attribute: string): string | undefined {
  const filter = new URL(path, 'http://localhost').searchParams.get('filter') ?? ''
  const quoted = new RegExp(`^${attribute} eq ("(?:[^"\\\\]|\\\\.)*"|[^\\s"]+)$`, 'i').exec(filter)?.[1]
  if (quoted === undefined) return undefined
  return quoted.startsWith('"') ? String(parse(quoted)) : quoted
}

function discrepancies(
  event: StoredEvent,
  told: Played,
  about: About,
  answered: string | undefined,
  token: string,
): readonly string[] {
  const { method, base, path, status, headers, answer, text, tolerated, ignored, changed, answerText } = told
  const { pathname, search } = new URL(`http://localhost${base}${path}`)
  const isWrite = method !== 'GET' && /^\/(Users|Groups)(\/[^./][^/]*)?$/.test(path.split('?')[0] ?? '')
  const wrong: string[] = []
  const must = (what: string, found: unknown, wanted: unknown) => {
    if (!isDeepStrictEqual(found, wanted))
      wrong.push(`${what} is ${JSON.stringify(found)}, not ${JSON.stringify(wanted)}`)
  }
  must('method', event.method, method)
  must('path', event.path, pathname)
  must('query', event.query, search === '' ? undefined : search.slice(1))
  must('status', event.status, status)
  must('detail', event.detail, at(answer, 'detail'))
  must('scimType', event.scimType, at(answer, 'scimType'))
  must(
    'userAgent',
    event.userAgent,
    headers['user-agent'] === '' ? undefined : (headers['user-agent'] ?? `Bun/${Bun.version}`),
  )
  must('ip', event.ip, '127.0.0.1')
  must('resourceType', event.resourceType, about.resourceType)
  must('resourceId', event.resourceId, about.resourceId)
  must('resourceName', event.resourceName, about.resourceName)
  must('tolerated', [...(event.tolerated ?? [])].sort(), [...tolerated].sort())
  must('ignored', [...(event.ignored ?? [])].sort(), [...ignored].sort())
  if (event.duration < 0) wrong.push(`duration is ${event.duration}`)
  if (text === undefined || status === 401) must('requestBody', event.requestBody, undefined)
  else must('requestBody', parse(event.requestBody ?? '') ?? event.requestBody, redacted(parse(text)) ?? text)
  if (status >= 400) must('responseBody', parse(event.responseBody ?? ''), answer)
  if (isWrite && status < 400) {
    const wasChange = method === 'POST' || method === 'DELETE' || changed === true
    must('whether it names a change', event.changeId !== undefined, wasChange)
    if (method !== 'DELETE' && (wasChange || answerText !== '')) {
      must('what was answered', parse(answered ?? '') === undefined ? answered : told.status, told.status)
      if (!wasChange && answerText !== '') must('responseBody', parse(event.responseBody ?? ''), answer)
    }
  }
  const whole = JSON.stringify([event, answered])
  for (const secret of [token, ...secretsIn(text ?? '')]) {
    if (whole.includes(secret)) wrong.push('the event holds a secret')
  }
  return wrong
}

/** A body as its event may keep it. */
function redacted(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(redacted)
  if (value === null || typeof value !== 'object') return value
  const hidesValue = /password/i.test(String(at(value, 'path') ?? ''))
  return Object.fromEntries(
    Object.entries(value).map(([name, member]) => {
      const isSecret = /password/i.test(name) || (hidesValue && name === 'value')
      return [name, isSecret ? '[redacted]' : redacted(member)]
    }),
  )
}
