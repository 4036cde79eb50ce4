import { describe, expect, test } from 'bun:test'
import { createLog, type LogOptions } from '../../src/log'

function logged(
  act: (log: ReturnType<typeof createLog>) => void,
  options: Partial<LogOptions> = {},
): readonly string[] {
  const lines: string[] = []
  act(createLog({ level: 'info', format: 'json', now: () => 0, write: (line) => lines.push(line), ...options }))
  return lines
}

test('a line of JSON has time, level, message and fields', () => {
  expect(logged((log) => log.info({ port: 1 }, 'listening'))).toEqual([
    '{"time":"1970-01-01T00:00:00.000Z","level":"info","message":"listening","port":1}\n',
  ])
})

test('a line of text quotes what could be mistaken', () => {
  const lines = logged((log) => log.warn({ port: 1, path: '/a', agent: 'a b\nc=d' }, 'odd'), { format: 'text' })
  expect(lines).toEqual(['1970-01-01T00:00:00.000Z warn  odd  port=1  path=/a  agent="a b\\nc=d"\n'])
})

test('what is below the level is not written', () => {
  const all = (log: ReturnType<typeof createLog>) => {
    log.debug({}, '1')
    log.info({}, '2')
    log.warn({}, '3')
    log.error({}, '4')
  }
  expect(logged(all, { level: 'debug' })).toHaveLength(4)
  expect(logged(all, { level: 'warn' })).toHaveLength(2)
  expect(logged(all, { level: 'error' })).toHaveLength(1)
})

test('a log of a request has its id on every line', () => {
  const [line] = logged((log) => log.with({ requestId: 'a' }).with({ path: '/b' }).info({ status: 1 }, 'm'))
  expect(JSON.parse(line ?? '')).toMatchObject({ requestId: 'a', path: '/b', status: 1 })
})

describe('secrets are blacked out', () => {
  const token = 'rc_scim_nztQPrt7pWpSxZlFrHiXhIE8N1ryjQlvH15-8lB_L98'
  test.each<[name: string, fields: object]>([
    ['by the name of the field', { authorization: token }],
    ['deep down', { headers: [{ Cookie: token }], body: { 'new-password': token } }],
    ['by their looks', { path: `/x?t=${token}`, header: `Bearer ${token}`, basic: 'Basic YTpyY19zY2ltX25' }],
    ['in errors', { error: new Error(`no ${token}`, { cause: new Error(token) }) }],
  ])('%s', (_, fields) => {
    const line = logged((log) => log.error(fields, `with ${token}`)).join()
    expect(line).toContain('[redacted]')
    expect(line).not.toContain('nztQPrt7')
    expect(line).not.toContain('YTpyY19z')
  })

  test('and a field that only says there is none stays', () => {
    expect(logged((log) => log.info({ token: null }, 'm')).join()).toContain('"token":null')
  })
})

test('an error is spelt out with its stack and its cause', () => {
  const error = new Error('outer', { cause: new Error('inner') })
  const [line] = logged((log) => log.error({ error }, 'm'))
  expect(JSON.parse(line ?? '').error).toMatchObject({
    name: 'Error',
    message: 'outer',
    stack: expect.stringContaining('log.test.ts'),
    cause: { message: 'inner' },
  })
})
