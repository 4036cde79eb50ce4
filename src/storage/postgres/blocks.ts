import { sql } from 'drizzle-orm'
import type { Db } from './connection'
import { command, typed } from './prepared'
import { ofScope } from './scope-sql'
import { userBlocks as table } from './tables'

/** How many row numbers a block has, as the trigger counts. */
const size = 4096

/** Where to begin a page: at a row number, behind which so many rows are still to be passed over. */
export interface PageStart {
  readonly from: number
  readonly offset: number
}

/** Finds where the page begins that passes over `offset` people, by what each block is known to hold. The values are those of a scope. */
export function pageStarts(db: Db): (values: object, offset: number) => Promise<PageStart> {
  const offset = typed('offset', 'bigint')
  const find = command(
    db,
    () => sql`select block, ${offset} - before from (
        select block, sum(users) as users, sum(sum(users)) over (order by block) - sum(users) as before
          from ${table} where ${ofScope(table)} group by block) as b
      where before <= ${offset} and ${offset} < before + users`,
  )
  return async (values, offset) => {
    if (offset < size) return { from: 0, offset }
    const [row] = await find({ ...values, offset })
    return row ? { from: Number(row[0]) * size, offset: Number(row[1]) } : { from: Number.MAX_SAFE_INTEGER, offset: 0 }
  }
}
