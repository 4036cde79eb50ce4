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
