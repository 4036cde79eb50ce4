import type { ResourceType } from '../../src/scim/attribute'
import { equal, type Json, type JsonObject } from '../../src/scim/json'
import { lenient } from '../../src/scim/leniency'
import { patch, readPatch } from '../../src/scim/patch'
import { userType } from '../../src/scim/resource-types'
import { urns } from '../../src/scim/urns'
import { frozen } from './people'

/** The document after a PATCH with these operations; neither it nor they can be changed on the way. */
export function patched(type: ResourceType, document: JsonObject, ...Operations: readonly Json[]): JsonObject {
  const body = frozen({ schemas: [urns.patchOp], Operations })
  return patch(type, frozen(document), readPatch(type, body, lenient()).operations)
}

/** What a patch changes of a user: the attributes that are new or different, and null for those that are gone. */
export function changes(user: JsonObject, ...operations: readonly Json[]): JsonObject {
  const after = patched(userType, user, ...operations)
  const names = new Set([...Object.keys(user), ...Object.keys(after)])
  return Object.fromEntries(
    [...names].filter((name) => !equal(user[name], after[name])).map((name) => [name, after[name] ?? null]),
  )
}

export const add = (path: string, value: Json) => ({ op: 'add', path, value })
export const replace = (path: string, value: Json) => ({ op: 'replace', path, value })
export const remove = (path: string) => ({ op: 'remove', path })
