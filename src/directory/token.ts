/** A connection's bearer secret: 32 random bytes behind a prefix that leak scanners can recognise. Shown once, kept as its hash. */
export function mint(randomBytes: (length: number) => Uint8Array): string {
  return `rc_scim_${secret(randomBytes)}`
}

/** The same for the application's API. */
export function mintKey(randomBytes: (length: number) => Uint8Array): string {
  return `rc_api_${secret(randomBytes)}`
}

function secret(randomBytes: (length: number) => Uint8Array): string {
  return Buffer.from(randomBytes(32)).toString('base64url')
}

/** SHA-256 of a token, hexadecimal. */
export function hashOf(token: string): string {
  return new Bun.CryptoHasher('sha256').update(token).digest('hex')
}
