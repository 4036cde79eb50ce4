import { resolve } from 'node:path'
import { FormatRegistry, type Static, Type } from '@sinclair/typebox'
import { Value } from '@sinclair/typebox/value'
import { logFormats, logLevels } from './log'
import { UsageError } from './usage-error'

FormatRegistry.Set('base-url', isBaseUrl)
FormatRegistry.Set('address-range', isAddressRange)
FormatRegistry.Set('database-url', isDatabaseUrl)

const schema = Type.Object({
  host: Type.String({ minLength: 1, default: '127.0.0.1' }),
  port: Type.Integer({ minimum: 0, maximum: 65_535, default: 4400 }),
  dataDirectory: Type.String({ minLength: 1, default: './data' }),
  databaseUrl: Type.Optional(Type.String({ format: 'database-url' })),
  databaseConnections: Type.Integer({ minimum: 2, maximum: 1000, default: 10 }),
  threads: Type.Optional(Type.Integer({ minimum: 1, maximum: 64 })),
  publicUrl: Type.Optional(Type.String({ format: 'base-url' })),
  trustedProxies: Type.Array(Type.String({ format: 'address-range' }), { default: [] }),
  maxBodyBytes: Type.Integer({ minimum: 1024, maximum: 1_073_741_824, default: 1_048_576 }),
  logLevel: Type.Union(
    logLevels.map((level) => Type.Literal(level)),
    { default: 'info' },
  ),
  logFormat: Type.Optional(Type.Union(logFormats.map((format) => Type.Literal(format)))),
})

/** How the appliance runs. `publicUrl` has no slash at its end; `logFormat` is absent where the terminal decides, `threads` where the machine does. */
export type Config = Readonly<Static<typeof schema>>

/** A setting as it is written: as a flag, which wins, or as an environment variable. */
export interface Setting {
  readonly name: keyof Config
  readonly flag: string
  readonly variable: string
  /** What stands for its value in the help. */
  readonly value: string
  readonly summary: string
  /** What it must be, as the end of the sentence that refuses anything else. */
  readonly rule: string
  /** Whether its value may hold a secret, which is not repeated. */
  readonly isSecret?: true
}

/** What says where the data are; every command that opens them has these. */
export const dataSettings = ['dataDirectory', 'databaseUrl', 'databaseConnections'] as const

export const settings: readonly Setting[] = [
  setting('host', 'host', 'ADDRESS', 'address the server listens on', 'an address or a host name'),
  setting(
    'port',
    'port',
    'NUMBER',
    'port the server listens on; 0 takes any free one',
    'a whole number from 0 to 65535',
  ),
  {
    ...setting('dataDirectory', 'data', 'DIRECTORY', 'where everything is kept', 'the path of a directory'),
    variable: 'ROLLCALL_DATA_DIR',
  },
  {
    ...setting(
      'databaseUrl',
      'database-url',
      'URL',
      'the PostgreSQL database that everything is kept in instead; others see flags, so rather use the variable',
      'a URL such as postgres://user:password@db.example.com:5432/rollcall, with %-escapes for characters like @ / # in the password',
    ),
    isSecret: true,
  },
  setting(
    'databaseConnections',
    'database-connections',
    'NUMBER',
    'how many connections to PostgreSQL are held at most',
    'a whole number from 2 to 1000',
  ),
  setting(
    'threads',
    'threads',
    'NUMBER',
    'how many threads answer requests; if not said, one for each processor, 4 at most',
    'a whole number from 1 to 64',
  ),
  setting(
    'publicUrl',
    'public-url',
    'URL',
    'what identity providers reach this server by',
    'a URL such as https://scim.example.com, without a query',
  ),
  setting(
    'trustedProxies',
    'trusted-proxies',
    'LIST',
    'proxies whose X-Forwarded-… headers are believed',
    'addresses or CIDR ranges separated by commas, such as 10.0.0.0/8,::1',
  ),
  setting(
    'maxBodyBytes',
    'max-body-bytes',
    'NUMBER',
    'largest request body',
    'a whole number of bytes from 1024 to 1073741824',
  ),
  setting('logLevel', 'log-level', 'LEVEL', logLevels.join(', '), `one of ${logLevels.join(', ')}`),
  setting(
    'logFormat',
    'log-format',
    'FORMAT',
    'json or text; text where a person looks on',
    `one of ${logFormats.join(', ')}`,
  ),
]

