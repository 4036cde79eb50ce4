import { eq } from 'drizzle-orm'
import type { Transaction } from '../../directory/store'
import type { Db } from './connection'
import { parameter, placeholders, statement } from './prepared'
import { secrets as table } from './tables'

export function secretWrites(db: Db): Transaction['secrets'] {
  const insert = statement(() => db.insert(table).values(placeholders('name', 'value')).onConflictDoNothing())
  const find = statement(() =>
    db
      .select({ value: table.value })
      .from(table)
      .where(eq(table.name, parameter('name'))),
  )
  return {
    async obtain(name, fresh) {
      await insert.run({ name, value: Buffer.from(fresh) })
      const row = await find.get({ name })
      return row ? new Uint8Array(row.value) : fresh
    },
  }
}
