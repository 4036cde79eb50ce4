/** What the generator is told: which requests to send from now on, or to send them for a while. */
export type Order =
  | { readonly kind: 'requests'; readonly requests: readonly string[] }
  | ({ readonly kind: 'job' } & Job)

export interface Job {
  /** Connections are dealt out among them by turns. */
  readonly ports: readonly number[]
  /** Whether the generator looks for answers all the time, instead of sleeping until one comes. */
  readonly isRestless: boolean
  /** Each sends its next request when it has the answer to the last. */
  readonly connections: number
  /** Nothing more is sent after so many seconds or requests, whichever comes first; what is under way is waited for. */
  readonly seconds: number
  readonly limit?: number
  /** An answer with another status, or that does not have this text near its beginning, is an error. */
  readonly statuses: readonly number[]
  readonly contains?: string
}

/** What came of a job. Latencies are in milliseconds, sizes in bytes. */
export interface Load {
  readonly requests: number
  readonly seconds: number
  readonly errors: number
  /** The first thing that went wrong. */
  readonly error?: string
  /** Mean length of a body. */
  readonly size: number
  readonly p50: number
  readonly p99: number
  readonly p999: number
  readonly max: number
  /** How much of one core the generator itself used, from 0 to 1. */
  readonly busy: number
}
