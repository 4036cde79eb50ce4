import { isObject } from '../scim/json'
import { createClient, type Outcome } from './client'
import { openLedger } from './ledger'
import { check, type Options, settle } from './options'
import { word } from './person'
import { carryOut } from './phase'
import { type ProviderName, readProvider } from './providers'
import type { Report } from './report'
import type { Session } from './session'

/** Acts as the provider would against a SCIM base URL. Throws a RangeError for options that `check` refuses, else never. */
export async function simulate(name: ProviderName, options: Options): Promise<Report> {
  const unusable = check(options)
  if (unusable !== undefined) throw new RangeError(unusable)
  const settings = settle(options)
  const { url, users, groups, concurrency, now, random, onProgress } = settings
  const provider = readProvider(name)
  const ledger = openLedger(now)
  const started = now()
  const session: Session = {
    client: createClient(provider, settings, ledger),
    run: Math.floor(started).toString(36) + word(random, 4),
    random,
    users,
    groups,
    userIds: new Map(),
    groupIds: new Map(),
  }

  let stopped = reasonToStop(await provider.connect(session), url)
  for (const phase of stopped === undefined ? provider.phases(session) : []) {
    await carryOut(phase, session, concurrency, onProgress)
    if (!session.client.isSilent()) continue
    stopped = `${url} has stopped answering; what was created may still be there.`
    break
  }

  const durationMs = Math.round(now() - started)
  const { name: called, note } = provider
  return { provider: called, url, users, groups, concurrency, durationMs, stopped, note, ...ledger.close() }
}

/** Where nothing else could succeed either, one sentence is worth more than a list of failures. */
function reasonToStop({ status, failure, body, complaint }: Outcome, url: string): string | undefined {
  if (failure !== undefined)
    return `${url} cannot be reached: ${failure}. Check the URL, and that the server is running.`
  if (status === 401 || status === 403) {
    return `${url} does not accept the token (${status}). Check that it was copied whole and is still valid.`
  }
  if (isObject(body)) return undefined
  return `${url} does not answer like a SCIM server: ${complaint}. Check that it is the base URL.`
}
