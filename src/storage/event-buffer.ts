import type { RequestEvent } from '../directory/request-event'
import { Unavailable } from '../directory/unavailable'
import type { Reports } from './availability'

/** Events that ride in no unit, on their way to the database together. */
export interface EventBuffer {
  log(event: RequestEvent): void
  /** Settles when everything logged so far is written; rejects when it cannot be. */
  flush(): Promise<void>
  /** Flushes; what could not be written, and what is logged from now on, is lost. */
  close(): Promise<void>
  /** How many had to be thrown away, as the database took none for too long. */
  readonly lost: number
}

/** How long (ms) an event waits for others, and how long all wait after a failure. */
const delay = 50
const delayAfterFailure = 1000
/** How many are written at once. */
const together = 250
/** How many, and how many characters of bodies, are held while the database takes none; then the oldest go. */
const mostEvents = 20_000
const mostText = 32_000_000

/** What is lost is told of once the database takes events again, and at the end. */
export function eventBuffer(
  write: (events: readonly RequestEvent[]) => Promise<void>,
  reports?: Pick<Reports, 'warn'>,
): EventBuffer {
  let waiting: RequestEvent[] = []
  let text = 0
  let lost = 0
  let told = 0
  let reason: unknown
  let isClosed = false
  /** Whether the database took none when it was last tried. */
  let hasFailed = false
  let timer: ReturnType<typeof setTimeout> | undefined
  let writing: Promise<void> | undefined

  function drain(): Promise<void> {
    clearTimeout(timer)
    timer = undefined
    writing ??= drainAll().finally(() => {
      writing = undefined
    })
    return writing
  }

  /** Writes all that waits now; what comes meanwhile waits for others in its turn, unless it is enough already. */
  async function drainAll(): Promise<void> {
    let left = waiting.length
    while (left > 0 || waiting.length >= together) {
      const taken = waiting.slice(0, together)
      waiting = waiting.slice(together)
      left -= taken.length
      try {
        await writeAll(taken)
        for (const event of taken) text -= lengthOf(event)
      } catch (error) {
        waiting = [...taken, ...waiting]
        shorten()
        hasFailed = true
        throw error
      }
    }
    hasFailed = false
    tell()
    if (waiting.length > 0) schedule(delay)
  }

  /** What the database takes none of for itself alone would keep all others back. */
  async function writeAll(events: readonly RequestEvent[]): Promise<void> {
    try {
      await write(events)
    } catch (error) {
      if (error instanceof Unavailable) throw error
      for (const event of events) await write([event]).catch(lose)
    }
  }

  function lose(error: unknown): void {
    lost++
    reason = error
  }

  function tell(): void {
    if (lost === told) return
    reports?.warn(
      { events: lost - told, ...(reason !== undefined && { error: reason }) },
      'events of requests were lost',
    )
    told = lost
    reason = undefined
  }

  /** Lets go of the oldest where more wait than may. */
  function shorten(): void {
    while (isClosed || waiting.length > mostEvents || text > mostText) {
      const oldest = waiting.shift()
      if (!oldest) return
      text -= lengthOf(oldest)
      lost++
    }
  }

  function attempt(): void {
    drain().catch(() => schedule(delayAfterFailure))
  }

  function schedule(time: number): void {
    timer ??= setTimeout(attempt, time)
  }

  async function flush(): Promise<void> {
    while (writing || waiting.length > 0) await drain()
  }

  return {
    log(event) {
      waiting.push(event)
      text += lengthOf(event)
      shorten()
      if (isClosed) return
      if (waiting.length < together || hasFailed) schedule(delay)
      else if (!writing) attempt()
    },
    flush,
    async close() {
      await flush().finally(() => {
        isClosed = true
        clearTimeout(timer)
        lost += waiting.length
        waiting = []
        tell()
      })
    },
    get lost() {
      return lost
    },
  }
}

const lengthOf = ({ requestBody, responseBody }: RequestEvent) =>
  (requestBody?.length ?? 0) + (responseBody?.length ?? 0)
