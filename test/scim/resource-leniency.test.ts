import { describe, expect, test } from 'bun:test'
import fc from 'fast-check'
import type { ResourceType } from '../../src/scim/attribute'
import { isObject, type Json, type JsonObject } from '../../src/scim/json'
import { lenient } from '../../src/scim/leniency'
import { accept } from '../../src/scim/resource'
import { validate } from '../../src/scim/resource-schema'
import { groupType, userType } from '../../src/scim/resource-types'
import { urns } from '../../src/scim/urns'
import { engineType } from './engine'
import { frozen, without } from './people'
import { detailOf, refusalOf } from './refusal'

const { user, enterpriseUser, group } = urns

function accepted(type: ResourceType, body: Json): JsonObject {
  return accept(type, frozen(body), lenient()).resource
}

/** A user's body with the userName it needs; what is accepted of it, without userName and schemas. */
function kept(members: JsonObject): JsonObject {
  return without(accepted(userType, { schemas: [user], userName: 'alan', ...members }), 'schemas', 'userName')
}

describe('What was meant is kept:', () => {
  test.each<[JsonObject, JsonObject]>([
    [{ title: 5 }, { title: '5' }],
    [{ title: 1.5 }, { title: '1.5' }],
    [{ title: true }, { title: 'true' }],
    [{ externalId: 701984 }, { externalId: '701984' }],
    [{ addresses: [{ postalCode: 91608 }] }, { addresses: [{ postalCode: '91608' }] }],
    [{ costCenter: 4130 }, { [enterpriseUser]: { costCenter: '4130' } }],
    [{ active: 'True' }, { active: true }],
    [{ active: 'false' }, { active: false }],
    [{ roles: [{ value: 'x', primary: 'TRUE' }] }, { roles: [{ value: 'x', primary: true }] }],
    [{ emails: { value: 'a', primary: true } }, { emails: [{ value: 'a', primary: true }] }],
    [{ emails: 'a' }, { emails: [{ value: 'a' }] }],
    [{ emails: ['a', { value: 'b' }] }, { emails: [{ value: 'a' }, { value: 'b' }] }],
    [{ roles: [25] }, { roles: [{ value: '25' }] }],
    [{ displayName: ['Alan'] }, { displayName: 'Alan' }],
    [{ active: ['False'] }, { active: false }],
    [{ name: [{ givenName: ['Alan'] }] }, { name: { givenName: 'Alan' } }],
    [{ manager: '271' }, { [enterpriseUser]: { manager: { value: '271' } } }],
    [{ manager: [{ value: 271, $ref: null }] }, { [enterpriseUser]: { manager: { value: '271' } } }],
    [
      { PROFILEURL: 'x', eMails: [{ VALUE: 'a', Primary: true }] },
      { profileUrl: 'x', emails: [{ value: 'a', primary: true }] },
    ],
    [
      {
        emails: [
          { value: 'a', primary: true },
          { value: 'b', primary: true },
          { value: 'c', primary: 'true' },
        ],
      },
      {
        emails: [
          { value: 'a', primary: true },
          { value: 'b', primary: false },
          { value: 'c', primary: false },
        ],
      },
    ],
    [{ title: 'first', Title: 'last' }, { title: 'last' }],
    [{ name: { GIVENNAME: 'Alan' } }, { name: { givenName: 'Alan' } }],
  ])('%j is %j', (members, resource) => {
    expect(kept(members)).toEqual(resource)
  })

  test('numbers from text', () => {
    expect(accepted(engineType, { serial: '3', tons: '-4.50', 'urn:example:Museum': { rooms: '7' } })).toEqual({
      schemas: ['urn:example:Engine', 'urn:example:Museum'],
      serial: 3,
      tons: -4.5,
      'urn:example:Museum': { rooms: [7] },
    })
  })
})

describe('What departs from the RFC is remarked on:', () => {
  test.each<[JsonObject, ...string[]]>([
    [{ active: 'True' }, 'booleanFromText'],
    [{ title: 5 }, 'textFromScalar'],
    [{ title: '' }, 'emptyText'],
    [{ emails: '' }, 'emptyText'],
    [{ emails: null, title: null }],
    [{ title: ['Analyst'] }, 'singleFromArray'],
    [{ emails: { value: 'a' } }, 'arrayFromSingle'],
    [{ emails: ['a'] }, 'complexFromText'],
    [{ roles: [{ primary: true }, { primary: true }] }, 'onePrimary'],
    [{ 'name.givenName': 'Alan' }, 'dottedKey'],
    [{ [user]: { title: 'x' } }, 'nestedCoreSchema'],
    [{ department: 'Notes' }, 'bareExtensionAttribute'],
    [{ [`${enterpriseUser}.department`]: 'Notes' }, 'dotBehindUrn'],
    [{ [`${enterpriseUser}:department`]: 'Notes', [`${user}:title`]: 'x', NAME: null }],
  ])('%j', (members, ...tolerated) => {
    const remarks = lenient()
    accept(userType, { schemas: [user], userName: 'alan', ...members }, remarks)
    expect([...remarks.tolerated]).toEqual(tolerated)
  })

  test('a body without schemas', () => {
    const remarks = lenient()
    accept(userType, { userName: 'alan' }, remarks)
    expect([...remarks.tolerated]).toEqual(['missingSchemas'])
  })
})

