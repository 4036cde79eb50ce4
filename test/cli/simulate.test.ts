import { afterAll, beforeAll, describe, expect, test } from 'bun:test'
import { readdirSync } from 'node:fs'
import { executable } from '../support/executable'
import { setUp } from '../support/organization'
import { rollcall } from '../support/rollcall'
import { scratch } from '../support/scratch'
import { endServers, serve } from '../support/server'

beforeAll(executable, 120_000)
afterAll(endServers)

describe('simulate', () => {
  test.each(['okta', 'entra'])('%s finds nothing to report about this server', async (provider) => {
    const { endpoint, token } = await setUp(await serve())
    const words = ['simulate', provider, '--url', endpoint, '--token', token, '--users', '5', '--groups', '2']
    const { code, stdout, stderr } = await rollcall([...words, '--json'])
    expect(JSON.parse(stdout)).toMatchObject({ users: 5, groups: 2, problemCount: 0, problems: [] })
    expect([code, stderr]).toEqual([0, ''])
    expect((await rollcall(words)).stdout).toContain('would report no error')
  })

  test('ends with 1 where the provider would report an error', async () => {
    const { endpoint } = await setUp(await serve())
    const { code, stdout } = await rollcall(['simulate', 'okta', '--url', endpoint, '--token', 'wrong'])
    expect(stdout).toContain('does not accept the token (401)')
    expect(code).toBe(1)
  })
})

describe('demo', () => {
  test('shows everything in under ten seconds and leaves nothing behind', async () => {
    const directory = scratch()
    const began = performance.now()
    const { code, stdout, stderr } = await rollcall(['demo'], { env: { TMPDIR: directory } })
    expect([code, stderr]).toEqual([0, ''])
    expect(performance.now() - began).toBeLessThan(10_000)
    for (const part of [
      'create user',
      'would report no error',
      'event log',
      'Endpoint  http',
      'Token     rc_scim_',
      '/swagger',
    ]) {
      expect(stdout).toContain(part)
    }
    expect(readdirSync(directory)).toEqual([])
  }, 20_000)

  test('goes on serving where it is asked to, until it is told to stop', async () => {
    const directory = scratch()
    const child = Bun.spawn([await executable(), 'demo', '--keep'], {
      cwd: scratch(),
      env: { TMPDIR: directory },
      stdout: 'pipe',
    })
    let text = ''
    const reader = child.stdout.pipeThrough(new TextDecoderStream()).getReader()
    while (!text.includes('Ctrl-C')) text += (await reader.read()).value
    const [, endpoint = '', token = ''] = /^Endpoint {2}(\S+)\nToken {5}(\S+)$/m.exec(text) ?? []
    const response = await fetch(`${endpoint}/Users`, { headers: { authorization: `Bearer ${token}` } })
    expect(response.status).toBe(200)
    const [, url = '', login = '', password = ''] =
      /^Console {3}(\S+) {2}\(sign in as (\S+) with the password (\S+)\)$/m.exec(text) ?? []
    const body = new URLSearchParams({ login, password })
    const signedIn = await fetch(`${url}/sign-in`, {
      method: 'POST',
      body,
      headers: { origin: url },
      redirect: 'manual',
    })
    expect([signedIn.status, signedIn.headers.get('location')]).toEqual([303, '/'])
    child.kill('SIGINT')
    expect(await child.exited).toBe(0)
    expect(readdirSync(directory)).toEqual([])
  }, 20_000)
})
