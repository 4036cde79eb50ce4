import { describe, expect, test } from 'bun:test'
import type { Options } from '../../src/conformance/options'
import { exitCode, renderJson } from '../../src/conformance/report'
import { run as ask } from '../../src/conformance/run'
import { renderText } from '../../src/conformance/text-report'

type Fetch = NonNullable<Options['fetch']>

const url = 'http://scim.example/v2'

function run(fetch: Fetch, options: Partial<Options> = {}) {
  return ask({ url, token: 'secret', fetch, wait: async () => {}, timeout: 200, ...options })
}

function json(body: unknown, status = 200, headers: Record<string, string> = {}): Response {
  return Response.json(body, { status, headers: { 'content-type': 'application/scim+json', ...headers } })
}

/** What the start of a run needs, so that it goes on to the checks. */
function friendlyAtFirst(then: Fetch): Fetch {
  let requests = 0
  return (to, init) => (++requests <= 4 ? Promise.resolve(json({})) : then(to, init))
}

describe('says one sentence and goes no further where a server', () => {
  test.each<[string, Fetch, string]>([
    ['never answers', hang, 'no answer within 0.2 seconds'],
    ['cannot be reached', () => Promise.reject(new Error('unplugged')), 'no answer (unplugged)'],
    ['does not know the token', async () => json({}, 401), 'does not accept the token (401)'],
    ['shows web pages', async () => new Response('<h1>Welcome</h1>'), 'does not answer like a SCIM server'],
    ['never comes to an end', async () => new Response(endless()), 'the answer is larger than'],
  ])('%s', async (_, fetch, sentence) => {
    const report = await run(fetch)
    expect(report.stopped).toContain(sentence)
    expect(report.findings).toEqual([])
    expect(exitCode(report)).toBe(1)
    expect(renderText(report, false)).toContain(`Ended early: ${report.stopped}.`)
  })
})

describe('comes to an end, with failures and without breaking down, where a server', () => {
  test.each<[string, Fetch]>([
    ['answers {} to everything', async () => json({})],
    ['answers [] to everything', async () => json([])],
    ['answers null to everything', async () => json(null)],
    ['answers a text to everything', async () => json('hello')],
    ['answers 500 to everything', async () => json({ detail: 'no' }, 500)],
    ['answers 404 to everything', async () => json({ detail: 'no' }, 404)],
    ['answers 201 and no body to everything', async () => new Response(null, { status: 201 })],
    ['answers what is no JSON', async () => new Response('{"id":', { status: 201 })],
    ['answers what is no UTF-8', async () => new Response(new Uint8Array([0xff, 0xfe, 0x22]), { status: 201 })],
    ['answers what nests deeply', async () => new Response('['.repeat(100_000) + ']'.repeat(100_000))],
    [
      'creates what it does not show',
      async () => json({ id: 'same', schemas: 5, meta: 'x', Resources: [null, 5, {}] }, 201),
    ],
    [
      'redirects to somewhere else',
      async () => new Response(null, { status: 302, headers: { location: 'http://x.example' } }),
    ],
    ['asks to slow down for ever', async () => json({}, 429, { 'retry-after': '999999999' })],
  ])('%s', async (_, fetch) => {
    const report = await run(friendlyAtFirst(fetch), { requests: 1_500 })
    const judged = report.findings.filter(({ outcome }) => outcome === 'failed')
    expect(judged.length).toBeGreaterThan(5)
    expect(
      report.findings.flatMap(({ because }) => because).filter((text) => text.includes('could not be judged')),
    ).toEqual([])
    expect(exitCode(report)).toBe(1)
  })

  test('answers something else each time, and never what it should', async () => {
    for (let seed = 1; seed <= 10; seed++) {
      const report = await run(friendlyAtFirst(garbage(seed)), { requests: 1_500 })
      const broken = report.findings
        .flatMap(({ because }) => because)
        .filter((text) => text.includes('could not be judged'))
      expect(broken).toEqual([])
      expect(report.findings.length).toBeGreaterThan(100)
      renderText(report, true)
      renderJson(report, true)
    }
  }, 60_000)

  test('stops answering in the middle', async () => {
    let requests = 0
    const report = await run(async () => (++requests < 60 ? json({}) : Promise.reject(new Error('unplugged'))))
    expect(report.stopped).toContain('has stopped answering')
    expect(requests).toBeLessThan(90)
  })

  test('is asked no more than so often', async () => {
    let requests = 0
    const fetch: Fetch = async () => {
      requests++
      return json({})
    }
    const report = await run(fetch, { requests: 50 })
    expect(report.stopped).toBe('50 requests are as many as may be made')
    expect(requests).toBe(50)
  })

  test('is asked no longer than so long', async () => {
    let time = 0
    const fetch: Fetch = async () => {
      time += 60_000
      return json({})
    }
    const report = await run(fetch, { now: () => time, duration: 600_000 })
    expect(report.stopped).toBe('10 minutes are as long as it may take')
  })
})

