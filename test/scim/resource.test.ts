import { describe, expect, test } from 'bun:test'
import type { ResourceType } from '../../src/scim/attribute'
import type { Json, JsonObject } from '../../src/scim/json'
import { lenient } from '../../src/scim/leniency'
import { accept } from '../../src/scim/resource'
import { groupType, resourceTypes, userType } from '../../src/scim/resource-types'
import { urns } from '../../src/scim/urns'
import { engine, engineType } from './engine'
import { ada, alan, frozen, grace, mathematicians, without } from './people'
import { sample, writable } from './sample'

const { user, enterpriseUser } = urns

function accepted(type: ResourceType, body: Json): JsonObject {
  return accept(type, frozen(body), lenient()).resource
}

/** A user's body with the userName it needs; what is accepted of it, without userName and schemas. */
function kept(members: JsonObject): JsonObject {
  return without(accepted(userType, { schemas: [user], userName: 'alan', ...members }), 'schemas', 'userName')
}

function ignored(members: JsonObject): readonly string[] {
  const remarks = lenient()
  accept(userType, { schemas: [user], userName: 'alan', ...members }, remarks)
  return [...remarks.ignored]
}

describe('A resource is kept as it was sent:', () => {
  test.each<[string, ResourceType, JsonObject]>([
    ['Ada, who has everything', userType, ada],
    ['Grace', userType, grace],
    ['Alan', userType, alan],
    ['a group', groupType, mathematicians],
    ['an engine', engineType, engine],
  ])('%s', (_, type, resource) => {
    expect(accepted(type, resource)).toEqual(without(resource, 'id'))
  })

  test.each(['HNULHBRGUHWA', ' Ada', 'Ada ', ' ', 'false', 'ada@', '"quoted" \\ and 😀', '2024-05-01T10:00:00.000Z'])(
    'whatever the format: %s',
    (text) => {
      const members = {
        displayName: text,
        locale: text,
        profileUrl: text,
        emails: [{ value: text }],
        x509Certificates: [{ value: text }],
      }
      expect(kept(members)).toEqual(members)
    },
  )

  test('whatever the length', () => {
    const members = { displayName: 'x'.repeat(100_000) }
    expect(kept(members)).toEqual(members)
  })

  test('values beyond the canonical ones', () => {
    const members = {
      emails: [{ value: 'a', type: 'default' }],
      phoneNumbers: [
        { value: '0', type: '' },
        { value: '1', type: 'fax' },
      ],
    }
    expect(kept(members)).toEqual({ ...members, phoneNumbers: [{ value: '0' }, { value: '1', type: 'fax' }] })
  })
})

describe('Every attribute is kept', () => {
  for (const type of resourceTypes) {
    const required = Object.fromEntries(
      type.schema.attributes.filter((attribute) => attribute.required).map((each) => [each.name, sample(each, 'some')]),
    )
    const base = { schemas: [type.schema.id], ...required }

    test.each(writable(type.schema.attributes).map(({ name }) => name))(`of ${type.name}: %s`, (name) => {
      const attribute = type.schema.attributes.find((each) => each.name === name)
      const value = attribute ? sample(attribute, 'word') : null
      const expected = { ...base, [name]: value }
      for (const key of [
        name,
        name.toUpperCase(),
        `${type.schema.id}:${name}`,
        `${type.schema.id.toLowerCase()}:${name}`,
      ])
        expect(accepted(type, { ...without(base, name), [key]: value })).toEqual(expected)
      expect(accepted(type, { ...without(base, name), [type.schema.id]: { [name]: value } })).toEqual(expected)
    })

    for (const { schema } of type.extensions) {
      test.each(writable(schema.attributes).map(({ name }) => name))(`of ${schema.name}: %s`, (name) => {
        const attribute = schema.attributes.find((each) => each.name === name)
        const value = attribute ? sample(attribute, 'word') : null
        const expected = { ...base, schemas: [type.schema.id, schema.id], [schema.id]: { [name]: value } }
        for (const members of [
          { [schema.id]: { [name]: value } },
          { [schema.id.toUpperCase()]: { [name.toUpperCase()]: value } },
          { [`${schema.id}:${name}`]: value },
          { [`${schema.id}.${name}`]: value },
          { [name]: value },
        ])
          expect(accepted(type, { ...base, ...members })).toEqual(expected)
      })
    }
  }
})

describe('Every sub-attribute is kept behind a dot', () => {
  const { attributes } = userType.schema
  const dotted = writable(attributes).flatMap(({ name, multiValued, subAttributes = [] }) =>
    subAttributes.map((sub) => [`${name}.${sub.name}`, name, sub.name, sample(sub, 'word'), multiValued] as const),
  )
  test.each(dotted)('%s', (key, name, sub, value, multiValued) => {
    expect(kept({ [key]: value })).toEqual({ [name]: multiValued ? [{ [sub]: value }] : { [sub]: value } })
  })

  test('and the parts make one value', () => {
    expect(
      kept({
        'name.givenName': 'Alan',
        name: { familyName: 'Turing' },
        'emails.value': 'alan@example.com',
        'emails.type': 'work',
        [`${enterpriseUser}:manager.value`]: 'max',
        'manager.$ref': '../max',
      }),
    ).toEqual({
      name: { givenName: 'Alan', familyName: 'Turing' },
      emails: [{ value: 'alan@example.com', type: 'work' }],
      [enterpriseUser]: { manager: { value: 'max', $ref: '../max' } },
    })
  })
})