export type Environment = Readonly<Record<string, string | undefined>>

/**
 * Reads the settings that are named from the flags, else the environment; what is given nowhere has its default.
 * Errors: UsageError for the first that cannot be used.
 */
export function readConfig(
  flags: ReadonlyMap<string, string>,
  environment: Environment = process.env,
  names: readonly (keyof Config)[] = settings.map(({ name }) => name),
): Config {
  const wanted = settings.filter(({ name }) => names.includes(name))
  const given = Object.fromEntries(wanted.flatMap((setting) => read(setting, flags, environment)))
  const config = Value.Default(schema, given)
  Value.Assert(schema, config)
  if (config.databaseUrl !== undefined && flags.has('data')) {
    const name = flags.has('database-url') ? '--database-url' : 'ROLLCALL_DATABASE_URL'
    throw new UsageError(`--data and ${name} are two places for the data; leave one of them out.`)
  }
  return config
}

/** Where the data are, without what lets one in. */
export function placeOf({ databaseUrl, dataDirectory }: Pick<Config, 'databaseUrl' | 'dataDirectory'>): string {
  if (databaseUrl === undefined) return resolve(dataDirectory)
  const { protocol, host, pathname } = new URL(databaseUrl)
  return `${protocol}//${host}${pathname}`
}

/** The setting's default as it would be written, if it has one. */
export function defaultOf({ name }: Setting): string | undefined {
  const value: unknown = schema.properties[name].default
  return value === undefined || Array.isArray(value) ? undefined : String(value)
}

/** A variable that is set to nothing counts as not set, as container tools leave it; a flag does not. */
function read(setting: Setting, flags: ReadonlyMap<string, string>, environment: Environment) {
  const flag = flags.get(setting.flag)
  const text = flag ?? (environment[setting.variable] || undefined)
  if (text === undefined) return []
  const value = parse(setting, text)
  if (!Value.Check(schema.properties[setting.name], value)) {
    const name = flag === undefined ? setting.variable : `--${setting.flag}`
    throw new UsageError(`${name} must be ${setting.rule}${setting.isSecret ? '' : `, not "${text}"`}.`)
  }
  return [[setting.name, value] as const]
}

function parse({ name }: Setting, text: string): unknown {
  switch (name) {
    case 'port':
    case 'maxBodyBytes':
    case 'databaseConnections':
    case 'threads':
      return /^\d+$/.test(text) ? Number(text) : text
    case 'trustedProxies':
      return text.split(',').map((range) => range.trim())
    case 'publicUrl':
      return text.replace(/\/+$/, '')
    case 'host':
    case 'dataDirectory':
    case 'databaseUrl':
    case 'logLevel':
    case 'logFormat':
      return text
  }
}

function setting(name: keyof Config, flag: string, value: string, summary: string, rule: string): Setting {
  return { name, flag, variable: `ROLLCALL_${flag.toUpperCase().replaceAll('-', '_')}`, value, summary, rule }
}

function isBaseUrl(text: string): boolean {
  if (!URL.canParse(text)) return false
  const { protocol, search, hash, username, password } = new URL(text)
  return /^https?:$/.test(protocol) && /^https?:\/\//i.test(text) && search + hash + username + password === ''
}

/** Whether it is the URL of a PostgreSQL database, with all that is needed. */
export function isDatabaseUrl(text: string): boolean {
  if (!/^postgres(?:ql)?:\/\//.test(text) || !URL.canParse(text)) return false
  const { username, password, hostname, pathname, searchParams, hash } = new URL(text)
  const hasHost = hostname !== '' || ['host', 'path', 'socket'].some((name) => searchParams.has(name))
  return hasHost && hash === '' && [username, password, pathname].every(isDecodable)
}

function isDecodable(text: string): boolean {
  try {
    decodeURIComponent(text)
    return true
  } catch {
    return false
  }
}

function isAddressRange(text: string): boolean {
  const [address = '', prefix, ...rest] = text.split('/')
  const version = process.getBuiltinModule('node:net').isIP(address)
  if (version === 0 || rest.length > 0) return false
  return prefix === undefined || (/^\d{1,3}$/.test(prefix) && Number(prefix) <= (version === 4 ? 32 : 128))
}
