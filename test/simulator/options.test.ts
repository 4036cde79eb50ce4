import { expect, test } from 'bun:test'
import { check, type Options } from '../../src/simulator/options'
import { isProvider } from '../../src/simulator/providers'
import { simulate } from '../../src/simulator/simulate'

const good: Options = { url: 'https://scim.test/v2', token: 'rc_scim_abc' }

test.each<[string, Partial<Options>]>([
  ['nothing but where to go', {}],
  ['the largest numbers', { users: 1_000_000, groups: 100_000, concurrency: 256 }],
  ['the smallest numbers', { users: 0, groups: 0, concurrency: 1 }],
  ['numbers that are not given', { users: undefined, groups: undefined, concurrency: undefined }],
  ['a token with its scheme', { token: 'Basic dXNlcjpwYXNz' }],
])('%s can be used', (_, options) => {
  expect(check({ ...good, ...options })).toBeUndefined()
})

test.each<[Partial<Options>, string]>([
  [{ url: 'scim.test/v2' }, 'SCIM base URL'],
  [{ url: 'ftp://scim.test' }, 'SCIM base URL'],
  [{ token: '' }, 'token'],
  [{ token: 'two\nlines' }, 'token'],
  [{ token: 'three words here' }, 'token'],
  [{ users: 1_000_001 }, 'users must be a whole number from 0 to 1000000; 1000001 is not'],
  [{ users: -1 }, 'users'],
  [{ groups: 1.5 }, 'groups'],
  [{ groups: 100_001 }, 'groups'],
  [{ concurrency: 0 }, 'concurrency must be a whole number from 1 to 256'],
  [{ concurrency: 257 }, 'concurrency'],
  [{ users: Number.NaN }, 'users'],
])('%j is refused in one sentence', async (options, clause) => {
  const refused = { ...good, ...options }
  expect(check(refused)).toContain(clause)
  await expect(simulate('okta', refused)).rejects.toThrow(RangeError)
})

test('only the providers that it plays are known', () => {
  expect(['okta', 'entra', 'ping', 'constructor'].map(isProvider)).toEqual([true, true, false, false])
})
