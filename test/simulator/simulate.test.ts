import { afterEach, describe, expect, test } from 'bun:test'
import type { Options } from '../../src/simulator/options'
import { type ProviderName, providers } from '../../src/simulator/providers'
import { exitCode, type Report, render } from '../../src/simulator/report'
import { simulate } from '../../src/simulator/simulate'
import { type Breakage, type FakeServer, serve, token } from './fake-scim-server'

let server: FakeServer

afterEach(() => server?.stop())

function run(provider: ProviderName, broken?: Breakage, options: Partial<Options> = {}): Promise<Report> {
  server = serve(broken)
  return simulate(provider, { url: server.url, token, users: 5, groups: 2, wait: async () => {}, ...options })
}

function numbers(report: Report): Record<string, number> {
  return Object.fromEntries(report.operations.map(({ name, requests }) => [name, requests]))
}

describe.each([...providers])('%s', (provider) => {
  test('has nothing to report about a server that does what it needs', async () => {
    const report = await run(provider)
    expect(report.problems).toEqual([])
    expect(report.stopped).toBeUndefined()
    expect(exitCode(report)).toBe(0)
  })

  test('can come again to the same server', async () => {
    const { url } = await run(provider)
    const again = await simulate(provider, { url, token, users: 5, groups: 2 })
    expect(again.problems).toEqual([])
  })

  test('needs neither users nor groups', async () => {
    const report = await run(provider, undefined, { users: 0, groups: 0 })
    expect(exitCode(report)).toBe(0)
  })

  test('fills groups that are larger than one request may be, and walks over many pages', async () => {
    const report = await run(provider, undefined, { users: 230, groups: 1, concurrency: 32 })
    expect(report.problems).toEqual([])
    const operations = numbers(report)
    expect(operations['push members'] ?? operations['add members']).toBeGreaterThanOrEqual(3)
  })

  test('comes to an end when the server is switched off in the middle', async () => {
    let calls = 0
    const unplugged = (url: string, init: RequestInit) =>
      ++calls < 50 ? fetch(url, init) : Promise.reject(new Error('unplugged'))
    const report = await run(provider, undefined, { users: 10_000, fetch: unplugged })
    expect(report.stopped).toContain('has stopped answering')
    expect(report.problems.at(-1)?.said).toContain('no answer (unplugged)')
    expect(calls).toBeLessThan(100)
    expect(exitCode(report)).toBe(1)
  })

  test('gives up on an answer that takes too long', async () => {
    const forever: Options['fetch'] = (_url, { signal }) =>
      new Promise((_, reject) => signal?.addEventListener('abort', () => reject(new Error('aborted'))))
    const report = await run(provider, undefined, { fetch: forever, timeout: 1 })
    expect(report.stopped).toContain('no answer within 0.001 seconds')
  })

  test('waits as long as the server asks, and counts it', async () => {
    const pauses: number[] = []
    const report = await run(provider, 'asks to slow down once', { wait: async (pause) => void pauses.push(pause) })
    expect(report.problems).toEqual([])
    expect(pauses).toEqual([7000])
    expect(report.throttled).toEqual({ answers: 1, waitedMs: 7000 })
  })

  test('does not wait for ever', async () => {
    const report = await run(provider, 'asks to slow down for ever', { users: 1, groups: 0 })
    expect(report.problems[0]?.said).toContain('429 still after 5 waits')
  })

  test.each<[Breakage, string]>([
    ['refuses the token', 'does not accept the token (401)'],
    ['answers with a web page', 'does not answer like a SCIM server: the body is not a JSON object'],
    ['redirects', 'does not answer like a SCIM server: answered 302'],
  ])('says one sentence about a server that %s, and goes no further', async (broken, sentence) => {
    const report = await run(provider, broken)
    expect(report.stopped).toContain(sentence)
    expect(server.requests).toHaveLength(1)
    expect(exitCode(report)).toBe(1)
    expect(render(report, 'text').trim()).toBe(report.stopped ?? '')
  })

  test.each<[Breakage, string]>([
    ['answers every request with 500', 'answered 500'],
    ['answers 404 to a search without a match', 'a search without a match needs 200 and an empty list'],
    ['ignores filters', 'the filter seems to be ignored'],
    ['writes totalResults as text', 'totalResults is "0", not a whole number'],
    ['leaves out Resources', 'no Resources'],
    ['creates users without a body', 'answered 201 without a body'],
    ['creates users without an id', 'the resource has no id'],
    ['creates users with 200', 'answered 200 where 201 is needed'],
    ['creates users as a bare string', 'not a JSON object'],
    ['writes active as text', 'active came back as "true", not true'],
    ['acknowledges a deactivation without doing it', 'active came back as true, not false'],
    ['hides deactivated users', 'the search does not find'],
    ['empties a group when one member is removed', 'members are missing'],
    ['never adds members', 'members are missing'],
    ['loses e-mail addresses', 'emails came back as nothing'],
    ['fails on DELETE', 'answered 503 ("No.")'],
  ])('finds a server that %s', async (broken, clause) => {
    const report = await run(provider, broken, { concurrency: 1 })
    const { said = '' } = report.problems.find((problem) => problem.said.includes(clause)) ?? {}
    expect(said).toStartWith(provider === 'okta' ? 'Okta would report' : 'Microsoft Entra ID would report')
    expect(exitCode(report)).toBe(1)
  })
})

