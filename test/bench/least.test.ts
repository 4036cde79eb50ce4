import { expect, test } from 'bun:test'
import { join } from 'node:path'
import { root } from '../support/repository'
import type { Report } from './report'

test('the least server keeps and logs what it answers, and Rollcall is compared with it', async () => {
  const words = ['--only=least server', '--users=300', '--rounds=1', '--seconds=0.1', '--json']
  const child = Bun.spawn([process.execPath, join(import.meta.dir, 'main.ts'), ...words], {
    cwd: root,
    stdio: ['ignore', 'pipe', 'ignore'],
  })
  const { results }: Report = JSON.parse(await new Response(child.stdout).text())
  // Neither was refused for an answer that was wrong, or for an event or a change that was lost.
  expect(await child.exited).toBe(0)
  const [least] = results.flatMap((result) => (result.kind === 'table' ? [result] : []))
  expect(least?.refused).toBeUndefined()
  expect(least?.rows.map(([work]) => work)).toEqual(['get one', 'filter userName', 'patch active', 'create'])
}, 120_000)
