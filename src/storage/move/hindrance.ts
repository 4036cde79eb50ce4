import { SQLiteError } from 'bun:sqlite'
import { isAway, reasonOf } from '../postgres/failures'
import { CannotMove } from './cannot-move'

/** What ended a move on its way, for whoever made it: a disk that is full, a database that went away. What is a bug stays as it is. */
export function hindrance(error: unknown): unknown {
  if (!(error instanceof Error) || !isOutside(error)) return error
  const message = error.message.replace(/\.$/, '')
  return new CannotMove(
    `The move was cut short: ${message}. Run it again when that is mended; it goes on where it stopped.`,
    {
      cause: error,
    },
  )
}

function isOutside(error: Error): boolean {
  if (error instanceof SQLiteError)
    return /^SQLITE_(?:FULL|IOERR|READONLY|CANTOPEN|CORRUPT|NOTADB)/.test(error.code ?? '')
  return isAway(error) || /^(?:53|57)/.test(reasonOf(error))
}
