import type { Caller, Outcome } from './client'
import type { Phase } from './phase'
import type { Session } from './session'

/** An identity provider, played: its way of calling, its connection test, and all that it does after that. */
export type Provider = Caller & {
  /** Sends the connection test and returns the answer to its first request. */
  readonly connect: (session: Session) => Promise<Outcome>
  /** What people would wonder about in the report. */
  readonly note?: string
  readonly phases: (session: Session) => readonly Phase[]
}
