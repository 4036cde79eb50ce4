import { asc, eq, sql } from 'drizzle-orm'
import type { Organization, OrganizationReader, OrganizationWriter } from '../../directory/organization'
import { defaultOrganizationSettings } from '../../directory/settings'
import { placeholders } from '../placeholders'
import type { Db } from './connection'
import { once, parameter } from './prepared'
import { organizations as table } from './tables'

const id = parameter('id')
const slug = parameter('slug')

export function organizations(db: Db): OrganizationReader {
  const find = once(() => db.select().from(table).where(eq(table.id, id)).prepare())
  const findBySlug = once(() => db.select().from(table).where(eq(table.slug, slug)).prepare())
  const list = once(() => db.select().from(table).orderBy(asc(table.created), asc(table.id)).prepare())
  return {
    find: async (id) => complete(find().get({ id })),
    findBySlug: async (slug) => complete(findBySlug().get({ slug })),
    list: async () =>
      list()
        .all()
        .flatMap((row) => complete(row) ?? []),
  }
}

export function organizationWrites(db: Db): OrganizationWriter {
  const insert = once(() =>
    db
      .insert(table)
      .values(placeholders('id', 'slug', 'name', 'created', 'settings'))
      .prepare(),
  )
  const update = once(() =>
    db
      .update(table)
      .set({
        name: sql`${parameter('name')}`,
        settings: sql`${sql.param(sql.placeholder('settings'), table.settings)}`,
      })
      .where(eq(table.id, id))
      .prepare(),
  )
  return {
    async insert(organization) {
      insert().run({ ...organization })
    },
    async update(organization) {
      update().run({ ...organization })
    },
  }
}

/** An organization that was stored before there was a setting has that setting's default. */
function complete(row: Organization | undefined): Organization | undefined {
  return row && { ...row, settings: { ...defaultOrganizationSettings, ...row.settings } }
}
