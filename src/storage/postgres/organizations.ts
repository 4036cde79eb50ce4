import { asc, eq, sql } from 'drizzle-orm'
import type { Organization, OrganizationReader, OrganizationWriter } from '../../directory/organization'
import { defaultOrganizationSettings } from '../../directory/settings'
import { placeholders } from '../placeholders'
import type { Db } from './connection'
import { held, parameter, statement } from './prepared'
import { organizations as table } from './tables'

const id = parameter('id')

export function organizations(db: Db): OrganizationReader {
  const find = statement(() => held(db, db.select().from(table).where(eq(table.id, id))))
  const findBySlug = statement(() =>
    held(
      db,
      db
        .select()
        .from(table)
        .where(eq(table.slug, parameter('slug'))),
    ),
  )
  const list = statement(() => db.select().from(table).orderBy(asc(table.created), asc(table.id)))
  return {
    find: async (id) => complete(await find.get({ id })),
    findBySlug: async (slug) => complete(await findBySlug.get({ slug })),
    list: async () => (await list.all()).flatMap((row) => complete(row) ?? []),
  }
}

export function organizationWrites(db: Db): OrganizationWriter {
  const insert = statement(() => db.insert(table).values(placeholders('id', 'slug', 'name', 'created', 'settings')))
  const update = statement(() =>
    db
      .update(table)
      .set({
        name: sql`${parameter('name')}`,
        settings: sql`${sql.param(sql.placeholder('settings'), table.settings)}`,
      })
      .where(eq(table.id, id)),
  )
  return {
    insert: (organization) => insert.run({ ...organization }),
    update: (organization) => update.run({ ...organization }),
  }
}

/** An organization that was stored before there was a setting has that setting's default. */
function complete(row: Organization | undefined): Organization | undefined {
  return row && { ...row, settings: { ...defaultOrganizationSettings, ...row.settings } }
}
