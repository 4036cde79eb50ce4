import type { Role, User } from './user'

/** Somebody who may sign in, with the role that they have by themselves or by a group. */
export interface Account extends User {
  /** The higher of `role` and what their groups give. */
  readonly effectiveRole: Role
}

export interface AccountReader {
  find(userId: string): Promise<Account | undefined>
  /** Whoever, of whatever organization, is not deleted, has a password, and has this as folded userName or as an e-mail address; at most 32, those with the userName first. */
  findByLogin(login: string): Promise<readonly (Account & { readonly passwordHash: string })[]>
  passwordHashOf(userId: string): Promise<string | undefined>
  /** The active owners of an organization, the oldest first. */
  ownersOf(organizationId: string): Promise<readonly Account[]>
}

export interface CredentialWriter {
  put(userId: string, passwordHash: string): Promise<void>
}

export interface Session {
  /** SHA-256 of what the browser holds, hexadecimal. */
  readonly hash: string
  readonly userId: string
  readonly created: number
  readonly expires: number
  readonly ip?: string
  readonly userAgent?: string
}

export interface SessionReader {
  find(hash: string): Promise<{ readonly session: Session; readonly account: Account } | undefined>
  /** The newest first. */
  listOf(userId: string): Promise<readonly Session[]>
}

export interface SessionWriter {
  insert(session: Session): Promise<void>
  extend(hash: string, expires: number): Promise<void>
  delete(hash: string): Promise<void>
  /** Ends the person's sessions, but the one with the hash `except`; returns how many. */
  deleteOf(userId: string, except?: string): Promise<number>
  deleteExpired(time: number): Promise<void>
}

/** A link that is good once. */
export interface Link {
  /** SHA-256 of what stands in the URL, hexadecimal. */
  readonly hash: string
  readonly purpose: 'first-run' | 'invitation' | 'password-reset'
  /** Whose; absent for the first run. */
  readonly userId?: string
  /** Who made it, and must still be one who may; absent for whoever runs the machine. */
  readonly madeBy?: string
  readonly created: number
  readonly expires: number
}

export interface LinkReader {
  find(hash: string): Promise<Link | undefined>
}

export interface LinkWriter {
  /** Those of the same person and purpose end. */
  insert(link: Link): Promise<void>
  /** Whether there was one: who deletes it uses it. */
  delete(hash: string): Promise<boolean>
  deleteOf(userId: string): Promise<void>
  deleteExpired(time: number): Promise<void>
}

export interface SignInFailureReader {
  find(key: string): Promise<{ readonly failures: number; readonly latest: number } | undefined>
}

export interface SignInFailureWriter {
  put(key: string, failures: number, latest: number): Promise<void>
  delete(key: string): Promise<void>
  deleteBefore(time: number): Promise<void>
  /** Keeps so many: those with the most failures, and of equals the latest. */
  keepWorst(most: number): Promise<void>
}
