import { eq } from 'drizzle-orm'
import type { Transaction } from '../../directory/store'
import type { Db } from './connection'
import { once, placeholders } from './prepared'
import { secrets as table } from './tables'

export function secretWrites(db: Db): Transaction['secrets'] {
  const insert = once(() => db.insert(table).values(placeholders('name', 'value')).onConflictDoNothing().prepare())
  return {
    async obtain(name, fresh) {
      insert().run({ name, value: Buffer.from(fresh) })
      const row = db.select({ value: table.value }).from(table).where(eq(table.name, name)).get()
      return row ? new Uint8Array(row.value) : fresh
    },
  }
}
