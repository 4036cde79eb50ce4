import { type Appliance, start } from '../appliance'
import { type Config, dataSettings, placeOf } from '../config'
import { Unavailable } from '../directory/unavailable'
import { createLog, type Log } from '../log'
import { usualThreads } from '../threads'
import { version } from '../version'
import type { Command } from './command'
import { claim } from './data'
import { baseUrl } from './endpoint'
import { Failure } from './failure'
import { interruption } from './interruption'
import type { Terminal } from './terminal'

export const serve: Command = {
  name: 'serve',
  summary: 'serves the console, SCIM, the API and the health checks until it is told to stop',
  settings: [
    'host',
    'port',
    ...dataSettings,
    'threads',
    'publicUrl',
    'trustedProxies',
    'maxBodyBytes',
    'logLevel',
    'logFormat',
  ],
  flags: [],
  async run({ config, terminal }) {
    const log = logOf(config, terminal)
    const interrupted = interruption()
    const appliance = await listenPatiently(config, log, interrupted)
    if (!appliance) return 0
    log.info({ url: appliance.url, data: placeOf(config), version }, 'listening')
    // Whoever is waiting already comes first.
    await Bun.sleep(0)
    const link = await firstRunLink(appliance, config).catch(unlessAway)
    if (link) {
      log.warn({ link }, 'there is no organization yet; open the link to begin, once, or use rollcall setup')
      if (terminal.isWatched) terminal.print(`\nOpen this link to begin. It is good once:\n\n  ${link}\n`)
    }
    log.info({ signal: await interrupted }, 'stopping')
    await appliance.stop()
    log.info({}, 'stopped')
    return 0
  },
}

/** A database that goes away so soon is no reason to end; the next start prints a link. */
function unlessAway(error: unknown): undefined {
  if (!(error instanceof Unavailable)) throw error
}

/** How long (ms) a database is waited for that is not there yet: the services of a machine start in any order. */
const patience = 30_000
const pause = 1000

/** Undefined where the wait for the database was interrupted. Errors: as `listen`. */
async function listenPatiently(
  config: Config,
  log: Log,
  interrupted: Promise<NodeJS.Signals>,
): Promise<Appliance | undefined> {
  for (const deadline = performance.now() + patience; ; ) {
    try {
      return await listen(config, log)
    } catch (error) {
      if (!(error instanceof Unavailable) || performance.now() > deadline) throw error
      log.warn({ reason: error.message }, 'waiting for the database')
      if (await Promise.race([interrupted, Bun.sleep(pause)])) return undefined
    }
  }
}

/** Where the first organization is made in the console; undefined where there is one. */
async function firstRunLink({ url, directory }: Appliance, config: Config): Promise<string | undefined> {
  const text = await directory.beginFirstRun()
  const { publicUrl, host } = config
  const base = baseUrl({ host, port: Number(new URL(url).port || 80), ...(publicUrl !== undefined && { publicUrl }) })
  return text && `${base}/first-run/${text}`
}

/** Starts the appliance. Errors: Failure where the address or the directory cannot be had, Unavailable. */
export async function listen(config: Config, log: Log): ReturnType<typeof start> {
  claim(config)
  try {
    return await start({ ...config, threads: config.threads ?? usualThreads() }, log)
  } catch (error) {
    throw new Failure(obstacle(error, config), { cause: error })
  }
}

export function logOf({ logLevel, logFormat }: Config, terminal: Terminal): Log {
  return createLog({ level: logLevel, format: logFormat ?? (terminal.isWatched ? 'text' : 'json') })
}

function obstacle(error: unknown, { host, port }: Config): string {
  const { code, syscall } = error as NodeJS.ErrnoException
  switch (code === 'ENOENT' && syscall === 'listen' ? 'ENOTFOUND' : code) {
    case 'EADDRINUSE':
      return `Port ${port} on ${host} is in use; stop what uses it, or choose another with --port.`
    case 'EACCES':
      return `This user may not listen on port ${port}; choose one above 1023 with --port.`
    case 'EADDRNOTAVAIL':
    case 'ENOTFOUND':
      return `${host} is not an address of this machine; choose another with --host.`
    default:
      throw error
  }
}
