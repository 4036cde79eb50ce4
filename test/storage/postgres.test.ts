import { afterAll, beforeAll, setDefaultTimeout } from 'bun:test'
import { SQL } from 'bun'
import type { Store } from '../../src/directory/store'
import { open } from '../../src/storage/postgres/store'
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
  if (last) await empty()
  last = await open(url)
  return last
})

/** Makes the database as it was when it was new, which is quicker than to make one. */
async function empty(): Promise<void> {
  const sql = new SQL(url, { max: 1 })
  await sql
    .unsafe(`set session_replication_role = replica;
      do $$ declare each text; begin
        for each in select tablename from pg_tables
            where schemaname = 'public' and tablename not in ('schema_version', 'event_parts') loop
          execute 'delete from ' || each;
        end loop;
        perform setval(format('%I.%I', schemaname, sequencename), 1, false) from pg_sequences;
      end $$`)
    .simple()
  await sql.close()
}
