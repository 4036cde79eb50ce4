import type { Connection } from './connection'

export interface Token {
  readonly id: string
  readonly connectionId: string
  readonly name: string
  /** SHA-256 of the whole token, hexadecimal. */
  readonly hash: string
  readonly created: number
  /** Good until then; without an end where absent. */
  readonly expires?: number
  readonly revoked?: number
  /** To within a second. */
  readonly lastUsed?: number
  readonly lastIp?: string
}

/** A token as a request carries it. */
export interface FoundToken {
  readonly id: string
  readonly connection: Connection
  /** When (ms) it was revoked, if it was. */
  readonly revoked?: number
  readonly expires?: number
}

/** That a token was used, by its id, when (ms) and from where. */
export interface TokenUse {
  readonly id: string
  readonly time: number
  readonly ip?: string
}

export interface TokenReader {
  find(hash: string): Promise<FoundToken | undefined>
  /** Revoked ones too, the newest first. */
  listOf(connectionId: string): Promise<readonly Token[]>
}

export interface TokenWriter {
  insert(token: Token): Promise<void>
  /** Ends the connection's live tokens; returns how many. */
  revokeAll(connectionId: string, time: number): Promise<number>
  /** Ends one of the connection's tokens; whether it was live. */
  revoke(connectionId: string, id: string, time: number): Promise<boolean>
}

/** A key of the application's API: of one organization, or of all where it names none. */
export interface ApiKey extends Omit<Token, 'connectionId'> {
  readonly organizationId?: string
  readonly rights: 'read' | 'write'
}

export interface ApiKeyReader {
  find(hash: string): Promise<ApiKey | undefined>
  /** Of an organization, or those good for all of them; revoked ones too, the newest first. */
  listOf(organizationId: string | undefined): Promise<readonly ApiKey[]>
}

export interface ApiKeyWriter {
  insert(key: ApiKey): Promise<void>
  /** Whether it was live. */
  revoke(id: string, time: number): Promise<boolean>
}

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
  return Bun.SHA256.hash(token, 'hex')
}
