import type { ResourceType } from '../scim/attribute'
import type { JsonObject } from '../scim/json'
import type { Answer } from './answer'
import type { Server } from './server'
import type { Session } from './session'

/** A resource that was created to try something on. */
export interface Known {
  readonly type: ResourceType
  readonly id: string
  /** Below the base URL: `/Users/2819c223`. */
  readonly path: string
  /** As the server answered its creation. */
  readonly body: JsonObject
  readonly answer: Answer
}

/** The resources a theme shares, by the names its checks know them by. */
export type Cast = (name: string) => Known

/** One thing a server is asked, and what the RFC says of it. */
export interface Check {
  /** Such as `RFC 7644 §3.3`. */
  readonly section: string
  /** What a server does that conforms: one clause without its subject. */
  readonly says: string
  /** Where the RFC says SHOULD: a server that does otherwise is warned, not failed. */
  readonly level?: 'should'
  /** Why this server cannot be asked, if so. */
  readonly unless?: (server: Server) => string | undefined
  /** Settles with a clause where several behaviours are right and it is worth knowing which one this is. Errors: Failed, Skipped. */
  readonly run: (session: Session, cast: Cast) => Promise<string | undefined>
}

/** Checks that belong together, and what they share. */
export interface Theme {
  readonly name: string
  /** Why the server can be asked none of this, if so. */
  readonly unless?: (server: Server) => string | undefined
  /** Creates what the checks share; they only read it. */
  readonly prepare?: (session: Session) => Promise<Readonly<Record<string, Known>>>
  readonly checks: (server: Server) => readonly Check[]
}

type Run<T> = (session: Session, cast: Cast) => Promise<T>

/** What a server must do. `run` throws Failed where it does not. */
export function check(
  section: string,
  says: string,
  run: Run<void>,
  others: Partial<Pick<Check, 'level' | 'unless'>> = {},
): Check {
  return {
    section,
    says,
    ...others,
    run: async (session, cast) => {
      await run(session, cast)
      return undefined
    },
  }
}

/** What a server should do: it is warned where it does not. */
export function advice(section: string, says: string, run: Run<void>, others: Pick<Check, 'unless'> = {}): Check {
  return check(section, says, run, { ...others, level: 'should' })
}

/** What a server may do in several ways; `run` settles with the one it found. */
export function observation(
  section: string,
  says: string,
  run: Run<string>,
  others: Pick<Check, 'unless'> = {},
): Check {
  return { section, says, ...others, run }
}

/** A theme whose checks are the same for every server. */
export function theme(
  name: string,
  checks: readonly Check[],
  others: Partial<Omit<Theme, 'name' | 'checks'>> = {},
): Theme {
  return { name, checks: () => checks, ...others }
}
