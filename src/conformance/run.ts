import type { Answer } from './answer'
import type { Cast, Check, Known, Theme } from './check'
import { type Client, createClient } from './client'
import { check as checkOptions, type Options, type Settings, settle } from './options'
import type { Finding, Report, Shown } from './report'
import { type Documents, readServer, type Server } from './server'
import { type Identity, openSession, type Session } from './session'
import { themes } from './suite'
import { Failed, Skipped, Stopped } from './verdict'

/** Asks a server everything, one thing after the other. Throws a RangeError for options that `check` refuses, else never. */
export async function run(options: Options): Promise<Report> {
  const unusable = checkOptions(options)
  if (unusable !== undefined) throw new RangeError(unusable)
  const settings = settle(options)
  const started = settings.now()
  const client = createClient(settings)
  const findings: Finding[] = []
  const leftovers: string[] = []
  let stopped: string | undefined
  try {
    const identity = identify(settings)
    const server = await discover(client, identity, settings.url)
    stopped = await reasonToStop(openSession(client, server, identity))
    if (stopped === undefined) await askAll({ client, server, identity, settings, findings, leftovers })
  } catch (error) {
    if (!(error instanceof Stopped || error instanceof Failed)) throw error
    stopped = error.message
  }
  return {
    url: settings.url,
    durationMs: Math.round(settings.now() - started),
    requests: client.spent(),
    ...(stopped !== undefined && { stopped }),
    findings,
    leftovers,
  }
}

/** What a run has in hand while it asks. */
interface Asking {
  readonly client: Client
  readonly server: Server
  readonly identity: Identity
  readonly settings: Settings
  readonly findings: Finding[]
  readonly leftovers: string[]
}

function identify({ token, now, random }: Settings): Identity {
  let count = 0
  const chance = Math.floor(random() * 36 ** 4).toString(36)
  return { token, run: `conf-${now().toString(36)}${chance}`, next: () => ++count }
}

/** Reads what the server says of itself. Whether it says it well is judged later. */
async function discover(client: Client, identity: Identity, url: string): Promise<Server> {
  const nothing: Documents = { config: undefined, types: undefined, schemas: undefined }
  const session = openSession(client, readServer(url, nothing), identity)
  const document = async (path: string) => (await session.get(path)).body
  return readServer(url, {
    config: await document('/ServiceProviderConfig'),
    types: await document('/ResourceTypes'),
    schemas: await document('/Schemas'),
  })
}

/** Where nothing else could succeed either, one sentence is worth more than a list of failures. */
async function reasonToStop(session: Session): Promise<string | undefined> {
  const { url } = session.server
  const { status, body } = await session.get('/Users?count=1')
  if (status === 401 || status === 403) {
    return `${url} does not accept the token (${status}); check that it was copied whole and is still valid`
  }
  if (body !== undefined || status === 404) return undefined
  return `${url} does not answer like a SCIM server (${status} without JSON); check that it is the base URL`
}

async function askAll(asking: Asking): Promise<void> {
  const { server, settings } = asking
  const chosen = themes.flatMap((theme) => {
    const checks = theme.checks(server).filter((check) => isWanted(theme, check, settings.only))
    return checks.length > 0 ? [{ theme, checks }] : []
  })
  const total = chosen.reduce((sum, { checks }) => sum + checks.length, 0)
  for (const { theme, checks } of chosen) {
    await ask(asking, theme, checks)
    settings.onProgress(asking.findings.length, total)
  }
}

function isWanted({ name }: Theme, { section, says }: Check, only: string | undefined): boolean {
  return only === undefined || `${name} ${section} ${says}`.toLowerCase().includes(only.toLowerCase())
}

