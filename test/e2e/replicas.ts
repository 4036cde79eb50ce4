import { type Server, serve } from '../support/server'
import type { Client } from './client'

/** The address that identity providers are given: that of the load balancer, whose part `Replicas.fetch` plays. */
export const publicUrl = 'http://rollcall.example'

export type Fetch = (url: string, init: RequestInit) => Promise<Response>

/** Several processes that serve from one database. */
export interface Replicas {
  /** The URL of the one with that number. */
  url(number: number): string
  /** Sends a request to one after the other, until one has answered it: as a load balancer and an identity provider do together. */
  readonly fetch: Fetch
  /** Ends one, without any warning unless a signal is given that does. */
  end(number: number, signal?: 'SIGKILL' | 'SIGTERM'): Promise<number>
  start(number: number, path?: string): Promise<void>
  /** What all of them have logged. */
  logged(): readonly Record<string, unknown>[]
  readonly exchanges: readonly Exchange[]
}

/** A request with every attempt to have it answered. */
export interface Exchange {
  readonly method: string
  readonly path: string
  readonly attempts: Attempt[]
}

export interface Attempt {
  /** The User-Agent it was made with, which no other has. */
  readonly agent: string
  readonly replica: number
  /** The status; `refused` where nobody listened, `lost` where no answer came, which may have been because of either side. */
  outcome: number | 'refused' | 'lost'
  /** Whether what it asks for may have been done, though that was not acknowledged. */
  isDoubtful: boolean
}

export const isDoubtful = ({ attempts }: Exchange) => attempts.slice(0, -1).some(({ isDoubtful }) => isDoubtful)

/** How long (ms) somebody tries, and how long they wait where a real provider would wait some seconds. */
const patience = 30_000
const pause = 50

export async function startReplicas(
  count: number,
  databaseUrl: string,
  flags: readonly string[] = [],
): Promise<Replicas> {
  const started: Server[] = []
  const begin = async (path?: string): Promise<Server> => {
    const env = { ROLLCALL_DATABASE_URL: databaseUrl }
    const server = await serve([`--public-url=${publicUrl}`, ...flags], { env, ...(path !== undefined && { path }) })
    started.push(server)
    return server
  }
  const servers = await Promise.all(Array.from({ length: count }, () => begin()))
  const exchanges: Exchange[] = []
  let turn = 0

  const serverOf = (number: number): Server => {
    const server = servers[number]
    if (!server) throw new Error(`There is no replica ${number}.`)
    return server
  }

  async function attempt(exchange: Exchange, search: string, init: RequestInit): Promise<Response | undefined> {
    const replica = turn++ % count
    const agent = `attempt ${exchanges.length}-${turn}`
    const made: Attempt = { agent, replica, outcome: 'lost', isDoubtful: false }
    exchange.attempts.push(made)
    try {
      const headers = new Headers(init.headers)
      headers.set('user-agent', agent)
      // A connection of its own: else Bun would send it again by itself where a kept one is lost.
      const answer = await fetch(serverOf(replica).url + exchange.path + search, { ...init, headers, keepalive: false })
      const body = await answer.text()
      made.outcome = answer.status
      made.isDoubtful = answer.status === 503 && !body.includes('nothing was changed')
      return new Response(body || null, answer)
    } catch (error) {
      const isRefused = error instanceof Error && 'code' in error && error.code === 'ECONNREFUSED'
      made.outcome = isRefused ? 'refused' : 'lost'
      made.isDoubtful = !isRefused
      return undefined
    }
  }

  async function send(url: string, init: RequestInit): Promise<Response> {
    const { pathname, search } = new URL(url)
    const exchange: Exchange = { method: init.method ?? 'GET', path: pathname, attempts: [] }
    exchanges.push(exchange)
    for (const deadline = performance.now() + patience; ; ) {
      const answer = await attempt(exchange, search, init)
      if (answer && answer.status !== 503) return isDoubtful(exchange) ? settled(answer, url, init) : answer
      if (performance.now() > deadline) throw new Error(`${exchange.method} ${url} was not answered in time`)
      if (exchange.attempts.at(-1)?.outcome !== 'refused') await Bun.sleep(pause)
    }
  }

  /** Who tries once more what an attempt before has done is told so, and looks for it, as providers do. */
  async function settled(answer: Response, url: string, init: RequestInit): Promise<Response> {
    if (answer.status === 404 && init.method === 'DELETE') return new Response(null, { status: 204 })
    if (answer.status !== 409 || init.method !== 'POST') return answer
    const { userName, displayName } = JSON.parse(String(init.body))
    const filter = userName === undefined ? `displayName eq "${displayName}"` : `userName eq "${userName}"`
    const { headers } = init
    const found = await send(`${url}?filter=${encodeURIComponent(filter)}`, { headers: headers ?? {} })
    const { Resources } = JSON.parse(await found.text())
    return Resources.length === 1 ? Response.json(Resources[0], { status: 201 }) : answer
  }

  return {
    url: (number) => serverOf(number).url,
    fetch: send,
    end: (number, signal = 'SIGKILL') => serverOf(number).end(signal),
    async start(number, path) {
      servers[number] = await begin(path)
    },
    logged: () => started.flatMap((server) => server.logged()),
    exchanges,
  }
}

/** A client whose requests go whatever way `fetch` has. */
export function asking(fetch: Fetch, endpoint: string, token: string): Client {
  const headers = { authorization: `Bearer ${token}`, 'content-type': 'application/scim+json' }
  return async (request, body) => {
    const [method = '', path = ''] = request.split(/ (.*)/s)
    const init = { method, headers, ...(body !== undefined && { body: JSON.stringify(body) }) }
    const answer = await fetch(endpoint + path, init)
    const text = await answer.text()
    return { status: answer.status, json: text === '' ? undefined : JSON.parse(text) }
  }
}

/** The way to one replica, whatever it answers. */
export const directly =
  (replicas: Pick<Replicas, 'url'>, number: number): Fetch =>
  (url, init) => {
    const { pathname, search } = new URL(url)
    return fetch(replicas.url(number) + pathname + search, { ...init, keepalive: false })
  }
