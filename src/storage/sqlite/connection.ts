import { Database } from 'bun:sqlite'
import { type BunSQLiteDatabase, drizzle } from 'drizzle-orm/bun-sqlite'
import { shareOf } from '../../scim/representation'
import { fold, readInstant } from '../../scim/text'

export type Db = BunSQLiteDatabase & { readonly $client: Database }

/** A connection that reads and writes. Its file must exist. */
export function writing(file: string): Db {
  const client = connect(file)
  client.run('pragma journal_mode = wal')
  // The write queue waits for the disk, on another thread; the database itself does so before it copies the log back.
  client.run('pragma synchronous = normal')
  client.run('pragma foreign_keys = on')
  // The thread that copies the log back comes to it long before; but a commit would copy all that a long read has held up.
  client.run('pragma wal_autocheckpoint = 1000000')
  client.run('pragma journal_size_limit = 67108864')
  return drizzle({ client })
}

/** A connection that only reads, and sees what has been committed. */
export function reading(file: string): Db {
  const client = connect(file)
  client.run('pragma query_only = on')
  return drizzle({ client })
}

function connect(file: string): Database {
  const client = new Database(file, { readwrite: true, create: false })
  client.run('pragma busy_timeout = 5000')
  client.run('pragma cache_size = -16000')
  client.function('instant', { deterministic: true }, (text: string) => readInstant(text))
  client.function('share', { deterministic: true }, (groups: string) => shareOf(JSON.parse(groups)))
  client.function('fold', { deterministic: true }, (text: string) => fold(text))
  return client
}
