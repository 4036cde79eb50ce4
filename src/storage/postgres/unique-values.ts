import { sql } from 'drizzle-orm'
import type { UniqueValue } from '../../directory/user'
import type { Db } from './connection'
import { command, typed } from './prepared'

/** The rows of a user's unique values. What is there already is not written again. */
export interface UniqueValues {
  replace(organizationId: string, userSeq: number, values: readonly UniqueValue[]): Promise<void>
  /** Those of an attribute go, whosever they are. */
  forget(organizationId: string, attribute: string): Promise<void>
}

const wanted = sql`(select v.value ->> 'attribute' as attribute, v.value ->> 'value' as value
  from jsonb_array_elements(${typed('values', 'text')}::jsonb) as v (value)) as w`
const organizationId = typed('organizationId', 'text')
const userSeq = typed('userSeq', 'bigint')

export function uniqueValues(db: Db): UniqueValues {
  const remove = command(
    db,
    () => sql`delete from user_unique_values u where u.user_seq = ${userSeq}
      and not exists (select 1 from ${wanted} where w.attribute = u.attribute and w.value = u.value)`,
  )
  // Not `on conflict do nothing`: that somebody else has the value must not pass.
  const insert = command(
    db,
    () => sql`insert into user_unique_values (organization_id, attribute, value, user_seq)
      select ${organizationId}, w.attribute, w.value, ${userSeq} from ${wanted} where not exists (
        select 1 from user_unique_values u where u.user_seq = ${userSeq} and u.attribute = w.attribute and u.value = w.value)`,
  )
  const removeAll = command(
    db,
    () => sql`delete from user_unique_values u
      where u.organization_id = ${organizationId} and u.attribute = ${typed('attribute', 'text')}`,
  )
  return {
    async replace(organizationId, userSeq, values) {
      const given = { organizationId, userSeq, values: JSON.stringify(values) }
      await remove(given)
      await insert(given)
    },
    async forget(organizationId, attribute) {
      await removeAll({ organizationId, attribute })
    },
  }
}
