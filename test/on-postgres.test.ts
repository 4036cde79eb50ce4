import { expect, test } from 'bun:test'
import { open } from '../src/storage/postgres/store'
import { startPostgres } from './support/postgres'
import { root } from './support/repository'

/** What runs on SQLite by itself, and on PostgreSQL here; some of it by `TEST_SUITES=test/search bun test test/on-postgres`. */
const suites = process.env.TEST_SUITES?.split(' ') ?? [
  'test/access',
  'test/bulk',
  'test/conformance/rollcall.test.ts',
  'test/connections',
  'test/directory',
  'test/e2e',
  'test/fuzz',
  'test/health',
  'test/http',
  'test/idp',
  'test/rfc',
  'test/safeguard',
  'test/schemas',
  'test/search',
]

test('the same holds on PostgreSQL', async () => {
  const server = await startPostgres()
  const template = await server.createDatabase()
  await (await open(template)).close()
  const tests = Bun.spawn([process.execPath, 'test', '--timeout=60000', ...suites.map((suite) => `./${suite}`)], {
    cwd: root,
    env: { ...process.env, TEST_TEMPLATE: template },
    stdin: 'ignore',
    stdout: 'inherit',
    stderr: 'inherit',
  })
  expect(await tests.exited).toBe(0)
  await server.stop()
}, 900_000)
