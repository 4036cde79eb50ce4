import { afterAll, beforeAll, setDefaultTimeout } from 'bun:test'
import type { Store } from '../../src/directory/store'
import { open } from '../../src/storage/postgres/store'
import { emptyDatabase } from '../support/empty-database'
import { type PostgresServer, startPostgres } from '../support/postgres'
import { contract } from './contract/contract'

let server: PostgresServer
let url: string
let last: Store | undefined

// What is too slow ends the server, and with it all tests that are left.
setDefaultTimeout(60_000)

beforeAll(async () => {
  server = await startPostgres()
  url = await server.createDatabase()
}, 60_000)

afterAll(() => server.stop())

contract('PostgreSQL', async () => {
  await last?.close()
  if (last) await emptyDatabase(url)
  last = await open(url)
  return last
})
