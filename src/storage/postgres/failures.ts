import { SQL } from 'bun'
import { Unavailable } from '../../directory/unavailable'
import { UnsuitableDatabase } from '../unsuitable-database'

/** Why PostgreSQL, or the way to it, failed: a SQLSTATE, or the name that the driver has for it. */
export function reasonOf(error: unknown): string {
  if (!(error instanceof Error)) return ''
  if ('errno' in error && typeof error.errno === 'string') return error.errno
  return 'code' in error && typeof error.code === 'string' ? error.code : ''
}

/** The unit met another that ran beside it; it would not have, alone. */
export function isCollision(error: unknown): boolean {
  return ['40001', '40P01', '55P03'].includes(reasonOf(error))
}

/** A row that was not there when the unit looked. Where the unit runs again, it finds it. */
export function isDuplicate(error: unknown): boolean {
  return reasonOf(error) === '23505'
}

/** The database cannot be reached, starts, ends, or takes no more connections. */
export function isAway(error: unknown): boolean {
  return /^(?:08|57P0[1-5]$|53300$|ERR_POSTGRES_(?:CONNECTION|IDLE|LIFETIME))|^ECONN/.test(reasonOf(error))
}

/** The database has undone the unit, which let it wait for too long. */
export function isOverdue(error: unknown): boolean {
  return ['25P03', '25P04'].includes(reasonOf(error))
}

/** The database is there, and does not do for now what it is asked: it follows another, its disk is full, it lets nobody in. */
export function isUnable(error: unknown): boolean {
  return isAway(error) || isOverdue(error) || /^(?:25006|28|3D000|53|57014|58030)/.test(reasonOf(error))
}

/** What is so, for who knows nothing of PostgreSQL; anything else as it is. */
export function translated(error: unknown): unknown {
  return isUnable(error) ? unavailable(error) : error
}

export function unavailable(cause: unknown): Unavailable {
  return new Unavailable(`The database cannot be reached: ${messageOf(cause)}.`, { cause })
}

/** Why a database could not be opened, for whoever wanted to: to be away for now is no fault of its own. */
export function obstacle(error: unknown, url: string): unknown {
  const { host, searchParams } = new URL(url)
  const name = `The database at ${host || searchParams.get('host') || 'its socket'}`
  if (isAway(error)) return new Unavailable(`${name} cannot be reached: ${messageOf(error)}.`, { cause: error })
  if (isForgetful(error))
    return new UnsuitableDatabase(
      `${name} is reached by a pooler that forgets prepared statements; put ?prepare=false behind the URL.`,
      { cause: error },
    )
  if (isRefusal(error)) return new UnsuitableDatabase(`${name} cannot be used: ${messageOf(error)}.`, { cause: error })
  return error
}

/** A statement that was prepared is not there any more, or another's is. */
function isForgetful(error: unknown): boolean {
  return ['26000', '42P05'].includes(reasonOf(error))
}

/** What PostgreSQL does not let its user do, or a setting of the connection that does not suit it. */
function isRefusal(error: unknown): boolean {
  return error instanceof SQL.PostgresError
    ? /^(?:28|3D000|42501|42704|25006)|^ERR_POSTGRES_(?!SERVER_ERROR|SYNTAX_ERROR)/.test(reasonOf(error))
    : error instanceof TypeError && 'code' in error && error.code === 'ERR_INVALID_ARG_VALUE'
}

const messageOf = (error: unknown) => (error instanceof Error ? error.message.replace(/\.$/, '') : String(error))
