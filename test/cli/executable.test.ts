import { beforeAll, describe, expect, test } from 'bun:test'
import { chmodSync, copyFileSync, mkdirSync, readdirSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { executable } from '../support/executable'
import { setUp } from '../support/organization'
import { rollcall } from '../support/rollcall'
import { scratch } from '../support/scratch'
import { serve } from '../support/server'

beforeAll(executable, 120_000)

test('works alone in an empty directory, and leaves nothing there', async () => {
  const cwd = scratch()
  const { code, stdout, stderr } = await rollcall(['version'], { cwd })
  expect([code, stderr]).toEqual([0, ''])
  expect(stdout).toStartWith('rollcall ')
  expect(readdirSync(cwd)).toEqual([])
})

test('serves the explorer out of itself', async () => {
  const server = await serve()
  const page = await (await fetch(`${server.url}/swagger`)).text()
  const parts = [...page.matchAll(/(?:src|href)="(swagger\/[^"]+)"/g)].map(([, path]) => path)
  expect(parts.length).toBeGreaterThanOrEqual(5)
  for (const path of parts) expect((await fetch(`${server.url}/${path}`)).status).toBe(200)
  const described = await (await fetch(`${server.url}/swagger/json`)).text()
  expect(Object.keys(JSON.parse(described).paths)).toContain('/scim/v2/Users/{id}')
  expect(await server.end()).toBe(0)
})

describe('files that happen to lie where it runs', () => {
  const cwd = scratch()
  const trap = `require('node:fs').writeFileSync(${JSON.stringify(join(cwd, 'sprung'))}, '')`

  beforeAll(() => {
    for (const name of ['.env', '.env.local', '.env.production', '.env.development']) {
      writeFileSync(join(cwd, name), 'ROLLCALL_PORT=1\nROLLCALL_DATABASE_URL=postgres://elsewhere\nNODE_ENV=test\n')
    }
    writeFileSync(join(cwd, 'trap.ts'), trap)
    mkdirSync(join(cwd, 'node_modules', 'elysia'), { recursive: true })
    writeFileSync(join(cwd, 'node_modules', 'elysia', 'index.js'), trap)
    writeFileSync(join(cwd, 'bunfig.toml'), 'preload = ["./trap.ts"]\n[run]\npreload = ["./trap.ts"]\n')
    writeFileSync(
      join(cwd, 'package.json'),
      '{ "name": "other", "version": "9.9.9", "imports": { "#x": "./trap.ts" } }',
    )
    writeFileSync(join(cwd, 'tsconfig.json'), '{ "compilerOptions": { "paths": { "*": ["./trap.ts"] } } }')
  })

  test('set nothing', async () => {
    const { stderr } = await rollcall(['health'], { cwd })
    expect(stderr).toStartWith('rollcall: http://127.0.0.1:4400/health does not answer')
    expect((await rollcall(['version'], { cwd })).stdout).not.toContain('9.9.9')
  })

  test('run nothing, not even when it serves', async () => {
    const server = await serve([], { cwd })
    await fetch(`${server.url}/swagger/json`)
    await server.end()
    expect(readdirSync(cwd)).not.toContain('sprung')
  })
})

// Only root may become somebody else; anybody else is unprivileged already.
const uid = process.getuid?.() === 0 ? { uid: 65_534 } : {}

test('serves any user, who needs nothing but a directory of their own', async () => {
  const directory = scratch()
  const path = join(directory, 'rollcall')
  copyFileSync(await executable(), path)
  chmodSync(path, 0o755)
  chmodSync(directory, 0o777)
  const server = await serve([], { cwd: directory, place: { dataDirectory: join(directory, 'data') }, path, ...uid })
  const { endpoint, token } = await setUp(server, 'Harbor', { path, ...uid })
  const response = await fetch(`${endpoint}/Users`, { headers: { authorization: `Bearer ${token}` } })
  expect(response.status).toBe(200)
  expect(await server.end()).toBe(0)
})