test.each<[ProviderName, Breakage, string]>([
  ['okta', 'refuses PUT', 'answered 501'],
  ['okta', 'repeats the first page', 'was on an earlier page already'],
  ['okta', 'shows the first page only', 'the page is empty, though totalResults is 150'],
  ['okta', 'changes nothing without a path', 'active came back as true, not false'],
  ['entra', 'changes nothing without a path', 'displayName came back as'],
  ['entra', 'refuses capitalised operations', 'answered 400'],
])('%s finds a server that %s', async (provider, broken, clause) => {
  const report = await run(provider, broken, { users: 150 })
  expect(report.problems.map(({ said }) => said).join()).toContain(clause)
})

test('a problem of one kind does not hide the others', async () => {
  const report = await run('entra', 'never adds members', { users: 200, groups: 100 })
  expect(report.problemCount).toBeGreaterThan(100)
  expect(report.problems.filter(({ operation }) => operation === 'read group')).toHaveLength(3)
})

test('Okta leaves a tenth of its users deactivated, and no group behind', async () => {
  const report = await run('okta', undefined, { users: 30 })
  const states = [...server.users.values()].map(({ active }) => active)
  expect([states.length, states.filter((active) => active === false).length]).toEqual([30, 3])
  expect(server.groups.size).toBe(0)
  expect(render(report, 'text')).toContain('Only a tenth of the users was unassigned')
})

test.each<[ProviderName, number, number]>([
  ['okta', 40, 4],
  ['okta', 200, 10],
  ['entra', 40, 4],
])('%s has few of %d users inactive at once, however many requests it makes', async (provider, users, most) => {
  const counts: number[] = []
  const counting: Options['fetch'] = async (url, init) => {
    const answer = await fetch(url, init)
    const inactive = [...server.users.values()].filter(({ active }) => /^false$/i.test(String(active)))
    counts.push(inactive.length)
    return answer
  }
  const report = await run(provider, undefined, { users, groups: 0, concurrency: 64, fetch: counting })
  expect(report.problems).toEqual([])
  expect(Math.max(...counts)).toBeLessThanOrEqual(Math.max(most, users / 10))
  expect(Math.max(...counts)).toBeGreaterThan(1)
})

test('Entra leaves nothing behind', async () => {
  await run('entra')
  expect(server.users.size + server.groups.size).toBe(0)
})

test('what a server writes cannot steer the terminal', async () => {
  const steering: Options['fetch'] = async () => Response.json({ detail: '\u009b2J' }, { status: 400 })
  const report = await run('okta', undefined, { users: 1, groups: 0, fetch: steering })
  expect(report.problems[0]?.said).toContain('answered 400 (" 2J")')
})
