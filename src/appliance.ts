import type { Config } from './config'
import { type Directory, directory } from './directory/directory'
import { restorable } from './directory/people'
import type { Store } from './directory/store'
import { housekeeping } from './housekeeping'
import { accessTokens } from './http/access-tokens'
import { front } from './http/front'
import { listen } from './http/listening'
import { origins } from './http/origin'
import { cursors } from './http/scim/cursor'
import { rateLimit, rateLimitMemory } from './http/scim/rate-limit'
import type { Log } from './log'
import { siblingMemory } from './storage/sqlite/siblings'
import { open as openSqlite } from './storage/sqlite/store'
import { together } from './storage/together'
import { type Shared, threads } from './threads'

export interface Appliance {
  readonly url: string
  readonly directory: Directory
  /** Takes no more requests, finishes those under way, writes what is left to write, and closes the database. */
  stop(): Promise<void>
}

/** How long (ms) others come first between two bits of old events that are deleted. */
const retentionPause = 20

/** How long (ms) a chore waits for the replica that does it, where nothing more is heard of that. */
const choreLease = 40_000

/** How long (ms) requests under way are waited for at the end; `docker stop` kills after 10 s. */
const patience = 8000

/** Starts everything on one place for its data: the only file that knows every part. Tests start here too. Errors: Unavailable. */
export async function start(config: Config, log: Log): Promise<Appliance> {
  const shared = { database: siblingMemory(), rateLimit: rateLimitMemory() }
  refuseTaken(config)
  const { port, directory, claim, stop } = await serve(config, log, shared)
  const others = threads((config.threads ?? 1) - 1, { config: { ...config, port }, shared }, log)
  const minute = 60_000
  const housework = housekeeping(
    [
      { name: 'releasing what deleted connections had', every: minute, run: directory.releaseDeleted },
      {
        name: 'deleting old events',
        every: 60 * minute,
        run: () => directory.expireEvents(() => Bun.sleep(retentionPause)),
      },
      {
        name: 'removing people who were deleted long ago',
        every: 60 * minute,
        run: () => directory.people.purge(Date.now() - restorable),
      },
    ],
    log,
    claim && { claim, lease: choreLease },
  )
  return {
    url: `http://${config.host.includes(':') ? `[${config.host}]` : config.host}:${port}`,
    directory,
    async stop() {
      housework.stop()
      await together([others.stop(), stop()])
    },
  }
}

/** What one thread does: it answers on the port, on connections of its own to the database. Errors: Unavailable. */
export async function serve(config: Config, log: Log, shared: Shared): Promise<Serving> {
  const store = await openStore(config, { log, shared })
  try {
    return await serveOn(store, config, log, shared)
  } catch (error) {
    await store.close().catch(() => undefined)
    throw error
  }
}

interface Serving extends Pick<Appliance, 'directory' | 'stop'>, Pick<Store, 'claim'> {
  readonly port: number
}

async function serveOn(store: Store, config: Config, log: Log, shared: Shared): Promise<Serving> {
  const secret = async (name: string) =>
    (await store.secrets.find(name)) ?? store.write((tx) => tx.secrets.obtain(name, randomBytes(32)))
  const surroundings = {
    directory: directoryOn(store),
    origins: origins(config.publicUrl, config.trustedProxies),
    log,
    now: Date.now,
    newId: Bun.randomUUIDv7,
    cursors: cursors(await secret('cursors'), Date.now),
    accessTokens: accessTokens(await secret('access tokens'), Date.now),
    rateLimit: rateLimit(monotonic, shared.rateLimit),
    maxBodyBytes: config.maxBodyBytes,
    consoleSecret: await secret('console'),
  }
  const isShared = (config.threads ?? 1) > 1
  const server = listen(
    front(surroundings, () => store.isReachable()),
    { hostname: config.host, port: config.port, isShared },
  )
  if (server.port === undefined) throw new Error('the server did not start')
  return {
    port: server.port,
    directory: surroundings.directory,
    ...(store.claim && { claim: store.claim }),
    async stop() {
      // A client that stalls in the middle of its request is not waited for without end.
      const cutOff = setTimeout(() => void server.stop(true), patience)
      await server.stop()
      clearTimeout(cutOff)
      // Nor is anybody answered any more who has kept a connection: nothing would be kept of it.
      await server.stop(true)
      await store.close()
    },
  }
}

/** Threads share their port, which would let another process share it as well: so it is asked for alone first. */
function refuseTaken({ host: hostname, port, threads = 1 }: Config): void {
  if (threads === 1 || port === 0) return
  try {
    Bun.listen({ hostname, port, socket: { data: () => undefined } }).stop(true)
  } catch (error) {
    // Whatever else is wrong with the place shows when it is listened at.
    if ((error as NodeJS.ErrnoException).code === 'EADDRINUSE') throw error
  }
}

/** Milliseconds that never go back, the same for all threads, each of which counts from its own beginning. */
const monotonic = () => performance.timeOrigin + performance.now()

type Place = Pick<Config, 'dataDirectory' | 'databaseUrl' | 'databaseConnections' | 'threads'>

/** Opens only the data, for commands that serve nothing. Errors: Unavailable. */
export async function open(place: Place): Promise<{ readonly directory: Directory; close(): Promise<void> }> {
  const store = await openStore(place)
  return { directory: directoryOn(store), close: () => store.close() }
}

async function openStore(
  { dataDirectory, databaseUrl, databaseConnections, threads = 1 }: Place,
  { log, shared }: { readonly log?: Log; readonly shared?: Shared } = {},
): Promise<Store> {
  const reports = log && { reports: log }
  if (databaseUrl === undefined)
    return openSqlite(dataDirectory, { ...reports, ...(shared && { memory: shared.database }) })
  // Loaded only here: whoever uses SQLite does not wait for it.
  const { open: openPostgres } = await import('./storage/postgres/store')
  // The threads share them; a store takes two at least.
  return openPostgres(databaseUrl, { connections: Math.max(2, Math.floor(databaseConnections / threads)), ...reports })
}

function directoryOn(store: Store): Directory {
  return directory({
    store,
    now: Date.now,
    newId: Bun.randomUUIDv7,
    randomBytes,
    hashPassword: (password) => Bun.password.hash(password, 'argon2id'),
    verifyPassword: Bun.password.verify,
  })
}

const randomBytes = (size: number) => crypto.getRandomValues(new Uint8Array(size))
