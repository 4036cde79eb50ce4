export type RefusalCode = 'not_found' | 'conflict' | 'invalid' | 'forbidden' | 'stale' | 'held'

/** A refusal that speaks the domain. The message is one sentence for the person who caused it: what is wrong, and what to do. */
export class Refusal extends Error {
  override readonly name = 'Refusal'

  constructor(
    readonly code: RefusalCode,
    message: string,
    /** Seconds after which another attempt makes sense. */
    readonly retryAfter?: number,
  ) {
    super(message)
  }
}
