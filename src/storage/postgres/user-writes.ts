import { sql } from 'drizzle-orm'
import type { NewUser, UserWriter } from '../../directory/user'
import type { Db } from './connection'
import { departures } from './departures'
import { instantsOf } from './instants'
import { command, typed } from './prepared'
import { uniqueValues } from './unique-values'

/** What every update sets; `keys` is what people are found by. */
const content = sql`connection_id = ${typed('connectionId', 'text')}, source = ${typed('source', 'text')},
  role = ${typed('role', 'text')}, active = ${typed('active', 'boolean')}, version = ${typed('version', 'bigint')},
  modified = ${typed('modified', 'bigint')}, document = ${typed('document', 'text')}, folded = ${typed('folded', 'text')},
  instants = ${typed('instants', 'text')}, user_name = ${typed('userName', 'text')},
  external_id = ${typed('externalId', 'text')}, display_name = ${typed('displayName', 'text')},
  employee_number = ${typed('employeeNumber', 'text')}, primary_email = ${typed('primaryEmail', 'text')}`

const isThis = sql`id = ${typed('id', 'text')} and organization_id = ${typed('organizationId', 'text')}`
const isBefore = sql`version = ${typed('version', 'bigint')} - 1`

/** The rows beside a user, of the user in the row `u`. What is there already is not written again. */
const emails = sql`insert into user_emails (organization_id, value, user_seq)
  select ${typed('organizationId', 'text')}, e.value, u.seq from u, unnest(${typed('emails', 'text[]')}) as e (value)
  on conflict do nothing`
const emailsGone = sql`delete from user_emails e using u
  where e.user_seq = u.seq and e.value <> all (${typed('emails', 'text[]')})`
const text = sql`update user_texts t set text = ${typed('search', 'text')} from u
  where t.organization_id = ${typed('organizationId', 'text')} and t.user_seq = u.seq and t.text <> ${typed('search', 'text')}`

export function userWrites(db: Db): UserWriter {
  const insert = command(
    db,
    () => sql`with u as (
      insert into users (id, organization_id, connection_id, source, role, active, version, created, modified, user_name,
          external_id, display_name, employee_number, primary_email, document, folded, instants)
        values (${typed('id', 'text')}, ${typed('organizationId', 'text')}, ${typed('connectionId', 'text')},
          ${typed('source', 'text')}, ${typed('role', 'text')}, ${typed('active', 'boolean')}, ${typed('version', 'bigint')},
          ${typed('created', 'bigint')}, ${typed('modified', 'bigint')}, ${typed('userName', 'text')},
          ${typed('externalId', 'text')}, ${typed('displayName', 'text')}, ${typed('employeeNumber', 'text')},
          ${typed('primaryEmail', 'text')}, ${typed('document', 'text')}, ${typed('folded', 'text')},
          ${typed('instants', 'text')}) returning seq),
      e as (${emails}),
      t as (insert into user_texts (organization_id, user_seq, text)
        select ${typed('organizationId', 'text')}, u.seq, ${typed('search', 'text')} from u)
      select seq from u`,
  )
  const updating = (set: typeof content, isMeant: typeof content) =>
    command(
      db,
      () => sql`with u as (update users set ${set} where ${isThis} and ${isMeant} returning seq),
        gone as (${emailsGone}), e as (${emails}), t as (${text}) select seq from u`,
    )
  const update = updating(content, sql`deleted_at is null and ${isBefore}`)
  const restore = updating(sql`${content}, deleted_at = null`, sql`deleted_at is not null and ${isBefore}`)
  const remove = command(
    db,
    () => sql`with u as (update users set deleted_at = ${typed('time', 'bigint')}
        where ${isThis} and deleted_at is null returning seq),
      e as (delete from user_emails e using u where e.user_seq = u.seq),
      q as (delete from user_unique_values q using u where q.user_seq = u.seq)
      select seq from u`,
  )
  const uniques = uniqueValues(db)
  const depart = departures(db, 'User')
  const written = async (rows: Promise<readonly (readonly unknown[])[]>, { organizationId, keys }: NewUser) => {
    const seq = seqOf(await rows)
    if (seq !== undefined && keys.unique) await uniques.replace(organizationId, seq, keys.unique)
    return seq !== undefined
  }
  return {
    async insert(user) {
      await written(insert(rowOf(user)), user)
    },
    update: (user) => written(update(rowOf(user)), user),
    restore: (user) => written(restore(rowOf(user)), user),
    async delete({ id, organizationId }, time) {
      const seq = seqOf(await remove({ id, organizationId, time }))
      return seq === undefined ? [] : depart(seq, time)
    },
    forgetUnique: (organizationId, attribute) => uniques.forget(organizationId, attribute),
  }
}

function seqOf([row]: readonly (readonly unknown[])[]): number | undefined {
  return row && Number(row[0])
}

function rowOf({ keys, ...user }: NewUser) {
  return {
    ...user,
    connectionId: user.connectionId ?? null,
    active: keys.active,
    userName: keys.userName,
    externalId: keys.externalId ?? null,
    displayName: keys.displayName ?? null,
    employeeNumber: keys.employeeNumber ?? null,
    primaryEmail: keys.primaryEmail ?? null,
    emails: [...keys.emails],
    search: keys.search,
    folded: keys.folded ?? null,
    instants: instantsOf(user.document),
  }
}
