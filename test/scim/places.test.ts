import { describe, expect, test } from 'bun:test'
import type { Attribute, ResourceType } from '../../src/scim/attribute'
import { lenient } from '../../src/scim/leniency'
import { describe as describePlace, isCommon, isReadOnly, locate, subAttribute } from '../../src/scim/places'
import { groupType, resourceTypes, userType } from '../../src/scim/resource-types'
import { urns } from '../../src/scim/urns'
import { engineType } from './engine'

function located(type: ResourceType, name: string): string | undefined {
  const place = locate(type, name, lenient())
  return place?.kind === 'schema'
    ? `${place.core ? 'core' : 'extension'} ${place.schema.id}`
    : place && describePlace(place)
}

const withParts = (attributes: readonly Attribute[]) =>
  attributes.flatMap(({ name, subAttributes = [] }) => [name, ...subAttributes.map((sub) => `${name}.${sub.name}`)])

describe('locate', () => {
  for (const type of resourceTypes) {
    test.each(withParts(type.schema.attributes))(
      `finds ${type.name}'s %s bare, behind its URN and in any case`,
      (name) => {
        for (const written of [name, `${type.schema.id}:${name}`]) {
          expect(located(type, written)).toBe(name)
          expect(located(type, written.toUpperCase())).toBe(name)
          expect(located(type, written.toLowerCase())).toBe(name)
        }
      },
    )

    test.each(['schemas', 'id', 'externalId', 'meta', 'meta.created'])(`finds ${type.name}'s %s`, (name) => {
      expect(located(type, name)).toBe(name)
    })

    for (const { schema } of type.extensions) {
      test.each(withParts(schema.attributes))(
        `finds the extension's %s behind its URN, behind a dot and bare`,
        (name) => {
          for (const written of [`${schema.id}:${name}`, `${schema.id}.${name}`, name])
            expect(located(type, written)).toBe(`${schema.id}:${name}`)
        },
      )
    }
  }

  test.each<[string, string[]]>([
    [`${urns.enterpriseUser}:department`, []],
    ['department', ['bareExtensionAttribute']],
    [`${urns.enterpriseUser}.department`, ['dotBehindUrn']],
    [`${urns.user}.userName`, ['dotBehindUrn']],
  ])('remarks on what the RFC does not have: %s', (name, tolerated) => {
    const remarks = lenient()
    locate(userType, name, remarks)
    expect([...remarks.tolerated]).toEqual(tolerated)
  })

  test.each([
    [urns.user, `core ${urns.user}`],
    [urns.user.toLowerCase(), `core ${urns.user}`],
    [urns.enterpriseUser, `extension ${urns.enterpriseUser}`],
  ])('finds a schema by its URN: %s', (name, schema) => {
    expect(located(userType, name)).toBe(schema)
  })

  test.each([
    '',
    ' userName',
    'shoeSize',
    'members',
    'name.',
    'name.maidenName',
    'userName.value',
    'name.familyName.first',
    'urn:unknown:userName',
    `${urns.user}:department`,
    `${urns.enterpriseUser}:userName`,
    `${urns.enterpriseUser}:`,
    urns.group,
    '__proto__',
    'constructor',
    'toString',
    'hasOwnProperty',
    'name.__proto__',
    'name.constructor',
  ])('finds nothing called %j', (name) => {
    expect(located(userType, name)).toBeUndefined()
  })

  test('keeps the types apart', () => {
    expect(located(groupType, 'userName')).toBeUndefined()
    expect(located(groupType, 'members.value')).toBe('members.value')
  })

  test('prefers what is the resource’s own to what is an extension’s', () => {
    expect(located(engineType, 'id')).toBe('id')
    expect(located(engineType, 'urn:example:Museum:id')).toBe('urn:example:Museum:id')
    expect(located(engineType, 'builder')).toBe('urn:example:Museum:builder')
  })
})

function placeOf(type: ResourceType, name: string) {
  const place = locate(type, name, lenient())
  if (place?.kind !== 'attribute') throw new Error(`${name} is no attribute`)
  return place
}

test.each([
  ['id', true],
  ['meta', true],
  ['meta.created', true],
  ['groups', true],
  ['groups.value', true],
  ['manager.displayName', true],
  ['manager', false],
  ['manager.value', false],
  ['userName', false],
  ['password', false],
])('%s is readOnly: %p', (name, answer) => {
  expect(isReadOnly(placeOf(userType, name))).toBe(answer)
})

test('id and schemas are common, but not in an extension', () => {
  expect(isCommon(placeOf(engineType, 'id'), 'id')).toBe(true)
  expect(isCommon(placeOf(engineType, 'id'), 'schemas')).toBe(false)
  expect(isCommon(placeOf(engineType, 'urn:example:Museum:id'), 'id')).toBe(false)
})

test.each([
  ['value', 'value'],
  ['VALUE', 'value'],
  ['$REF', '$ref'],
  ['kind', undefined],
  ['constructor', undefined],
])('the sub-attribute of members called %s is %p', (name, found) => {
  expect(subAttribute(placeOf(groupType, 'members').attribute, name)?.name).toBe(found)
})
