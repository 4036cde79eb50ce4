import { describe, expect, test } from 'bun:test'
import { mkdirSync } from 'node:fs'
import { join } from 'node:path'
import { run } from '../../src/cli'
import type { Terminal } from '../../src/commands/terminal'
import { scratch } from '../support/scratch'

const names = [
  'serve',
  'setup',
  'token',
  'owner',
  'schema',
  'resource-type',
  'resource',
  'events',
  'simulate',
  'demo',
  'move',
  'health',
  'version',
]

async function say(words: readonly string[], environment = {}) {
  const out: string[] = []
  const err: string[] = []
  const terminal: Terminal = {
    isWatched: false,
    print: (text) => out.push(text),
    tell: (text) => err.push(text),
    read: async () => '',
  }
  return { code: await run(words, terminal, environment), out: out.join('\n'), err: err.join('\n') }
}

describe('help', () => {
  test.each([[[]], [['--help']], [['-h']], [['help']]])('%j lists the commands', async (words) => {
    const { code, out, err } = await say(words)
    expect([code, err]).toEqual([0, ''])
    for (const name of names) expect(out).toMatch(new RegExp(`^  ${name} `, 'm'))
  })

  test.each(names)('%s explains its flags, whatever else is said', async (name) => {
    for (const words of [
      [name, '--help'],
      [name, '-h'],
      ['help', name],
      [name, '--nonsense', '--help'],
    ]) {
      const { code, out, err } = await say(words)
      expect([code, err]).toEqual([0, ''])
      expect(out).toContain(`usage: rollcall ${name}`)
      expect(out).toContain('--help')
    }
  })

  test('says which variable and which default stand behind a flag', async () => {
    const { out } = await say(['serve', '--help'])
    expect(out).toMatch(
      /^ {2}--port NUMBER +port the server listens on; 0 takes any free one \(ROLLCALL_PORT, else 4400\)$/m,
    )
  })
})

