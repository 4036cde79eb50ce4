import { asc, eq } from 'drizzle-orm'
import type { OrganizationReader, Transaction } from '../../directory/store'
import type { Db } from './connection'
import { once, parameter, placeholders } from './prepared'
import { organizations as table } from './tables'

const id = parameter('id')
const slug = parameter('slug')

export function organizations(db: Db): OrganizationReader {
  const find = once(() => db.select().from(table).where(eq(table.id, id)).prepare())
  const findBySlug = once(() => db.select().from(table).where(eq(table.slug, slug)).prepare())
  const list = once(() => db.select().from(table).orderBy(asc(table.created), asc(table.id)).prepare())
  return {
    find: async (id) => find().get({ id }),
    findBySlug: async (slug) => findBySlug().get({ slug }),
    list: async () => list().all(),
  }
}

export function organizationWrites(db: Db): Pick<Transaction['organizations'], 'insert'> {
  const insert = once(() =>
    db
      .insert(table)
      .values(placeholders('id', 'slug', 'name', 'created'))
      .prepare(),
  )
  return {
    async insert(organization) {
      insert().run({ ...organization })
    },
  }
}
