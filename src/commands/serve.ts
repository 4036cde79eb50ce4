import { resolve } from 'node:path'
import { type Appliance, start } from '../appliance'
import type { Config } from '../config'
import { createLog, type Log } from '../log'
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
  settings: ['host', 'port', 'dataDirectory', 'publicUrl', 'trustedProxies', 'maxBodyBytes', 'logLevel', 'logFormat'],
  flags: [],
  async run({ config, terminal }) {
    const log = logOf(config, terminal)
    const interrupted = interruption()
    const appliance = await listen(config, log)
    log.info({ url: appliance.url, data: resolve(config.dataDirectory), version }, 'listening')
    const link = await firstRunLink(appliance, config)
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

/** Where the first organization is made in the console; undefined where there is one. */
async function firstRunLink({ url, directory }: Appliance, config: Config): Promise<string | undefined> {
  const text = await directory.beginFirstRun()
  const { publicUrl, host } = config
  const base = baseUrl({ host, port: Number(new URL(url).port || 80), ...(publicUrl !== undefined && { publicUrl }) })
  return text && `${base}/first-run/${text}`
}

/** Starts the appliance. Errors: Failure where the address or the directory cannot be had. */
export async function listen(config: Config, log: Log): ReturnType<typeof start> {
  claim(config)
  try {
    return await start(config, log)
  } catch (error) {
    throw new Failure(obstacle(error, config), { cause: error })
  }
}

export function logOf({ logLevel, logFormat }: Config, { isWatched }: Terminal): Log {
  return createLog({ level: logLevel, format: logFormat ?? (isWatched ? 'text' : 'json') })
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