test('waits as long as a server asks, within reason', async () => {
  const pauses: number[] = []
  let requests = 0
  const fetch: Fetch = async () => (++requests === 2 ? json({}, 429, { 'retry-after': '7' }) : json({}))
  await run(fetch, { wait: async (pause) => void pauses.push(pause), only: 'Deleting' })
  expect(pauses).toEqual([7_000])
})

test('tries once more where a connection broke off, and sends the token nowhere else', async () => {
  const asked: string[] = []
  const fetch: Fetch = async (to) => {
    asked.push(to)
    if (asked.length === 3) throw new Error('reset')
    return json({ id: 'a', meta: { location: 'http://elsewhere.example/Users/a' } }, 201, {
      location: 'http://elsewhere.example/v2/Users/a',
    })
  }
  const report = await run(fetch, { only: 'Creating' })
  expect(report.stopped).toBeUndefined()
  expect(asked.filter((to) => !to.startsWith(`${url}/`))).toEqual([])
})

test('removes what was created even where no more requests may be made', async () => {
  const there = new Set<string>()
  let next = 0
  const fetch: Fetch = async (to, { method }) => {
    const path = to.slice(url.length)
    if (method === 'DELETE') return new Response(null, { status: there.delete(path) ? 204 : 404 })
    if (method !== 'POST') return json({})
    there.add(`/Users/${++next}`)
    return json({ id: String(next) }, 201)
  }
  const report = await run(fetch, { requests: 60 })
  expect(next).toBeGreaterThan(5)
  expect([...there]).toEqual([])
  expect(report.leftovers).toEqual([])
})

function hang(_: string, { signal }: RequestInit): Promise<Response> {
  return new Promise((_resolve, reject) => signal?.addEventListener('abort', () => reject(new Error('aborted'))))
}

function endless(): ReadableStream<Uint8Array> {
  const block = new Uint8Array(1024 * 1024).fill(0x20)
  return new ReadableStream({ pull: (controller) => controller.enqueue(block) })
}

/** Answers that look like SCIM from afar: known names, and values of any kind. */
function garbage(seed: number): Fetch {
  let state = seed
  const next = (below: number) => {
    state = (state * 1103515245 + 12345) % 2147483648
    return Math.floor((state / 2147483648) * below)
  }
  const one = <T>(list: readonly T[]): T | undefined => list[next(list.length)]
  const names = [
    'id',
    'schemas',
    'meta',
    'location',
    'Resources',
    'totalResults',
    'members',
    'emails',
    'value',
    'userName',
    'Operations',
    'status',
    'bulkId',
    'attributes',
    'name',
    'startIndex',
    'nextCursor',
    'version',
    'created',
    'groups',
    '$ref',
    'type',
  ]
  const value = (depth: number): unknown => {
    const kind = next(depth > 3 ? 6 : 9)
    if (kind === 0) return null
    if (kind === 1) return next(100) - 50
    if (kind === 2) return next(2) === 0
    if (kind < 6)
      return one([
        '',
        'User',
        '201',
        'W/"1"',
        'http://[',
        '2011-05-13T04:42:34Z',
        '\u0000',
        'urn:ietf:params:scim:schemas:core:2.0:User',
      ])
    if (kind === 6) return Array.from({ length: next(4) }, () => value(depth + 1))
    return Object.fromEntries(Array.from({ length: next(6) }, () => [one(names) ?? 'id', value(depth + 1)]))
  }
  return async () => {
    const status = one([200, 200, 200, 201, 201, 204, 304, 400, 404, 409, 412, 500]) ?? 200
    const headers = {
      location: String(one(['http://[', '/Users/1', '']) ?? ''),
      etag: String(one(['W/"1"', '']) ?? ''),
    }
    return status === 204 || status === 304 ? new Response(null, { status, headers }) : json(value(0), status, headers)
  }
}
