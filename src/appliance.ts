import { randomBytes } from 'node:crypto'
import type { Config } from './config'
import { type Directory, directory } from './directory/directory'
import { restorable } from './directory/people'
import type { Store } from './directory/store'
import { housekeeping } from './housekeeping'
import { accessTokens } from './http/access-tokens'
import { app } from './http/app'
import { origins } from './http/origin'
import { cursors } from './http/scim/cursor'
import { rateLimit } from './http/scim/rate-limit'
import type { Log } from './log'
import { open as openSqlite } from './storage/sqlite/store'

export interface Appliance {
  readonly url: string
  readonly directory: Directory
  /** Takes no more requests, finishes those under way, writes what is left to write, and closes the database. */
  stop(): Promise<void>
}

/** How long (ms) others come first between two bits of old events that are deleted. */
const retentionPause = 20

/** How long (ms) requests under way are waited for at the end; `docker stop` kills after 10 s. */
const patience = 8000

/** Starts everything on one place for its data: the only file that knows every part. Tests start here too. Errors: Unavailable. */
export async function start(config: Config, log: Log): Promise<Appliance> {
  const store = await openStore(config, log)
  try {
    return await startOn(store, config, log)
  } catch (error) {
    await store.close().catch(() => undefined)
    throw error
  }
}

async function startOn(store: Store, config: Config, log: Log): Promise<Appliance> {
  const secret = (name: string) => store.write((tx) => tx.secrets.obtain(name, randomBytes(32)))
  const surroundings = {
    directory: directoryOn(store),
    origins: origins(config.publicUrl, config.trustedProxies),
    log,
    now: Date.now,
    newId: Bun.randomUUIDv7,
    cursors: cursors(await secret('cursors'), Date.now),
    accessTokens: accessTokens(await secret('access tokens'), Date.now),
    rateLimit: rateLimit(() => performance.now()),
    maxBodyBytes: config.maxBodyBytes,
    consoleSecret: await secret('console'),
  }
  const application = app(surroundings, () => store.isReachable())
  application.listen({
    hostname: config.host,
    port: config.port,
    // Who reads a body bounds it, and refuses what is too large in words of its own.
    maxRequestBodySize: Number.MAX_SAFE_INTEGER,
    reusePort: false,
  })
  const { server } = application
  if (!server) throw new Error('the server did not start')
  const minute = 60_000
  const housework = housekeeping(
    [
      { name: 'releasing what deleted connections had', every: minute, run: surroundings.directory.releaseDeleted },
      {
        name: 'deleting old events',
        every: 60 * minute,
        run: () => surroundings.directory.expireEvents(() => Bun.sleep(retentionPause)),
      },
      {
        name: 'removing people who were deleted long ago',
        every: 60 * minute,
        run: () => surroundings.directory.people.purge(Date.now() - restorable),
      },
    ],
    log,
  )
  return {
    url: `http://${config.host.includes(':') ? `[${config.host}]` : config.host}:${server.port}`,
    directory: surroundings.directory,
    async stop() {
      housework.stop()
      // A client that stalls in the middle of its request is not waited for without end.
      const cutOff = setTimeout(() => void server.stop(true), patience)
      await server.stop()
      clearTimeout(cutOff)
      await store.close()
    },
  }
}

type Place = Pick<Config, 'dataDirectory' | 'databaseUrl' | 'databaseConnections'>

/** Opens only the data, for commands that serve nothing. Errors: Unavailable. */
export async function open(place: Place): Promise<{ readonly directory: Directory; close(): Promise<void> }> {
  const store = await openStore(place)
  return { directory: directoryOn(store), close: () => store.close() }
}

async function openStore({ dataDirectory, databaseUrl, databaseConnections }: Place, log?: Log): Promise<Store> {
  const reports = log && { reports: log }
  if (databaseUrl === undefined) return openSqlite(dataDirectory, reports)
  // Loaded only here: whoever uses SQLite does not wait for it.
  const { open: openPostgres } = await import('./storage/postgres/store')
  return openPostgres(databaseUrl, { connections: databaseConnections, ...reports })
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
