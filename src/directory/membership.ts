import type { Condition } from '../scim/condition'
import { isObject, type Json } from '../scim/json'
import type { Operation } from '../scim/patch'
import { invalid } from '../scim/scim-error'
import type { NewMember } from './group'
import { Refusal } from './refusal'
import type { Transaction } from './store'
import type { Scope } from './stored-resource'

/** Which members came and which went. */
export interface Moves {
  readonly added: readonly string[]
  readonly removed: readonly string[]
}

export const none: Moves = { added: [], removed: [] }

/** What several moves in a row come to: who was added and removed again did not move. */
export function net(moves: readonly Moves[]): Moves {
  const standing = new Map<string, number>()
  for (const { added, removed } of moves) {
    for (const id of added) standing.set(id, (standing.get(id) ?? 0) + 1)
    for (const id of removed) standing.set(id, (standing.get(id) ?? 0) - 1)
  }
  const where = (wanted: number) => [...standing].filter(([, sum]) => sum === wanted).map(([id]) => id)
  return { added: where(1), removed: where(-1) }
}

export const isAboutMembers = ({ place }: Operation) => place.attribute.name === 'members'

/** One operation on `members`, carried out on the rows (RFC 7644 §3.5.2). Errors: ScimError, Refusal. */
export async function applyToMembers(
  tx: Transaction,
  scope: Scope,
  groupId: string,
  { op, place, condition, described, value }: Operation,
): Promise<Moves> {
  if (place.subAttribute) {
    const name = `members.${place.subAttribute.name}`
    throw invalid('mutability', `${name} is immutable; add and remove whole members instead.`)
  }
  if (op === 'remove') {
    const listed = value === undefined ? undefined : membersIn(value).map((member) => member.value)
    const removed = listed ? await tx.members.remove(groupId, listed) : await removeMeant(tx, groupId, condition)
    return { added: [], removed }
  }
  if (!condition) {
    if (op === 'replace') return replaceMembers(tx, scope, groupId, membersIn(value))
    return { added: await addMembers(tx, scope, groupId, membersIn(value)), removed: [] }
  }
  const members = membersIn([{ ...described, ...(isObject(value) ? value : {}) }])
  const removed = op === 'replace' ? await removeMeant(tx, groupId, condition) : []
  if (removed.length === 0 && !described) throw invalid('noTarget', 'No member meets the filter in the path.')
  return { added: await addMembers(tx, scope, groupId, members), removed }
}

/** How many operations of one request may have every member of a group looked at. */
const mostSearches = 20

/** Everybody waits for a unit of writing. Errors: 400 tooMany. */
export function refuseManySearches(operations: readonly Operation[]): void {
  const searches = operations.filter(({ op, condition }) => op !== 'add' && condition && !isById(condition))
  if (searches.length > mostSearches) {
    const detail = `At most ${mostSearches} operations of a PATCH may search members by a filter, not ${searches.length}`
    throw invalid('tooMany', `${detail}; name members by their value.`)
  }
}

/** Whether ids alone lead to the members that a filter means. */
function isById(condition: Condition): boolean {
  return condition.kind === 'and' ? condition.conditions.some(isById) : idsIn(condition) !== undefined
}

function removeMeant(tx: Transaction, groupId: string, condition: Condition | undefined): Promise<readonly string[]> {
  const ids = condition && idsIn(condition)
  return ids ? tx.members.remove(groupId, ids) : tx.members.removeWhere(groupId, condition)
}

/** The ids a filter on members names one by one (`value eq "a" or value eq "b"`); undefined for any other filter. */
function idsIn(condition: Condition): readonly string[] | undefined {
  if (condition.kind === 'compare') {
    const isId =
      condition.operator === 'eq' && condition.target.path[0] === 'value' && typeof condition.value === 'string'
    return isId ? [String(condition.value)] : undefined
  }
  if (condition.kind !== 'or') return undefined
  const parts = condition.conditions.map(idsIn)
  return parts.every((ids) => ids !== undefined) ? parts.flat() : undefined
}

export async function replaceMembers(
  tx: Transaction,
  scope: Scope,
  groupId: string,
  members: readonly NewMember[],
): Promise<Moves> {
  const wanted = new Set(members.map(({ value }) => value))
  const gone = (await tx.members.list(groupId)).filter(({ value }) => !wanted.has(value))
  const removed = await tx.members.remove(
    groupId,
    gone.map(({ value }) => value),
  )
  return { added: await addMembers(tx, scope, groupId, members), removed }
}

export async function addMembers(
  tx: Transaction,
  scope: Scope,
  groupId: string,
  members: readonly NewMember[],
): Promise<readonly string[]> {
  if (members.length === 0) return []
  const { added, missing: absent } = await tx.members.add(scope, groupId, members)
  if (absent !== undefined) throw new Refusal('invalid', `members: there is no user or group with the id ${absent}.`)
  for (const id of added) {
    if (await tx.members.reaches(groupId, id))
      throw new Refusal(
        'invalid',
        `members: group ${id} contains this group already; groups cannot contain each other.`,
      )
  }
  return added
}

export function membersIn(value: Json | undefined): readonly NewMember[] {
  if (!Array.isArray(value)) return []
  return value.filter(isObject).map(({ value: id, display }) => {
    if (typeof id !== 'string')
      throw new Refusal('invalid', 'members: each member needs a value, the id of a user or a group.')
    return { value: id, ...(typeof display === 'string' && { display }) }
  })
}
