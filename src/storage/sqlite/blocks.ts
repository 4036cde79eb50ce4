import { and, eq, sql } from 'drizzle-orm'
import { bare } from './bare'
import type { Db } from './connection'
import { once, parameter } from './prepared'
import { userBlocks as table } from './tables'

/** How many row numbers a block has. The triggers that recount people have the same number written out. */
export const blockSize = 1000

/** Where to begin a page: at a row number, behind which so many rows are still to be passed over. */
export interface PageStart {
  readonly from: number
  readonly offset: number
}

/** Finds where the page begins that passes over `offset` people, by what each block is known to hold. The values are those of a scope. */
export function pageStarts(db: Db): (values: object, offset: number) => PageStart {
  const blocks = once(() =>
    bare(
      db,
      db
        .select({ block: table.block, users: table.users })
        .from(table)
        .where(
          and(
            eq(table.organizationId, parameter('organizationId')),
            sql`(${parameter('connectionId')} is null or ${table.connectionId} = ${parameter('connectionId')}
              or (${parameter('includeUnowned')} and ${table.connectionId} = ''))`,
          ),
        ),
    ),
  )
  return (values, offset) => {
    if (offset < blockSize) return { from: 0, offset }
    const counts = blocks()
      .rows(values)
      .map(([block, users]) => ({ block: Number(block), users: Number(users) }))
      .sort((a, b) => a.block - b.block)
    let count = 0
    let [current, countBefore] = [-1, 0]
    for (const { block, users } of counts) {
      if (block !== current) [current, countBefore] = [block, count]
      count += users
      if (offset < count) return { from: block * blockSize, offset: offset - countBefore }
    }
    return { from: Number.MAX_SAFE_INTEGER, offset: 0 }
  }
}