async function ask(asking: Asking, theme: Theme, checks: readonly Check[]): Promise<void> {
  const { client, server, identity, findings, leftovers } = asking
  const stage = openSession(client, server, identity)
  try {
    const prepared = await prepare(theme, checks, stage, server)
    for (const check of checks) {
      const reason = prepared.reason ?? check.unless?.(server)
      const judged =
        reason === undefined ? (prepared.failure ?? (await carryOut(asking, check, prepared.known))) : skipped(reason)
      findings.push({ theme: theme.name, section: check.section, says: check.says, ...judged })
    }
  } finally {
    leftovers.push(...(await stage.close()))
  }
}

async function carryOut({ client, server, identity, leftovers }: Asking, check: Check, known: Cast): Promise<Judged> {
  const session = openSession(client, server, identity)
  try {
    return await judge(check, session, known)
  } finally {
    leftovers.push(...(await session.close()))
  }
}

function skipped(reason: string): Judged {
  return { outcome: 'skipped', because: [reason], exchanges: [] }
}

interface Prepared {
  readonly known: Cast
  /** Why all checks are skipped. */
  readonly reason?: string | undefined
  /** What all checks come to, since what they share cannot be created. */
  readonly failure?: Judged
}

async function prepare(
  { unless, prepare }: Theme,
  checks: readonly Check[],
  stage: Session,
  server: Server,
): Promise<Prepared> {
  let known: Readonly<Record<string, Known>> = {}
  const cast: Cast = (name) => {
    const found = known[name]
    if (!found) throw new Error(`nobody is called ${name} here`)
    return found
  }
  const reason = unless?.(server)
  if (reason !== undefined) return { known: cast, reason }
  if (!prepare || checks.every((check) => check.unless?.(server) !== undefined)) return { known: cast }
  const judged = await judge(
    {
      section: '',
      says: '',
      run: async (session) => {
        known = await prepare(session)
        return undefined
      },
    },
    stage,
    cast,
  )
  if (judged.outcome === 'skipped') return { known: cast, reason: judged.because[0] }
  return judged.outcome === 'failed' ? { known: cast, failure: judged } : { known: cast }
}

type Judged = Pick<Finding, 'outcome' | 'because' | 'exchanges'>

/** Errors: Stopped. */
async function judge(check: Check, session: Session, cast: Cast): Promise<Judged> {
  try {
    const observed = await check.run(session, cast)
    const exchanges = session.exchanges.map(shown)
    return observed === undefined
      ? { outcome: 'passed', because: [], exchanges }
      : { outcome: 'observed', because: [observed], exchanges }
  } catch (error) {
    if (error instanceof Stopped) throw error
    if (error instanceof Skipped) return skipped(error.message)
    const outcome = check.level === 'should' ? 'warned' : 'failed'
    if (error instanceof Failed) {
      const exchanges = error.problems.flatMap(({ answer }) => (answer ? [shown(answer)] : []))
      return { outcome, because: error.problems.map(({ sentence }) => sentence), exchanges }
    }
    const because = `the answers could not be judged: ${error instanceof Error ? error.message : String(error)}`
    return { outcome, because: [because], exchanges: session.exchanges.slice(-1).map(shown) }
  }
}

const longest = 1_000

function shown({ request, status, headers, text }: Answer): Shown {
  const { method, path } = request
  const extra = ['if-match', 'if-none-match', 'accept', 'content-type'].flatMap((name) => {
    const value = request.headers[name]
    const isUsual = value === undefined || value === 'application/scim+json'
    return isUsual ? [] : [`${name}: ${value}`]
  })
  const answered = ['content-type', 'location', 'etag', 'www-authenticate'].flatMap((name) => {
    const value = headers.get(name)
    return value === null ? [] : [`${name}: ${value}`]
  })
  return {
    request: clip([`${method} ${path}`, ...extra].join('\n')),
    ...(request.text !== undefined && { sent: clip(request.text) }),
    status,
    headers: clip(answered.join('\n')),
    answered: clip(text),
  }
}

function clip(text: string): string {
  return text.length <= longest ? text : `${text.slice(0, longest)}… (${text.length} characters in all)`
}
