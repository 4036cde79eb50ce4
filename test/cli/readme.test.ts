import { expect, test } from 'bun:test'
import { existsSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { run } from '../../src/cli'
import { defaultOf, settings } from '../../src/config'
import { root } from '../support/repository'

const readme = readFileSync(join(root, 'README.md'), 'utf8')

async function help(words: readonly string[]): Promise<string> {
  const lines: string[] = []
  const print = (text: string) => void lines.push(text)
  await run(words, { isWatched: false, print, tell: print, read: async () => '' }, {})
  return lines.join('\n')
}

test('README lists every setting with its variable and its default', () => {
  for (const setting of settings) {
    const usual = defaultOf(setting)
    expect(readme).toContain(`| \`--${setting.flag}\` | \`${setting.variable}\` | ${usual ? `\`${usual}\` |` : ''}`)
  }
  const named = readme.match(/ROLLCALL_\w+/g) ?? []
  expect(named.filter((name) => !settings.some(({ variable }) => variable === name))).toEqual([])
})

test('README names only commands and flags that there are', async () => {
  const examples = [...readme.matchAll(/^ {4}(?:.*\| |dist\/)?rollcall ([\w-]+)((?:.*\\\n)*.*)$/gm)]
  expect(examples.length).toBeGreaterThanOrEqual(5)
  for (const [, command = '', rest = ''] of examples) {
    const flags = (rest.split('#')[0] ?? '').match(/--[a-z-]+/g) ?? []
    const explained = await help([command, '--help'])
    for (const flag of flags)
      expect({ command, explained }).toEqual({ command, explained: expect.stringContaining(flag) })
  }
})

test('README maps what is in src', () => {
  const [map = ''] = /^ {4}src\/\n(?: {6}.*\n)+/m.exec(readme) ?? []
  const names = [...map.matchAll(/^ {6}([\w./-]+)/gm)].map(([, name = '']) => name)
  expect(names.length).toBeGreaterThanOrEqual(10)
  expect(names.filter((name) => !existsSync(join(root, 'src', name)))).toEqual([])
})
