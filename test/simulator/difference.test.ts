import { expect, test } from 'bun:test'
import type { JsonObject } from '../../src/scim/json'
import { difference, type Expected, quote } from '../../src/simulator/difference'

test.each<[Expected, JsonObject, string | undefined]>([
  [{ active: true }, { active: true, id: '1' }, undefined],
  [{ active: false }, { active: 'False' }, 'active came back as "False", not false'],
  [{ active: false }, {}, 'active came back as nothing, not false'],
  [{ userName: 'Jane@example.com' }, { userName: 'jane@EXAMPLE.com' }, undefined],
  [{ displayName: 'Jane' }, { displayName: 'JANE' }, 'displayName came back as "JANE", not "Jane"'],
  [{ name: { givenName: 'J' } }, { name: { givenName: 'J', familyName: 'D' } }, undefined],
  [{ name: { givenName: 'J' } }, { name: { givenName: 'K' } }, 'name.givenName came back as "K", not "J"'],
  [{ emails: [{ type: 'work', value: 'a' }] }, { emails: [{ value: 'b' }, { value: 'a', type: 'work' }] }, undefined],
  [{ emails: [{ value: 'a' }] }, { emails: [] }, 'emails came back as [], without {"value":"a"}'],
  [{ title: undefined }, { title: null }, undefined],
  [{ title: undefined }, { title: 'Boss' }, 'title is still "Boss"'],
])('%j against %j: %s', (expected, actual, complaint) => {
  expect(difference(expected, actual)).toBe(complaint)
})

test('a value is quoted short', () => {
  expect(quote('x'.repeat(1000))).toHaveLength(201)
  expect(quote(undefined)).toBe('nothing')
})
