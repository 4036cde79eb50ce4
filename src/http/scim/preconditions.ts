import type { Represented } from '../../scim/representation'
import { etag } from '../../scim/representation'
import { ScimError } from '../../scim/scim-error'

/** Whether a stored resource meets what a request's If-Match and If-None-Match ask of it (RFC 7644 §3.14, RFC 9110 §13.1). */
export interface Preconditions {
  /** Refuses a write to a version that the client did not mean. Errors: 412. */
  require(stored: Represented): void
  /** Whether a read can be answered with 304: the client has this version. */
  isKnown(stored: Represented): boolean
}

const unconditional: Preconditions = { require: () => undefined, isKnown: () => false }

/** Each is null where it is not given. */
export function preconditions(ifMatch: string | null, ifNoneMatch: string | null): Preconditions {
  if (ifMatch === null && ifNoneMatch === null) return unconditional
  const isKnown = (stored: Represented) => ifNoneMatch !== null && names(ifNoneMatch, stored)
  return {
    isKnown,
    require(stored) {
      if (ifMatch !== null && !names(ifMatch, stored)) {
        throw new ScimError(
          412,
          `The resource is at version ${etag(stored)}, not at ${ifMatch.slice(0, 100)}; read it again before changing it.`,
        )
      }
      if (isKnown(stored))
        throw new ScimError(412, `The resource is at version ${etag(stored)}, which If-None-Match excludes.`)
    },
  }
}

/** Whether a list of entity tags holds the resource's. All tags are weak, so they are compared without the mark of weakness. */
function names(tags: string, stored: Represented): boolean {
  if (tags.trim() === '*') return true
  const own = opaque(etag(stored))
  return (tags.match(/(?:W\/)?"[^"]*"/g) ?? []).some((tag) => opaque(tag) === own)
}

const opaque = (tag: string) => tag.replace(/^W\//, '')
