import { afterAll, beforeAll } from 'bun:test'
import { open } from '../../src/storage/postgres/store'
import { type PostgresServer, startPostgres } from '../support/postgres'
import { agreement } from './agreement'

let server: PostgresServer

beforeAll(async () => {
  server = await startPostgres()
}, 60_000)

agreement('PostgreSQL', async () => open(await server.createDatabase()))

afterAll(() => server.stop())
