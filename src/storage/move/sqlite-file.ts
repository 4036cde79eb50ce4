import { Database } from 'bun:sqlite'
import { databaseFile } from '../sqlite/file'
import { isMovedInto } from '../sqlite/unfinished-move'
import { isBusy } from '../sqlite/write-queue'
import { unfinishedMove } from '../unfinished-move'
import { CannotMove } from './cannot-move'
import type { Progress } from './side'

/**
 * Opens a directory's database, which nobody else can until it is closed; both are made where they are missing. Errors:
 * CannotMove, ForeignFile, NewerDatabase.
 */
export function holding<T>(directory: string, act: (client: Database) => T): T {
  const client = opened(directory)
  try {
    return act(client)
  } catch (error) {
    client.close(true)
    throw error
  }
}

function opened(directory: string): Database {
  let client: Database | undefined
  try {
    client = new Database(databaseFile(directory), { readwrite: true, create: false })
    client.run('pragma busy_timeout = 1000')
    client.run('pragma locking_mode = exclusive')
    client.query('select count(*) from sqlite_schema').values()
    return client
  } catch (error) {
    client?.close(true)
    if (isBusy(error))
      throw new CannotMove(`${directory} is in use by another process. Stop what runs there, and move then.`)
    if (error instanceof Error && 'code' in error)
      throw new CannotMove(`${directory} cannot be used: ${error.message}.`)
    throw error
  }
}

/** How far the move into this database has come; undefined where there is none, or none any more. */
export function progressIn(client: Database): Progress | undefined {
  if (!isMovedInto(client)) return undefined
  const [row] = client.query(`select state from ${unfinishedMove}`).values()
  return JSON.parse(String(row?.[0]))
}
