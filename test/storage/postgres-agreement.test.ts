import { afterAll, beforeAll, setDefaultTimeout } from 'bun:test'
import { open } from '../../src/storage/postgres/store'
import { type PostgresServer, startPostgres } from '../support/postgres'
import { agreement } from './agreement'

let server: PostgresServer

// What is too slow ends the server, and with it all tests that are left.
setDefaultTimeout(60_000)

beforeAll(async () => {
  server = await startPostgres()
}, 60_000)

agreement('PostgreSQL', async () => open(await server.createDatabase()))

afterAll(() => server.stop())