describe('what cannot be understood gets one line and the exit code 2', () => {
  const setup = ['setup', '--organization', 'Harbor', '--owner', 'ada@harbor.example']
  const simulate = ['simulate', 'okta', '--url', 'http://localhost', '--token', 'x']

  test.each<[words: string[], line: string | RegExp]>([
    [
      ['sreve'],
      'There is no command "sreve"; there are serve, setup, connection, token, owner, api-key, schema, resource-type, resource, events, simulate, conformance, demo, move, health, version.',
    ],
    [['--port', '1'], /^There is no command "--port"/],
    [['help', 'sreve'], /^There is no command "sreve"/],
    [['serve', '--prot', '1'], 'rollcall serve has no flag --prot; --help lists those it has.'],
    [['serve', '-p', '1'], 'rollcall serve has no flag -p; --help lists those it has.'],
    [['version', '--port', '1'], 'rollcall version has no flag --port; --help lists those it has.'],
    [['serve', '--port'], '--port needs a value: --port NUMBER.'],
    [['serve', '--port', '--data', 'x'], '--port needs a value; one that begins with a dash is written --port=--data.'],
    [['serve', '--port=x'], '--port must be a whole number from 0 to 65535, not "x".'],
    [['serve', 'now'], 'rollcall serve does not know what to do with "now".'],
    [['version', '--json=yes'], '--json takes no value.'],
    [['setup'], '--organization NAME is needed.'],
    [['setup', '--organization', ' ', '--owner', 'x'], '--organization NAME is needed.'],
    [['setup', '--organization', 'Harbor'], '--owner EMAIL is needed.'],
    [setup, "--password-stdin is needed: the owner's password is read from there."],
    [
      ['token', '--organization', 'Harbor'],
      /^One of --regenerate, .* --add NAME, --list and --revoke NAME is needed\.$/,
    ],
    [['token', '--organization', 'Harbor', '--list', '--expires', '2030-12-31'], /^--expires goes with --add only/],
    [['token', '--organization', 'Harbor', '--add', 'x', '--expires', 'soon'], /^--expires needs a day/],
    [['token', '--organization', 'Harbor', '--add', 'x', '--expires', '2030-02-31'], /^--expires needs a day/],
    [['token', '--organization', 'Harbor', '--regenerate', '--add', 'x'], /^One of --regenerate/],
    [['token', '--organization', 'Harbor', '--add='], '--add NAME is needed.'],
    [['events'], 'Either --organization NAME or --unattributed is needed.'],
    [['events', '--organization', 'x', '--unattributed'], /^Either --organization/],
    [['events', '--unattributed', '--limit', 'all'], '--limit must be a whole number from 0 to 1000000, not "all".'],
    [['simulate'], 'rollcall simulate okta|entra: say which.'],
    [['simulate', 'ping'], 'The provider must be one of okta, entra, not "ping".'],
    [['simulate', 'okta'], '--url ENDPOINT is needed.'],
    [['simulate', 'okta', '--url', 'http://localhost'], '--token TOKEN is needed.'],
    [['simulate', 'okta', '--url', 'localhost', '--token', 'x'], /^The URL must be the SCIM base URL/],
    [[...simulate, '--users', 'many'], /^--users must be a whole number from 0 to /],
    [[...simulate, '--concurrency', '0'], /^--concurrency must be a whole number from 1 to /],
    [['demo', '--port', 'x'], '--port must be a whole number from 0 to 65535, not "x".'],
  ])('%j', async (words, line) => {
    const { code, out, err } = await say(words)
    expect(err).toMatch(typeof line === 'string' ? new RegExp(`^rollcall: ${RegExp.escape(line)}$`) : /^rollcall: .*$/)
    if (typeof line !== 'string') expect(err.replace('rollcall: ', '')).toMatch(line)
    expect([code, out]).toEqual([2, ''])
  })

  test('a variable that cannot be used is named', async () => {
    const { code, err } = await say(['serve'], { ROLLCALL_PORT: 'tcp://10.0.0.1:4400' })
    expect([code, err]).toEqual([
      2,
      'rollcall: ROLLCALL_PORT must be a whole number from 0 to 65535, not "tcp://10.0.0.1:4400".',
    ])
  })
})

describe('what cannot be done gets one line and the exit code 1', () => {
  test('commands that read data say where there is none', async () => {
    for (const words of [
      ['events', '--unattributed'],
      ['token', '--organization', 'x', '--regenerate'],
    ]) {
      const { code, err } = await say([...words, '--data', '/nowhere/at/all'])
      expect(err).toBe(
        'rollcall: There is no data in /nowhere/at/all; name its directory with --data, or begin with rollcall setup.',
      )
      expect(code).toBe(1)
    }
  })

  test('health says that nobody answers', async () => {
    const { code, err } = await say(['health', '--port', '1'])
    expect([code, err]).toEqual([1, 'rollcall: http://127.0.0.1:1/health does not answer; is the server running?'])
  })
})

describe('what is a bug gets one line, the exit code 1, and a stack only for who debugs', () => {
  const data = scratch()
  mkdirSync(join(data, 'rollcall.db'))
  const words = ['events', '--unattributed', '--data', data]

  test('as here, where a directory is in the place of the database', async () => {
    const { code, out, err } = await say(words)
    expect(err).toMatch(
      /^rollcall: Something unexpected went wrong \(.*\)\. Please report it, with what --log-level debug prints\.$/,
    )
    expect([code, out]).toEqual([1, ''])
    const { err: verbose } = await say([...words, '--log-level', 'debug'])
    expect(verbose).toMatch(/^rollcall: Something unexpected .*\n(.|\n)*\bat .*\.ts:\d+/)
  })
})

describe('version', () => {
  test.each([[['version']], [['--version']]])('%j prints one line', async (words) => {
    const { code, out } = await say(words)
    expect(code).toBe(0)
    expect(out).toMatch(/^rollcall \d+\.\d+\.\d+ \(bun \S+, sqlite 3\.\S+, \w+-\w+\)$/)
  })
})
