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

test.each<[string, string | number | undefined, Json, ResourceType]>([
  ['userName', 'ada@example.com', ada, userType],
  ['externalId', '00u1Ada', ada, userType],
  ['name.familyName', 'lovelace', ada, userType],
  ['active', 1, ada, userType],
  ['active', 0, { active: false }, userType],
  ['emails', 'ada@example.com', ada, userType],
  ['emails', 'b', { emails: [{ value: 'A' }, { value: 'B', primary: true }] }, userType],
  ['emails', 'a', { emails: [{ value: 'A' }, { value: 'B' }] }, userType],
  ['emails.type', 'work', ada, userType],
  ['manager', 'charles', ada, userType],
  ['emails', undefined, alan, userType],
  ['title', undefined, alan, userType],
  ['title', undefined, { title: '' }, userType],
  ['name.familyName', undefined, { name: null }, userType],
  ['serial', 2, engine, engineType],
  ['built', Date.UTC(1991, 4, 10, 11), engine, engineType],
  ['built', undefined, { built: 'soon' }, engineType],
  ['tags', 'brass', engine, engineType],
  ['motto', 'strasse der σοφόσ', engine, engineType],
])('Sorted by %s, a resource has its key: %p', (name, key, resource, type) => {
  const sort = sortBy(type, name, undefined, lenient())
  expect(sort && sortKey(resource, sort.by)).toBe(key)
})
