import { Type } from '@sinclair/typebox'
import { seal, unseal } from '../sealed'
import type { Flash } from './visit'

const name = 'rollcall_flash'
/** How many characters a notice may have: browsers drop a cookie of more than 4096 bytes. */
const longest = 400

/** Seconds in which the next page must be asked for. */
const lifetime = 120

const content = Type.Object({
  expires: Type.Number(),
  notice: Type.Optional(
    Type.Object({
      kind: Type.Union([Type.Literal('success'), Type.Literal('warning'), Type.Literal('error')]),
      text: Type.String(),
    }),
  ),
  secret: Type.Optional(Type.String()),
})

/** What the cookies of a request hold for it; nothing, where they hold nothing or it is too late. */
export function readFlash(secret: Uint8Array, cookies: string | null, now: number): Flash | undefined {
  const sealed = cookies?.match(new RegExp(`(?:^|;\\s*)${name}=([\\w-]+)`))?.[1]
  const read = sealed ? unseal(secret, sealed, content) : undefined
  return read && read.expires >= now ? read : undefined
}

export function flashCookie(secret: Uint8Array, flash: Flash, now: number, isSecure: boolean): string {
  const { notice, ...others } = flash
  const brief = { ...others, ...(notice && { notice: { ...notice, text: shortened(notice.text) } }) }
  return cookie(seal(secret, { ...brief, expires: now + lifetime * 1000 }), lifetime, isSecure)
}

export function noFlashCookie(isSecure: boolean): string {
  return cookie('', 0, isSecure)
}

/** The beginning and the end: names that somebody chose stand between words of ours. */
function shortened(text: string): string {
  if (text.length <= longest) return text
  return `${text.slice(0, longest / 2).toWellFormed()} … ${text.slice(-longest / 2).toWellFormed()}`
}

function cookie(value: string, seconds: number, isSecure: boolean): string {
  return `${name}=${value}; HttpOnly; SameSite=Lax; Path=/; Max-Age=${seconds}${isSecure ? '; Secure' : ''}`
}
