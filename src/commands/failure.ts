import { Refusal } from '../directory/refusal'
import { Unavailable } from '../directory/unavailable'
import { CannotMove } from '../storage/move/cannot-move'
import { ForeignFile, NewerDatabase } from '../storage/sqlite/file'
import { UnsuitableDatabase } from '../storage/unsuitable-database'
import { UsageError } from '../usage-error'

/** What keeps a command from doing its work and is nobody's bug: one sentence that says what to do. It exits with 1. */
export class Failure extends Error {
  override readonly name = 'Failure'
}

/** Whether the error's message is fit for the person at the terminal; anything else is a bug. */
export function isExpected(error: unknown): error is Error {
  return expected.some((kind) => error instanceof kind)
}

const expected = [UsageError, Failure, Refusal, Unavailable, UnsuitableDatabase, NewerDatabase, ForeignFile, CannotMove]
