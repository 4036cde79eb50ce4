/** Whom the storage tells what nobody asked about. */
export interface Reports {
  warn(fields: object, message: string): void
  info(fields: object, message: string): void
}

export interface Availability {
  failed(error: unknown): void
  answered(): void
}

/** Tells once that the database fails, and once that it does not any more, however often it is asked meanwhile. */
export function availability(reports: Reports | undefined): Availability {
  let since: number | undefined
  return {
    failed(error) {
      if (since !== undefined) return
      since = performance.now()
      reports?.warn({ error }, 'the database cannot be reached; requests are answered 503 until it can')
    },
    answered() {
      if (since === undefined) return
      reports?.info({ seconds: Math.ceil((performance.now() - since) / 1000) }, 'the database is there again')
      since = undefined
    },
  }
}
