import { describe, expect, test } from 'bun:test'
import { nameOf, readExamples, readInventory } from './example'

const examples = readExamples()
const inventory = readInventory()

describe.each(Object.entries(inventory))('RFC %s', (rfc, sections) => {
  const own = examples.filter((example) => String(example.rfc) === rfc)

  test.each(Object.entries(sections))('every example of §%s is replayed', (section, wanted) => {
    const shown = own.filter((example) => example.section === section).flatMap(({ shows = [] }) => shows)
    expect([...new Set(shown)].sort()).toEqual([...wanted].sort())
  })

  test('no example is of a section that has none', () => {
    const strangers = own.filter(({ section, shows }) => shows && !(section in sections))
    expect(strangers.map(nameOf)).toEqual([])
  })
})

test('no two are called the same', () => {
  const names = examples.map(nameOf)
  expect(names.filter((name, index) => names.indexOf(name) !== index)).toEqual([])
})

test('every one has its RFC in the inventory', () => {
  expect(examples.map(({ rfc }) => rfc).filter((rfc) => !(String(rfc) in inventory))).toEqual([])
})
