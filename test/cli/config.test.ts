import { describe, expect, test } from 'bun:test'
import { type Config, type Environment, placeOf, readConfig, settings } from '../../src/config'
import { UsageError } from '../../src/usage-error'

const defaults: Config = {
  host: '127.0.0.1',
  port: 4400,
  dataDirectory: './data',
  databaseConnections: 10,
  trustedProxies: [],
  maxBodyBytes: 1_048_576,
  logLevel: 'info',
}

const read = (flags: Record<string, string>, environment: Environment = {}) =>
  readConfig(new Map(Object.entries(flags)), environment)

test('what is given nowhere has its default', () => {
  expect(read({})).toEqual(defaults)
})

test.each<[flag: string, variable: string, text: string, expected: Partial<Config>]>([
  ['host', 'ROLLCALL_HOST', '0.0.0.0', { host: '0.0.0.0' }],
  ['port', 'ROLLCALL_PORT', '0', { port: 0 }],
  ['port', 'ROLLCALL_PORT', '65535', { port: 65_535 }],
  ['data', 'ROLLCALL_DATA_DIR', '/var/lib/rollcall', { dataDirectory: '/var/lib/rollcall' }],
  ['database-url', 'ROLLCALL_DATABASE_URL', 'postgres://db/rollcall', { databaseUrl: 'postgres://db/rollcall' }],
  [
    'database-url',
    'ROLLCALL_DATABASE_URL',
    'postgresql://a:b%2F@[::1]:5433/c?sslmode=verify-full',
    { databaseUrl: 'postgresql://a:b%2F@[::1]:5433/c?sslmode=verify-full' },
  ],
  [
    'database-url',
    'ROLLCALL_DATABASE_URL',
    'postgres:///c?host=/run/postgresql',
    { databaseUrl: 'postgres:///c?host=/run/postgresql' },
  ],
  ['database-connections', 'ROLLCALL_DATABASE_CONNECTIONS', '25', { databaseConnections: 25 }],
  ['public-url', 'ROLLCALL_PUBLIC_URL', 'https://scim.example.com', { publicUrl: 'https://scim.example.com' }],
  ['public-url', 'ROLLCALL_PUBLIC_URL', 'https://example.com/rollcall/', { publicUrl: 'https://example.com/rollcall' }],
  ['trusted-proxies', 'ROLLCALL_TRUSTED_PROXIES', '10.0.0.0/8, ::1', { trustedProxies: ['10.0.0.0/8', '::1'] }],
  ['trusted-proxies', 'ROLLCALL_TRUSTED_PROXIES', 'fd00::/8', { trustedProxies: ['fd00::/8'] }],
  ['max-body-bytes', 'ROLLCALL_MAX_BODY_BYTES', '2048', { maxBodyBytes: 2048 }],
  ['log-level', 'ROLLCALL_LOG_LEVEL', 'debug', { logLevel: 'debug' }],
  ['log-format', 'ROLLCALL_LOG_FORMAT', 'json', { logFormat: 'json' }],
])('--%s and %s take %s', (flag, variable, text, expected) => {
  expect(read({ [flag]: text })).toEqual({ ...defaults, ...expected })
  expect(read({}, { [variable]: text })).toEqual({ ...defaults, ...expected })
})

test.each<[flag: string, text: string]>([
  ['host', ''],
  ['port', 'http'],
  ['port', '65536'],
  ['port', '-1'],
  ['port', '80.5'],
  ['port', '0x50'],
  ['port', '1e3'],
  ['port', ' 80'],
  ['data', ''],
  ['public-url', 'scim.example.com'],
  ['public-url', 'ftp://scim.example.com'],
  ['public-url', 'https:scim.example.com'],
  ['public-url', 'https://scim.example.com/?a=b'],
  ['public-url', 'https://scim.example.com/#a'],
  ['public-url', 'https://ada:secret@scim.example.com'],
  ['trusted-proxies', ''],
  ['trusted-proxies', 'proxy.example.com'],
  ['trusted-proxies', '10.0.0.0/33'],
  ['trusted-proxies', '10.0.0.0/8/8'],
  ['trusted-proxies', '10.0.0.0/'],
  ['trusted-proxies', '10.0.0.1,'],
  ['trusted-proxies', 'fd00::/129'],
  ['database-connections', '1'],
  ['database-connections', 'many'],
  ['max-body-bytes', '1MiB'],
  ['max-body-bytes', '0'],
  ['log-level', 'loud'],
  ['log-format', 'xml'],
])('--%s refuses "%s", and so does its variable', (flag, text) => {
  const variable = settings.find((setting) => setting.flag === flag)?.variable ?? ''
  expect(() => read({ [flag]: text })).toThrow(new RegExp(`^--${flag} must be .*, not ".*"\\.$`))
  if (text !== '') expect(() => read({}, { [variable]: text })).toThrow(new RegExp(`^${variable} must be `))
})

describe('where it is said', () => {
  test('a flag wins over a variable', () => {
    expect(read({ port: '1' }, { ROLLCALL_PORT: '2' }).port).toBe(1)
  })

  test('a variable that is set to nothing is not set', () => {
    expect(read({}, { ROLLCALL_PORT: '', ROLLCALL_DATABASE_URL: '' })).toEqual(defaults)
  })

  test('settings that a command has no use for are not even looked at', () => {
    expect(readConfig(new Map(), { ROLLCALL_PORT: 'x', ROLLCALL_DATABASE_URL: 'x' }, ['logLevel'])).toEqual(defaults)
  })
})

describe('the URL of a database', () => {
  test.each([
    'mysql://rollcall:secret@db/rollcall',
    'rollcall:secret@db/rollcall',
    'postgres:secret',
    'postgres://rollcall:secret/word@db/rollcall',
    'postgres://rollcall:secret#word@db/rollcall',
    'postgres://rollcall:secret%@db/rollcall',
    'postgres://rollcall:secret@db/rollcall#here',
    'postgres:///secret',
  ])('%s is refused without being repeated', (text) => {
    const line = (name: string) =>
      `${name} must be a URL such as postgres://user:password@db.example.com:5432/rollcall, with %-escapes for characters like @ / # in the password.`
    expect(() => read({ 'database-url': text })).toThrow(new UsageError(line('--database-url')))
    expect(() => read({}, { ROLLCALL_DATABASE_URL: text })).toThrow(new UsageError(line('ROLLCALL_DATABASE_URL')))
  })

  test('does not go with a data directory that is named by a flag', () => {
    const url = 'postgres://db/rollcall'
    const line = (name: string) => `--data and ${name} are two places for the data; leave one of them out.`
    expect(() => read({ data: '/d', 'database-url': url })).toThrow(new UsageError(line('--database-url')))
    expect(() => read({ data: '/d' }, { ROLLCALL_DATABASE_URL: url })).toThrow(
      new UsageError(line('ROLLCALL_DATABASE_URL')),
    )
    expect(read({}, { ROLLCALL_DATA_DIR: '/d', ROLLCALL_DATABASE_URL: url }).databaseUrl).toBe(url)
  })

  test.each([
    ['postgres://rollcall:secret@db.example.com:5433/people?sslmode=require', 'postgres://db.example.com:5433/people'],
    ['postgres://rollcall:secret@db/people', 'postgres://db/people'],
  ])('is shown without what lets one in', (databaseUrl, shown) => {
    expect(placeOf({ dataDirectory: './data', databaseUrl })).toBe(shown)
  })
})
