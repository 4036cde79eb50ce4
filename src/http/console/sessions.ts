import { type Adapter, type DatabaseSession, type DatabaseUser, Lucia, TimeSpan } from 'lucia'
import type { Account, Session } from '../../directory/account'
import type { Directory } from '../../directory/directory'
import type { Entrance } from '../../directory/links'
import { isAtLeast } from '../../directory/staff'

declare module 'lucia' {
  interface Register {
    Lucia: Lucia<Record<never, never>, { readonly account: Account }>
    DatabaseSessionAttributes: { readonly ip?: string; readonly userAgent?: string; readonly stamp: string }
    DatabaseUserAttributes: { readonly account: Account }
  }
}

/** The browser's side of a session. */
export interface Cookie {
  readonly value: string
}

export interface SessionKeeper {
  /** Who the request's cookie says it is, and the cookie to answer with where it has changed. Nobody who may not use the console. */
  recognize(cookies: string | null, isSecure: boolean): Promise<Recognized>
  /** Opens a session for who has proved to be somebody, ending the one that the cookies name. Errors: Refusal forbidden. */
  open(
    entrance: Entrance,
    client: { readonly ip?: string; readonly userAgent?: string },
    cookies: string | null,
    isSecure: boolean,
  ): Promise<Cookie>
  /** Ends the session that the cookies name. */
  close(cookies: string | null, isSecure: boolean): Promise<Cookie>
}

export interface Recognized {
  readonly account?: Account
  /** The hash of the session. */
  readonly session?: string
  readonly cookie?: Cookie
}

/** Sessions of two weeks, which go on while they are used. The browser holds an id of which only the hash is stored. */
export function sessionKeeper(directory: Directory): SessionKeeper {
  const lucia = new Lucia(adapter(directory), {
    sessionExpiresIn: new TimeSpan(14, 'd'),
    sessionCookie: { name, attributes: { sameSite: 'lax', path: '/' } },
    getUserAttributes: ({ account }) => ({ account }),
  })
  const written = (cookie: ReturnType<typeof lucia.createSessionCookie>, isSecure: boolean): Cookie => {
    cookie.attributes.secure = isSecure
    return { value: cookie.serialize() }
  }
  const blank = (isSecure: boolean) => written(lucia.createBlankSessionCookie(), isSecure)

  return {
    async recognize(cookies, isSecure) {
      const id = sessionIn(cookies)
      if (!id) return {}
      const { session, user } = await lucia.validateSession(id)
      if (!session) return { cookie: blank(isSecure) }
      const { account } = user
      if (!account.active || !isAtLeast(account.effectiveRole, 'viewer')) return {}
      const cookie = session.fresh ? { cookie: written(lucia.createSessionCookie(id), isSecure) } : {}
      return { account, session: hashOf(id), ...cookie }
    },
    async open({ userId, stamp }, client, cookies, isSecure) {
      const { id } = await lucia.createSession(userId, { ...client, stamp })
      const before = sessionIn(cookies)
      if (before) await lucia.invalidateSession(before)
      return written(lucia.createSessionCookie(id), isSecure)
    },
    async close(cookies, isSecure) {
      const id = sessionIn(cookies)
      if (id) await lucia.invalidateSession(id)
      return blank(isSecure)
    },
  }
}

const name = 'rollcall_session'

/** Read here: the library fails at what other pages of the same host may have left among the cookies. */
const sessionIn = (cookies: string | null) => cookies?.match(new RegExp(`(?:^|;\\s*)${name}=([a-z0-9]+)(?:;|$)`))?.[1]

const hashOf = (id: string) => new Bun.CryptoHasher('sha256').update(id).digest('hex')

function adapter(directory: Directory): Adapter {
  return {
    async getSessionAndUser(id): Promise<[DatabaseSession | null, DatabaseUser | null]> {
      const found = await directory.findSession(hashOf(id))
      if (!found) return [null, null]
      const { session, account } = found
      return [
        { ...databaseSession(session), id },
        { id: account.id, attributes: { account } },
      ]
    },
    // The hash stands for the id here: the id itself is only in the browser.
    getUserSessions: async (userId) => (await directory.sessionsOf(userId)).map(databaseSession),
    setSession: ({ id, userId, expiresAt, attributes: { stamp, ...client } }) =>
      directory.openSession(
        { hash: hashOf(id), userId, created: Date.now(), expires: expiresAt.getTime(), ...client },
        stamp,
      ),
    updateSessionExpiration: (id, expiresAt) => directory.extendSession(hashOf(id), expiresAt.getTime()),
    deleteSession: (id) => directory.endSession(hashOf(id)),
    deleteUserSessions: (userId) => directory.endSessionsOf(userId),
    deleteExpiredSessions: () => directory.endExpiredSessions(),
  }
}

function databaseSession({ hash, userId, expires, ip, userAgent }: Session): DatabaseSession {
  // What let the session in is not kept with it.
  const attributes = { ...(ip !== undefined && { ip }), ...(userAgent !== undefined && { userAgent }), stamp: '' }
  return { id: hash, userId, expiresAt: new Date(expires), attributes }
}
