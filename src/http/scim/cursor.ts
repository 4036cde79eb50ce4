import { type Static, Type } from '@sinclair/typebox'
import { ScimError } from '../../scim/scim-error'
import { seal, unseal } from '../sealed'
import { limits } from './limits'

/** Where a walk through a list goes on: beside which resource, in which direction, of which type. */
const place = Type.Object({
  /** How many resources a page holds. */
  count: Type.Integer(),
  type: Type.String(),
  direction: Type.Union([Type.Literal('forward'), Type.Literal('backward')]),
  id: Type.Optional(Type.String()),
  key: Type.Optional(Type.Union([Type.String(), Type.Number(), Type.Boolean()])),
})
export type CursorPlace = Static<typeof place>

const sealed = Type.Object({ place, walk: Type.String(), expires: Type.Number() })

/** Makes cursors and reads them (RFC 9865). They are sealed, so they tell nothing, and nobody can make one or change one. */
export interface Cursors {
  /** `walk` names what is walked through: whose list it is, and its filter and order. */
  seal(place: CursorPlace, walk: readonly (string | undefined)[]): string
  /** Errors: 400 invalidCursor for one that is forged, or of another walk; expiredCursor. */
  open(cursor: string, walk: readonly (string | undefined)[]): CursorPlace
}

/** `secret` is 32 bytes; `now` gives ms since 1970. */
export function cursors(secret: Uint8Array, now: () => number): Cursors {
  return {
    seal(place, walk) {
      return seal(secret, { place, walk: digest(walk), expires: now() + limits.cursorTimeout * 1000 })
    },
    open(cursor, walk) {
      const content = unseal(secret, cursor, sealed)
      if (!content || content.walk !== digest(walk)) {
        throw new ScimError(
          400,
          'The cursor is not one of this list, with this filter and this order; start again with an empty cursor.',
          'invalidCursor',
        )
      }
      if (content.expires < now()) {
        throw new ScimError(
          400,
          `The cursor is older than ${limits.cursorTimeout} seconds; start again with an empty cursor.`,
          'expiredCursor',
        )
      }
      return content.place
    },
  }
}

function digest(walk: readonly (string | undefined)[]): string {
  return new Bun.CryptoHasher('sha256').update(JSON.stringify(walk)).digest('base64url')
}
