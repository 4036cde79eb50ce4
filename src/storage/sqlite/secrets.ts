import { eq } from 'drizzle-orm'
import type { SecretReader, SecretWriter } from '../../directory/store'
import { placeholders } from '../placeholders'
import type { Db } from './connection'
import { once, parameter } from './prepared'
import { secrets as table } from './tables'

export function secrets(db: Db): SecretReader {
  const find = once(() =>
    db
      .select({ value: table.value })
      .from(table)
      .where(eq(table.name, parameter('name')))
      .prepare(),
  )
  return {
    async find(name) {
      const row = find().get({ name })
      return row && new Uint8Array(row.value)
    },
  }
}

export function secretWrites(db: Db): SecretWriter {
  const insert = once(() => db.insert(table).values(placeholders('name', 'value')).onConflictDoNothing().prepare())
  const { find } = secrets(db)
  return {
    async obtain(name, fresh) {
      insert().run({ name, value: Buffer.from(fresh) })
      return (await find(name)) ?? fresh
    },
  }
}
