import type { Static, TSchema } from '@sinclair/typebox'
import { Value } from '@sinclair/typebox/value'

/** Text that only this appliance can make and read: AES-256-GCM, in URL-safe characters. `secret` is 32 bytes. */
export function seal(secret: Uint8Array, content: unknown): string {
  const iv = crypto.getRandomValues(new Uint8Array(12))
  const cipher = node().createCipheriv('aes-256-gcm', secret, iv)
  const parts = [iv, cipher.update(JSON.stringify(content), 'utf8'), cipher.final(), cipher.getAuthTag()]
  return Buffer.concat(parts).toString('base64url')
}

/** What was sealed; undefined for what was not sealed here, or does not have the form that `schema` says. */
export function unseal<S extends TSchema>(secret: Uint8Array, sealed: string, schema: S): Static<S> | undefined {
  try {
    const bytes = Buffer.from(sealed, 'base64url')
    const decipher = node().createDecipheriv('aes-256-gcm', secret, bytes.subarray(0, 12))
    decipher.setAuthTag(bytes.subarray(-16))
    const text = decipher.update(bytes.subarray(12, -16), undefined, 'utf8') + decipher.final('utf8')
    const content: unknown = JSON.parse(text)
    return Value.Check(schema, content) ? content : undefined
  } catch {
    return undefined
  }
}

/** Loaded when something is sealed first: it takes longer than the rest of a start. */
const node = () => process.getBuiltinModule('node:crypto')