describe('What is unassigned is left out:', () => {
  test.each<JsonObject>([
    { title: null },
    { title: '' },
    { name: null },
    { name: '' },
    { name: {} },
    { name: { givenName: null, familyName: '' } },
    { active: null },
    { active: '' },
    { emails: null },
    { emails: '' },
    { emails: [] },
    { emails: [null, '', {}] },
    { emails: [{ value: '', type: null }] },
    { emails: {} },
    { roles: [], groups: [] },
    { title: [] },
    { [enterpriseUser]: null },
    { [enterpriseUser]: '' },
    { [enterpriseUser]: {} },
    { [enterpriseUser]: { department: '', manager: { value: '', displayName: '' } } },
    { department: null, manager: null },
    { password: '' },
    { password: null },
  ])('%j', (members) => {
    const remarks = lenient()
    const draft = accept(userType, { schemas: [user], userName: 'alan', ...members }, remarks)
    expect(draft).toEqual({ resource: { schemas: [user], userName: 'alan' } })
    expect([...remarks.ignored]).toEqual([])
  })

  test('parts and elements as well', () => {
    expect(
      kept({ name: { givenName: 'Alan', familyName: '' }, emails: [null, { value: 'a', type: '' }], title: 'x' }),
    ).toEqual({
      name: { givenName: 'Alan' },
      emails: [{ value: 'a' }],
      title: 'x',
    })
  })

  test('but not false, zero, or a blank', () => {
    expect(kept({ active: false, title: ' ', emails: [{ primary: false }] })).toEqual({
      active: false,
      title: ' ',
      emails: [{ primary: false }],
    })
    expect(accepted(engineType, { schemas: ['urn:example:Engine'], serial: 0, tons: 0 })).toEqual({
      schemas: ['urn:example:Engine'],
      serial: 0,
      tons: 0,
    })
  })
})

describe('What a client cannot write is passed over:', () => {
  test.each<[JsonObject, ...string[]]>([
    [{ id: 'mine' }],
    [{ meta: { created: '04-12-2018 00:00:00', version: 5, resourceType: null } }],
    [{ meta: 'nonsense' }],
    [{ groups: [{ value: 'g1', display: 'Group' }] }],
    [{ 'groups.value': 'g1', 'meta.created': 'never' }],
    [{ [`${user}:id`]: 'mine' }],
    [{ [user]: { id: 'mine', meta: {}, groups: [] } }],
    [{ [enterpriseUser]: { manager: { displayName: 'Charles' } } }, 'manager.displayName'],
    [{ [`${enterpriseUser}:manager.displayName`]: 'Charles' }, `${enterpriseUser}:manager.displayName`],
    [{ [enterpriseUser]: { manager: { displayName: ['Charles'] } } }, 'manager.displayName'],
    [{ [enterpriseUser]: { manager: { displayName: [] } } }],
    [{ shoeSize: 42 }, 'shoeSize'],
    [{ userName2: null }, 'userName2'],
    [{ custom: { department: 'IT', level: 3 } }, 'custom'],
    [{ name: { maidenName: 'Byron', honorificprefix: null } }, 'name.maidenName'],
    [{ emails: [{ kind: 'work' }, { verified: true }] }, 'emails.kind', 'emails.verified'],
    [{ [enterpriseUser]: { badge: '1' } }, `${enterpriseUser}:badge`],
    [{ 'urn:example:Contoso': { tag: '1' } }, 'urn:example:Contoso'],
    [{ [`${enterpriseUser}:`]: 'x' }, `${enterpriseUser}:`],
    [{ members: [{ value: 'x' }] }, 'members'],
    [{ constructor: 'x', toString: 'x', hasOwnProperty: 'x' }, 'constructor', 'toString', 'hasOwnProperty'],
    [{ name: { constructor: 'x', valueOf: { a: 1 } } }, 'name.constructor', 'name.valueOf'],
    [JSON.parse('{"__proto__": {"active": true}}'), '__proto__'],
    [JSON.parse('{"name": {"__proto__": {"givenName": "x"}}}'), 'name.__proto__'],
    [JSON.parse(`{"${enterpriseUser}": {"__proto__": {"department": "x"}}}`), `${enterpriseUser}:__proto__`],
    [JSON.parse('{"name.__proto__": "x"}'), 'name.__proto__'],
  ])('%j', (members, ...remarked) => {
    expect(kept(members)).toEqual({})
    expect(ignored(members)).toEqual(remarked)
    expect(Object.keys(Object.prototype)).toEqual([])
  })

  test('an id, however written, does not find its way in', () => {
    expect(accepted(userType, { userName: 'alan', id: '1', ID: '2', [`${user}:id`]: '3' })).toEqual({
      schemas: [user],
      userName: 'alan',
    })
  })
})

describe('schemas', () => {
  test.each<[string, Json, JsonObject, string[], string[]]>([
    ['is made where it is null', null, {}, [user], ['schemas: null']],
    ['names what is there, not what was said', [user, enterpriseUser], {}, [user], []],
    ['names the extension that was not named', [user], { department: 'Notes' }, [user, enterpriseUser], []],
    ['is put in order', [enterpriseUser, user], { department: 'Notes' }, [user, enterpriseUser], []],
    ['may be empty', [], {}, [user], []],
    ['may be in another case', [user.toUpperCase()], {}, [user], []],
    ['leaves out what is unknown', [user, 'urn:x', 5], {}, [user], ['schemas: urn:x', 'schemas: 5']],
    ['may be a misspelt text', 'urn:x', {}, [user], ['schemas: urn:x']],
    ['may be a text', user, {}, [user], []],
  ])('%s', (_, sent, members, schemas, remarked) => {
    const remarks = lenient()
    const { resource } = accept(userType, { userName: 'alan', ...members, schemas: sent }, remarks)
    expect(resource.schemas).toEqual(schemas)
    expect(Object.keys(resource)[0]).toBe('schemas')
    expect([...remarks.ignored]).toEqual(remarked)
  })
})
