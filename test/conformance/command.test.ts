import { afterAll, beforeAll, expect, test } from 'bun:test'
import { run } from '../../src/cli'
import { openStage, type Stage } from './appliance'

let stage: Stage

beforeAll(async () => {
  stage = await openStage()
})
afterAll(() => stage.stop())

async function command(...words: readonly string[]) {
  const printed: string[] = []
  const told: string[] = []
  const terminal = {
    isWatched: false,
    print: (text: string) => void printed.push(text),
    tell: (text: string) => void told.push(text),
    read: async () => '',
  }
  const code = await run(['conformance', ...words], terminal, {})
  return { code, printed: printed.join('\n'), told: told.join('\n') }
}

test('prints a report and ends with 0 where nothing failed', async () => {
  const { code, printed, told } = await command('--url', stage.url, '--token', stage.token, '--only', 'deleting')
  expect([code, told]).toEqual([0, ''])
  expect(printed).toStartWith('Deleting resources\n  passed   RFC 7644 §3.6')
  expect(printed).toContain('6 passed, 0 failed, 0 warned, 0 skipped, 0 observed.')
})

test('prints JSON where it is asked for', async () => {
  const { printed } = await command('--url', stage.url, '--token', stage.token, '--only', 'RFC 7644 §3.6', '--json')
  expect(JSON.parse(printed)).toMatchObject({ url: stage.url, counts: { failed: 0 }, leftovers: [] })
})

test('shows every exchange where it is asked to', async () => {
  const words = ['--url', stage.url, '--token', stage.token, '--only', 'answers DELETE with 204'] as const
  expect((await command(...words)).printed).not.toContain('> DELETE')
  expect((await command(...words, '--verbose')).printed).toContain('> DELETE /Users/')
})

test('ends with 1 where the token is wrong', async () => {
  const { code, printed } = await command('--url', stage.url, '--token', 'wrong')
  expect(code).toBe(1)
  expect(printed).toContain('does not accept the token (401)')
})

test.each([
  [['--url', 'nonsense', '--token', 'x'], 'must be the SCIM base URL'],
  [['--url', 'http://127.0.0.1:9', '--token', 'a\nb'], 'must be copied whole'],
  [['--token', 'x'], '--url BASE is needed'],
  [['--url', 'http://127.0.0.1:9'], '--token TOKEN is needed'],
])('ends with 2 for arguments that cannot be used: %j', async (words, sentence) => {
  const { code, told } = await command(...words)
  expect(code).toBe(2)
  expect(told).toContain(sentence)
})

test('ends with 2 where no check has what --only asks for', async () => {
  const { code, told } = await command('--url', stage.url, '--token', stage.token, '--only', 'zebra')
  expect(code).toBe(2)
  expect(told).toContain('No check has "zebra"')
})
