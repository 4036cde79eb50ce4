import { expect, test } from 'bun:test'
import { readdirSync } from 'node:fs'
import { join } from 'node:path'
import { root } from '../support/repository'
import { target } from './comparison'
import type { Report } from './report'

test('Rollcall on PostgreSQL is compared with SQLite, with bare statements and with more replicas, and nothing is left', async () => {
  const words = ['--engine=postgres', '--users=300', '--only=patch active', '--rounds=1', '--seconds=0.1', '--json']
  const child = Bun.spawn([process.execPath, join(import.meta.dir, 'main.ts'), ...words], {
    cwd: root,
    stdio: ['ignore', 'pipe', 'pipe'],
  })
  const [text, said] = await Promise.all([new Response(child.stdout).text(), new Response(child.stderr).text()])
  expect(said).toContain('patch active')
  expect(await child.exited).toBe(0)
  const { results, targets }: Report = JSON.parse(text)
  const values = results.map((result) => (result.kind === 'table' ? result.values : {}))
  expect(values).toEqual([
    { 'patch active, of SQLite': expect.any(Number), 'patch active, of bare': expect.any(Number) },
    { 'patch active, 1': 1, 'patch active, 2': expect.any(Number), 'patch active, 3': expect.any(Number) },
  ])
  for (const value of values.flatMap(Object.values)) expect(value).toBeGreaterThan(0)
  const [engines] = results
  expect(engines?.kind === 'table' && engines.title).toMatch(/fsync on, synchronous_commit on/)
  expect(targets).toEqual([])
  expect(readdirSync(join(root, 'node_modules', '.cache'))).not.toContain(`bench-${child.pid}`)
}, 120_000)

test('only a server of one thread is loaded restlessly', () => {
  const server = (port: number, threads: number) => ({ port, threads })
  expect(target(server(1, 1))).toEqual({ ports: [1], isRestless: true })
  expect(target(server(1, 2))).toEqual({ ports: [1], isRestless: false })
  expect(target(server(1, 1), server(2, 1))).toEqual({ ports: [1, 2], isRestless: false })
})
