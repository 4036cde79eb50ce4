import { type Answer, readAnswer } from './answer'
import { endpoint } from './endpoint'
import type { Judge } from './judgement'
import type { Ledger } from './ledger'
import type { Settings } from './options'

export type Request = {
  readonly operation: string
  readonly method: 'GET' | 'POST' | 'PUT' | 'PATCH' | 'DELETE'
  /** Below the base URL, encoded as the provider does it. */
  readonly path: string
  readonly body?: unknown
  readonly judge: Judge
}

/** An answer with the reason for which the provider would report an error, if it would; it is in the ledger already. */
export type Outcome = Answer & { readonly complaint: string | undefined }

export type Client = {
  readonly send: (request: Request) => Promise<Outcome>
  /** Whether many requests in a row had no answer at all: it is no use to go on. */
  readonly isSilent: () => boolean
}

export type Caller = {
  readonly name: string
  readonly headers: Readonly<Record<string, string>>
  readonly contentType: string
}

const patience = { waits: 5, longestWait: 60_000, unanswered: 20 }

export function createClient(caller: Caller, settings: Settings, ledger: Ledger): Client {
  const { token, now, wait } = settings
  const authorization = token.includes(' ') ? token : `Bearer ${token}`
  const headers = { ...caller.headers, Authorization: authorization }
  const locate = endpoint(settings.url)
  let unanswered = 0
  let isSilent = false

  const ask = async (request: Request): Promise<Answer> => {
    ledger.begin(request.operation)
    const start = now()
    const answer = await exchange(locate(request.path), initOf(request, headers, caller.contentType), settings)
    ledger.end(request.operation, answer.status, now() - start)
    unanswered = answer.status === 0 ? unanswered + 1 : 0
    isSilent ||= unanswered >= patience.unanswered
    return answer
  }

  return {
    async send(request) {
      let answer = await ask(request)
      for (let waits = 0; answer.status === 429 && waits < patience.waits; waits++) {
        const pause = pauseOf(answer, waits)
        ledger.wait(pause)
        await wait(pause)
        answer = await ask(request)
      }
      // What a server writes ends up in a terminal: it must not be able to steer that.
      const complaint = (generalComplaint(answer) ?? request.judge(answer))?.replace(/\p{Cc}/gu, ' ')
      if (complaint !== undefined) {
        const { operation, method, path } = request
        const said = `${caller.name} would report “${operation}” as failed: ${complaint}.`
        ledger.object({ operation, method, path, status: answer.status, said })
      }
      return { ...answer, complaint }
    },
    isSilent: () => isSilent,
  }
}

/** A redirection is an answer like any other: the token must not travel to where it points. */
function initOf(
  { method, body }: Request,
  headers: Readonly<Record<string, string>>,
  contentType: string,
): RequestInit {
  if (body === undefined) return { method, headers, redirect: 'manual' }
  return {
    method,
    headers: { ...headers, 'Content-Type': contentType },
    body: JSON.stringify(body),
    redirect: 'manual',
  }
}

async function exchange(url: string, init: RequestInit, { fetch, timeout }: Settings): Promise<Answer> {
  const controller = new AbortController()
  const timer = setTimeout(() => controller.abort(), timeout)
  try {
    return await readAnswer(await fetch(url, { ...init, signal: controller.signal }))
  } catch (error) {
    const reason = error instanceof Error ? error.message : String(error)
    const failure = controller.signal.aborted ? `no answer within ${timeout / 1000} seconds` : `no answer (${reason})`
    return { status: 0, text: '', body: undefined, failure }
  } finally {
    clearTimeout(timer)
  }
}

function pauseOf({ retryAfter }: Answer, waits: number): number {
  const seconds = /^\d+$/.test(retryAfter ?? '') ? Number(retryAfter) : 2 ** waits
  return Math.min(seconds * 1000, patience.longestWait)
}

function generalComplaint({ status, failure }: Answer): string | undefined {
  if (failure !== undefined) return failure
  if (status === 429) return `answered 429 still after ${patience.waits} waits`
  return undefined
}
