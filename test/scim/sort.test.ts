import { expect, test } from 'bun:test'
import type { ResourceType } from '../../src/scim/attribute'
import { lenient } from '../../src/scim/leniency'
import { groupType, userType } from '../../src/scim/resource-types'
import { sortBy } from '../../src/scim/sort'
import { urns } from '../../src/scim/urns'
import { engineType } from './engine'
import { refusalOf } from './refusal'

test.each<[ResourceType, string | undefined, string | undefined, string | undefined]>([
  [userType, undefined, 'descending', undefined],
  [userType, ' ', undefined, undefined],
  [userType, 'userName', undefined, 'userName ascending'],
  [userType, 'USERNAME', ' Descending ', 'userName descending'],
  [userType, ' userName ', '', 'userName ascending'],
  [userType, 'name.familyName', undefined, 'name.familyName ascending'],
  [userType, 'emails', undefined, 'emails.value ascending'],
  [userType, 'emails.type', undefined, 'emails.type ascending'],
  [userType, 'id', undefined, 'id ascending'],
  [userType, 'meta.created', 'descending', 'meta.created descending'],
  [userType, `${urns.enterpriseUser}:department`, undefined, `${urns.enterpriseUser}.department ascending`],
  [userType, 'manager', undefined, `${urns.enterpriseUser}.manager.value ascending`],
  [groupType, 'displayName', undefined, 'displayName ascending'],
  [engineType, 'tags', undefined, 'tags ascending'],
])('$name: sortBy %s and sortOrder %s mean %s', (type, name, order, expected) => {
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
