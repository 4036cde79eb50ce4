import { Type } from '@sinclair/typebox'
import { seal, unseal } from '../sealed'
import type { Flash } from './visit'

const name = 'rollcall_flash'
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
  return cookie(seal(secret, { ...flash, expires: now + lifetime * 1000 }), lifetime, isSecure)
}

export function noFlashCookie(isSecure: boolean): string {
  return cookie('', 0, isSecure)
}

function cookie(value: string, seconds: number, isSecure: boolean): string {
  return `${name}=${value}; HttpOnly; SameSite=Lax; Path=/; Max-Age=${seconds}${isSecure ? '; Secure' : ''}`
}
