interface Circumstances extends ErrorOptions {
  /** Whether the change may have been kept all the same. */
  readonly isUncertain?: boolean
}

/**
 * What is kept cannot be reached for now: nothing was changed, unless it is uncertain. The message is for whoever runs the
 * server, `detail` for whoever made the request.
 */
export class Unavailable extends Error {
  override readonly name: string = 'Unavailable'
  /** Seconds after which another attempt makes sense. */
  readonly retryAfter = 5
  readonly detail: string

  constructor(message: string, { isUncertain = false, ...options }: Circumstances = {}) {
    super(message, options)
    this.detail = isUncertain
      ? 'The connection to the database was lost while the change was being kept, so it may have been made or not. Look, and try again.'
      : 'The database cannot be reached for the moment, and nothing was changed. Try again in a few seconds.'
  }
}
