import { describe, expect, test } from 'bun:test'
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { root } from '../../support/repository'

const style = readFileSync(join(root, 'public', 'console.css'), 'utf8')
const light = colours(style)
const dark = { ...light, ...colours(style.slice(style.indexOf('prefers-color-scheme: dark'))) }

const grounds = ['canvas', 'surface', 'sunken', 'accent-soft', 'good-soft', 'warn-soft', 'bad-soft', 'info-soft']
const text: readonly (readonly [string, readonly string[]])[] = [
  ['text', grounds],
  ['muted', grounds],
  ['accent', grounds],
  ['good', ['canvas', 'surface', 'sunken', 'good-soft']],
  ['warn', ['canvas', 'surface', 'sunken', 'warn-soft']],
  ['bad', ['canvas', 'surface', 'sunken', 'bad-soft']],
  ['info', ['canvas', 'surface', 'sunken', 'info-soft']],
  ['on-fill', ['accent-fill', 'bad-fill']],
]
const shapes: readonly (readonly [string, readonly string[]])[] = [
  ['edge', ['canvas', 'surface', 'sunken']],
  ['bar', ['surface']],
  ['accent-fill', ['surface']],
]

describe.each([
  ['light', light],
  ['dark', dark],
])('in the %s theme', (_, theme) => {
  test.each(pairs(text))('%s can be read on %s', (front, back) => {
    expect(contrast(theme, front, back)).toBeGreaterThanOrEqual(4.5)
  })

  test.each(pairs(shapes))('%s can be made out on %s', (front, back) => {
    expect(contrast(theme, front, back)).toBeGreaterThanOrEqual(3)
  })
})

test('both themes name the same colours', () => {
  const own = Object.keys(colours(style.slice(style.indexOf('prefers-color-scheme: dark'))))
  expect(Object.keys(light).filter((name) => !own.includes(name))).toEqual(['on-fill'])
})

type Theme = Readonly<Record<string, string>>

/** The custom properties of the first block that are opaque colours. */
function colours(css: string): Theme {
  const block = css.slice(0, css.indexOf('}'))
  return Object.fromEntries([...block.matchAll(/--([\w-]+): (#[\da-f]{6});/g)].map(([, name, value]) => [name, value]))
}

function pairs(table: typeof text): [string, string][] {
  return table.flatMap(([front, backs]) => backs.map((back): [string, string] => [front, back]))
}

/** WCAG 2.2, contrast ratio. */
function contrast(theme: Theme, front: string, back: string): number {
  const [lighter = 0, darker = 0] = [luminance(theme, front), luminance(theme, back)].sort((a, b) => b - a)
  return (lighter + 0.05) / (darker + 0.05)
}

function luminance(theme: Theme, name: string): number {
  const colour = theme[name]
  if (colour === undefined) throw new Error(`There is no colour --${name}`)
  const [red = 0, green = 0, blue = 0] = [1, 3, 5].map((at) => {
    const channel = Number.parseInt(colour.slice(at, at + 2), 16) / 255
    return channel <= 0.04045 ? channel / 12.92 : ((channel + 0.055) / 1.055) ** 2.4
  })
  return 0.2126 * red + 0.7152 * green + 0.0722 * blue
}
