import { expect, test } from 'bun:test'
import { lenient } from '../../src/scim/leniency'

test('Leniency remembers each quirk once, and what was ignored up to a limit', () => {
  const remarks = lenient()
  for (let index = 0; index < 200; index++) {
    remarks.tolerate('pathless')
    remarks.ignore(`${index} ${'x'.repeat(1000)}`)
  }
  expect([...remarks.tolerated]).toEqual(['pathless'])
  expect(remarks.ignored.size).toBe(100)
  expect([...remarks.ignored].every((what) => what.length === 200)).toBe(true)
})