describe('A password', () => {
  test.each<[Json, string]>([
    ['t1meMa$heen', 't1meMa$heen'],
    [['t1meMa$heen'], 't1meMa$heen'],
    [1234, '1234'],
    [' ', ' '],
  ])('%j is handed over apart from the resource', (sent, password) => {
    expect(accept(userType, { userName: 'alan', password: sent }, lenient())).toEqual({
      resource: { schemas: [user], userName: 'alan' },
      password,
    })
    expect(accept(userType, { userName: 'alan', [user]: { PASSWORD: sent } }, lenient()).password).toBe(password)
  })

  test.each<[Json]>([[{ plain: 'secret' }], [['secret', 'secret2']]])(
    'of the wrong type is refused without being repeated: %j',
    (sent) => {
      const body = { userName: 'alan', password: sent }
      expect(refusalOf(() => accepted(userType, body))).toBe('400 invalidValue')
      expect(detailOf(() => accepted(userType, body))).not.toContain('secret')
    },
  )
})

describe('A body is refused', () => {
  test.each<[string, ResourceType, Json, string]>([
    ['where userName is missing', userType, { schemas: [user] }, 'userName is required.'],
    ['where userName is empty', userType, { userName: '' }, 'userName is required.'],
    ['where userName is null', userType, { userName: null }, 'userName is required.'],
    ['where displayName is missing', groupType, { schemas: [group] }, 'displayName is required.'],
    ['for a userName that is no text', userType, { userName: { a: 1 } }, 'userName must be a string, not {"a":1}.'],
    ['for several of one', userType, { userName: ['a', 'b'] }, 'userName must be a string, not ["a","b"].'],
    ['for a word as a truth', userType, { userName: 'a', active: 'yes' }, 'active must be a boolean, not "yes".'],
    ['for a number as a truth', userType, { userName: 'a', active: 1 }, 'active must be a boolean, not 1.'],
    ['for a text as a name', userType, { userName: 'a', name: 'Alan' }, 'name must be an object, not "Alan".'],
    [
      'for an array as a part',
      userType,
      { userName: 'a', name: { givenName: ['a', 'b'] } },
      'name.givenName must be a string, not ["a","b"].',
    ],
    [
      'for a part of an element',
      userType,
      { userName: 'a', emails: [{ value: 'a' }, { value: {} }] },
      'emails[1].value must be a string, not {}.',
    ],
    [
      'for a truth as an element',
      userType,
      { userName: 'a', emails: [true] },
      'emails[0] must be an object, not true.',
    ],
    [
      'for an array as an element',
      userType,
      { userName: 'a', emails: [['a']] },
      'emails[0] must be an object, not ["a"].',
    ],
    [
      'for a part of an extension',
      userType,
      { userName: 'a', manager: { value: {} } },
      `${enterpriseUser}:manager.value must be a string, not {}.`,
    ],
    [
      'for an extension that is a text',
      userType,
      { userName: 'a', [enterpriseUser]: 'x' },
      `${enterpriseUser} must be an object.`,
    ],
    [
      'for an extension that is an array of several',
      userType,
      { userName: 'a', [enterpriseUser]: [{}, {}] },
      `${enterpriseUser} must be an object.`,
    ],
    [
      'for a broken date',
      engineType,
      { built: '2026-02-30T00:00:00Z' },
      'built must be a date and time such as "2026-01-31T09:00:00Z", not "2026-02-30T00:00:00Z".',
    ],
    ['for a fraction', engineType, { serial: 1.5 }, 'serial must be an integer, not 1.5.'],
    ['for a word as a number', engineType, { tons: 'many' }, 'tons must be a number, not "many".'],
    [
      'for a member without end',
      groupType,
      { displayName: 'x', members: [{ value: ['x'.repeat(500), 'y'] }] },
      `members[0].value must be a string, not ["${'x'.repeat(98)}.`,
    ],
  ])('%s', (_, type, body, detail) => {
    expect(refusalOf(() => accepted(type, body))).toBe('400 invalidValue')
    expect(detailOf(() => accepted(type, body))).toBe(detail)
  })

  test.each<[Json]>([[null], ['text'], [5], [true], [[]]])('that is no object: %j', (body) => {
    expect(refusalOf(() => accepted(userType, body))).toBe('400 invalidSyntax')
  })
})

describe('Of any JSON', () => {
  const names = fc.constantFrom(
    'userName',
    'name',
    'name.givenName',
    'emails',
    'active',
    'manager',
    'password',
    'schemas',
    'id',
    user,
    enterpriseUser,
    '__proto__',
    'value',
    'primary',
  )
  const json = fc.letrec<{ value: Json }>((tie) => ({
    value: fc.oneof(
      { maxDepth: 4, withCrossShrink: true },
      fc.constantFrom<Json[]>('', 'x', 'True', '5', true, false, null, 0, 1.5),
      fc.array(tie('value'), { maxLength: 3 }),
      fc.dictionary(names, tie('value'), { maxKeys: 4, noNullPrototype: true }),
    ),
  })).value

  test('either a valid resource is made, or it is refused', () => {
    fc.assert(
      fc.property(json, (value) => {
        const body = isObject(value) ? { userName: 'alan', ...value } : value
        const refusal = refusalOf(() => accepted(userType, body))
        expect(refusal).toBeOneOf(['accepted', '400 invalidValue', '400 invalidSyntax'])
        if (refusal !== 'accepted') return
        const resource = accepted(userType, body)
        validate(userType, resource)
        expect(accepted(userType, resource)).toEqual(resource)
        expect(JSON.stringify(resource)).not.toMatch(/null|""|\{\}|\[\]/)
      }),
      { numRuns: 1000 },
    )
  })
})
