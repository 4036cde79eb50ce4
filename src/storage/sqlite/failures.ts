import { SQLiteError } from 'bun:sqlite'
import { Unavailable } from '../../directory/unavailable'

/** What a disk or another process has kept from being done, for who knows nothing of SQLite; anything else as it is. */
export function translated(error: unknown): unknown {
  if (!(error instanceof SQLiteError) || !/^SQLITE_(?:FULL|IOERR|BUSY|READONLY|CANTOPEN)/.test(error.code ?? ''))
    return error
  return new Unavailable(`The database cannot be written: ${error.message}.`, { cause: error })
}
