import { afterAll, beforeAll, expect, test } from 'bun:test'
import { executable } from '../support/executable'
import { setUp } from '../support/organization'
import { rollcall } from '../support/rollcall'
import { endServers, type Server, serve } from '../support/server'
import { client, eventsOf } from './client'

let server: Server

beforeAll(async () => {
  await executable()
  server = await serve()
}, 120_000)
afterAll(endServers)

test.each(['okta', 'entra'])(
  '%s provisions sixty people and six groups, and finds nothing to report',
  async (provider) => {
    const { endpoint, token, organization } = await setUp(server, `Harbor of ${provider}`)
    const words = ['simulate', provider, '--url', endpoint, '--token', token, '--users', '60', '--groups', '6']
    const { code, stdout } = await rollcall([...words, '--json'])
    const report = JSON.parse(stdout)
    expect([code, report.problems, report.problemCount, report.users, report.groups]).toEqual([0, [], 0, 60, 6])

    const requests = report.operations.reduce((sum: number, { requests }: { requests: number }) => sum + requests, 0)
    const events = await eventsOf(server, organization.id, requests)
    expect(events.length).toBe(requests)
    expect(requests).toBeGreaterThan(60 * 4)
    expect(events.filter(({ status }) => status >= 500 || status === 401)).toEqual([])
    expect(events.filter(({ requestBody }) => /"password":"(?!\[redacted\])/.test(requestBody ?? ''))).toEqual([])
    const { json } = await client(endpoint, token)('GET /Groups?count=0')
    expect(json.totalResults).toBe(0)
  },
  60_000,
)
