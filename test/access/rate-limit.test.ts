import { afterAll, beforeAll, describe, expect, test } from 'bun:test'
import { operator } from '../../src/directory/staff'
import { rateLimit } from '../../src/http/scim/rate-limit'
import { ScimError } from '../../src/scim/scim-error'
import { type Access, type Assembly, assemble, endAssemblies, urns } from '../http/assembly'
import { type Timed, timed } from './timed'

/** A rate limit by a clock that the test turns; asked, it says how many of so many requests it takes. */
function limited() {
  let now = 0
  const limit = rateLimit(() => now)
  const refusalOf = (id: string, perSecond: number) => {
    try {
      limit.admit(id, perSecond)
      return undefined
    } catch (error) {
      if (error instanceof ScimError) return error
      throw error
    }
  }
  return {
    pass(ms: number) {
      now += ms
    },
    refusalOf,
    taken: (id: string, perSecond: number, asked: number) =>
      Array.from({ length: asked }, () => refusalOf(id, perSecond)).filter((each) => each === undefined).length,
  }
}

describe('a limit of requests a second', () => {
  test('takes twice as many at once, and then as many as it says', () => {
    for (const perSecond of [1, 2, 25, 1000]) {
      const { taken, pass } = limited()
      expect(taken('a', perSecond, 3 * perSecond)).toBe(2 * perSecond)
      for (let second = 0; second < 3; second++) {
        pass(1000)
        expect([perSecond, taken('a', perSecond, 3 * perSecond)]).toEqual([perSecond, perSecond])
      }
    }
  })

  test('lets through, over a long time, no more than it says, however they come', () => {
    const { taken, pass } = limited()
    let all = 0
    for (let ms = 0; ms < 60_000; ms += 10) {
      all += taken('a', 25, 3)
      pass(10)
    }
    expect(all).toBeGreaterThanOrEqual(60 * 25)
    expect(all).toBeLessThanOrEqual(60 * 25 + 50)
  })

  test('does not save up for more than two seconds', () => {
    const { taken, pass } = limited()
    taken('a', 5, 10)
    pass(3_600_000)
    expect(taken('a', 5, 100)).toBe(10)
  })

  test('counts each connection by itself', () => {
    const { taken } = limited()
    expect([taken('a', 2, 9), taken('b', 2, 9), taken('a', 2, 9)]).toEqual([4, 4, 0])
  })

  test('of nothing takes all', () => {
    const { taken } = limited()
    expect([taken('a', 0, 5_000), taken('a', -1, 10)]).toEqual([5_000, 10])
  })

  test('that is changed holds from the next request on', () => {
    const { taken, pass } = limited()
    expect(taken('a', 100, 300)).toBe(200)
    expect(taken('a', 0, 10)).toBe(10)
    pass(2_000)
    expect(taken('a', 1, 10)).toBe(2)
  })

  test('says in whole seconds when to come again, and then there is room', () => {
    for (const perSecond of [1, 3, 25, 100_000]) {
      const { refusalOf, taken, pass } = limited()
      taken('a', perSecond, 2 * perSecond)
      for (const early of [0, 1, 5]) {
        pass(early / 1000)
        const refused = refusalOf('a', perSecond)
        const wait = refused?.headers['retry-after'] ?? ''
        expect([refused?.status, wait]).toEqual([429, expect.stringMatching(/^[1-9]\d*$/)])
        expect(Number(wait)).toBe(1)
        expect(refused?.detail).toContain(`${wait} s`)
      }
      pass(1000)
      expect(refusalOf('a', perSecond)).toBeUndefined()
    }
  })
})

describe('a connection with a limit', () => {
  let assembly: Assembly
  let clock: Timed
  let harbor: Access
  let ferry: Access

  beforeAll(async () => {
    assembly = await assemble()
    clock = timed(assembly)
    const first = await assembly.organization('Harbor')
    const { organizationId } = first.connection
    harbor = await assembly.connection(organizationId, { requestsPerSecond: 2, publicDiscovery: true })
    ferry = await assembly.connection(organizationId)
  })
  afterAll(endAssemblies)

  const statuses = async (access: Access, ...requests: readonly string[]) => {
    const found: number[] = []
    for (const request of requests) found.push((await clock.ask(access, request)).status)
    return found
  }

  test('is answered 429 beyond it, as SCIM says errors, with an event for each', async () => {
    const requests = ['GET /Users', 'GET /Schemas', 'DELETE /Users/nobody', 'GET /Nowhere']
    expect(await statuses(harbor, ...requests)).toEqual([200, 200, 404, 404])
    const { status, headers, json } = await clock.ask(harbor, 'POST /Users', { userName: 'never' })
    expect([status, json.schemas, json.status, typeof json.detail]).toEqual([429, [urns.error], '429', 'string'])
    expect(headers.get('retry-after')).toMatch(/^\d+$/)
    expect(headers.get('content-type')).toBe('application/scim+json')
    const event = await assembly.lastEvent(harbor)
    expect([event.status, event.method, event.detail]).toEqual([429, 'POST', json.detail])
    expect(await statuses(ferry, 'GET /Users', 'GET /Users', 'GET /Users')).toEqual([200, 200, 200])
    clock.pass(500)
    expect(await statuses(harbor, 'GET /Users', 'GET /Users')).toEqual([200, 429])
    clock.pass(Number(headers.get('retry-after')) * 1000)
    const late = await clock.ask(harbor, 'GET /Users?filter=userName+eq+%22never%22')
    expect([late.status, late.json.totalResults]).toEqual([200, 0])
  })

  test('is limited by all its tokens and bases together', async () => {
    clock.pass(10_000)
    const other = {
      ...harbor,
      token: await assembly.directory.addToken(
        operator(harbor.connection.organizationId),
        harbor.connection.id,
        'other',
      ),
    }
    const base = `/scim/v2/connections/${harbor.connection.id}`
    expect(await statuses(harbor, 'GET /Users', `GET ${base}/Users`)).toEqual([200, 200])
    expect(await statuses(other, 'GET /api/connect/v1/Users', 'GET /Users', 'GET /Users')).toEqual([200, 200, 429])
  })

  test('counts what comes without a token, where discovery is open', async () => {
    clock.pass(10_000)
    const open = `GET /scim/v2/connections/${harbor.connection.id}/Schemas`
    const asked = await Promise.all(Array.from({ length: 5 }, () => clock.ask(undefined, open)))
    expect(asked.map(({ status }) => status).sort()).toEqual([200, 200, 200, 200, 429])
  })

  test('does not count what is refused for its token', async () => {
    clock.pass(10_000)
    const stranger = { ...harbor, token: 'wrong' }
    const named = `GET /scim/v2/connections/${harbor.connection.id}/Users`
    expect(await statuses(stranger, named, named, named, named, named)).toEqual([401, 401, 401, 401, 401])
    expect(await statuses(harbor, named)).toEqual([200])
  })

  test('takes a bulk request for one', async () => {
    clock.pass(10_000)
    const Operations = Array.from({ length: 20 }, () => ({ method: 'DELETE', path: '/Users/nobody' }))
    const { status, json } = await clock.ask(harbor, 'POST /Bulk', { Operations })
    expect([status, json.Operations.length]).toEqual([200, 20])
  })

  test('may have it raised at any time', async () => {
    clock.pass(10_000)
    await assembly.directory.configure(operator(harbor.connection.organizationId), harbor.connection.id, {
      requestsPerSecond: 0,
    })
    expect(await statuses(harbor, ...Array<string>(10).fill('GET /Users'))).toEqual(Array(10).fill(200))
  })
})
