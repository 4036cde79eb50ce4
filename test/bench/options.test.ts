import { expect, test } from 'bun:test'
import { readOptions } from './options'

test('sizes are measured from the smallest on', () => {
  expect(readOptions(['--users', '100000,1000']).users).toEqual([1000, 100_000])
})

test('a quick run is smaller in everything that was not said', () => {
  const [quick, usual] = [readOptions(['--quick', '--rounds=9']), readOptions([])]
  expect(quick.seconds).toBeLessThan(usual.seconds)
  expect(quick.events).toBeLessThan(usual.events)
  expect(quick.rounds).toBe(9)
})

test.each([
  [['--users', '1e5']],
  [['--users', '']],
  [['--connections', '0']],
  [['--seconds', 'soon']],
  [['--peer', 'another']],
  [['--engine', 'another']],
  [['--engine', 'postgres', '--peer', 'scimmy']],
  [['--slow']],
  [['word']],
])('%j is refused', (words) => {
  expect(() => readOptions(words)).toThrow()
})
