import type { Connection } from '../../src/directory/connection'
import { userKeys } from '../../src/directory/keys'
import { type Access, type Assembly, assemble, patch } from '../http/assembly'

const minute = 60_000

/** An appliance whose clock the test moves. */
export async function timed(): Promise<{ readonly assembly: Assembly; pass(minutes: number): void; now(): number }> {
  let time = Date.UTC(2026, 10, 23, 9)
  const assembly = await assemble({ now: () => time })
  return {
    assembly,
    now: () => time,
    pass(minutes) {
      time += minutes * minute
    },
  }
}

/** People whom the connection made before the hour; their ids. */
export async function crew(
  { store }: Assembly,
  { id: connectionId, organizationId }: Connection,
  count: number,
  created: number,
): Promise<readonly string[]> {
  const ids = Array.from({ length: count }, () => Bun.randomUUIDv7())
  await store.write(async (tx) => {
    for (const id of ids) {
      const resource = { schemas: ['urn:ietf:params:scim:schemas:core:2.0:User'], id, userName: id, active: true }
      const document = JSON.stringify(resource)
      const keys = userKeys(resource, document)
      const times = { version: 1, created, modified: created }
      await tx.users.insert({
        ...times,
        id,
        organizationId,
        connectionId,
        source: 'scim',
        role: 'member',
        document,
        keys,
      })
    }
  })
  return ids
}

/** Sends a request for each, one after another; the statuses. */
export async function each(
  assembly: Assembly,
  access: Access,
  ids: readonly string[],
  deed: (id: string) => readonly [request: string, body?: unknown],
): Promise<readonly number[]> {
  const statuses: number[] = []
  for (const id of ids) statuses.push((await assembly.ask(access, ...deed(id))).status)
  return statuses
}

export const deactivating = (id: string) => [`PATCH /Users/${id}`, active(false)] as const
export const reactivating = (id: string) => [`PATCH /Users/${id}`, active(true)] as const
export const deleting = (id: string) => [`DELETE /Users/${id}`] as const

const active = (value: boolean) => patch({ op: 'replace', value: { active: value } })

/** How many statuses there are of each kind. */
export const tally = (statuses: readonly number[]) =>
  Object.fromEntries([...Map.groupBy(statuses, (status) => status)].map(([status, those]) => [status, those.length]))
