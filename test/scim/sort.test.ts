import { expect, test } from 'bun:test'
import type { ResourceType } from '../../src/scim/attribute'
import type { Json } from '../../src/scim/json'
import { lenient } from '../../src/scim/leniency'
import { groupType, userType } from '../../src/scim/resource-types'
import { sortBy, sortKey } from '../../src/scim/sort'
import { urns } from '../../src/scim/urns'
import { engine, engineType } from './engine'
import { ada, alan } from './people'
import { refusalOf } from './refusal'

test.each<[string | undefined, string | undefined, string | undefined, ResourceType]>([
  [undefined, 'descending', undefined, userType],
  [' ', undefined, undefined, userType],
  ['userName', undefined, 'userName ascending', userType],
  ['USERNAME', ' Descending ', 'userName descending', userType],
  [' userName ', '', 'userName ascending', userType],
  ['name.familyName', undefined, 'name.familyName ascending', userType],
  ['emails', undefined, 'emails.value ascending', userType],
  ['emails.type', undefined, 'emails.type ascending', userType],
  ['id', undefined, 'id ascending', userType],
  ['meta.created', 'descending', 'meta.created descending', userType],
  [`${urns.enterpriseUser}:department`, undefined, `${urns.enterpriseUser}.department ascending`, userType],
  ['manager', undefined, `${urns.enterpriseUser}.manager.value ascending`, userType],
  ['displayName', undefined, 'displayName ascending', groupType],
  ['tags', undefined, 'tags ascending', engineType],
])('sortBy %s and sortOrder %s mean %s', (name, order, expected, type) => {
  const sort = sortBy(type, name, order, lenient())
  expect(sort && `${sort.by.path.join('.')} ${sort.order}`).toBe(expected)
  expect(sort?.by.attribute.name).toBe(sort?.by.path.at(-1))
})

test.each([
  ['userName', 'upwards'],
  ['shoeSize', undefined],
  ['password', undefined],
  ['name', undefined],
  ['addresses', undefined],
  [urns.enterpriseUser, undefined],
  ['constructor', undefined],
])('sortBy %s and sortOrder %s are refused', (name, order) => {
  expect(refusalOf(() => sortBy(userType, name, order, lenient()))).toBe('400 invalidValue')
})

test('sortBy does not tell a secret by its order', () => {
  expect(refusalOf(() => sortBy(engineType, 'lock.combination', undefined, lenient()))).toBe('400 invalidValue')
})

test.each<[string, Json, string | number | undefined, ResourceType]>([
  ['userName', ada, 'ada@example.com', userType],
  ['externalId', ada, '00u1Ada', userType],
  ['name.familyName', ada, 'lovelace', userType],
  ['active', ada, 1, userType],
  ['active', { active: false }, 0, userType],
  ['emails', ada, 'ada@example.com', userType],
  ['emails', { emails: [{ value: 'A' }, { value: 'B', primary: true }] }, 'b', userType],
  ['emails', { emails: [{ value: 'A' }, { value: 'B' }] }, 'a', userType],
  ['emails.type', ada, 'work', userType],
  ['manager', ada, 'charles', userType],
  ['emails', alan, undefined, userType],
  ['title', alan, undefined, userType],
  ['title', { title: '' }, undefined, userType],
  ['name.familyName', { name: null }, undefined, userType],
  ['serial', engine, 2, engineType],
  ['built', engine, Date.UTC(1991, 4, 10, 11), engineType],
  ['built', { built: 'soon' }, undefined, engineType],
  ['tags', engine, 'brass', engineType],
  ['motto', engine, 'strasse der σοφόσ', engineType],
])('Sorted by %s, %j has the key %p', (name, resource, key, type) => {
  const sort = sortBy(type, name, undefined, lenient())
  expect(sort && sortKey(resource, sort.by)).toBe(key)
})
