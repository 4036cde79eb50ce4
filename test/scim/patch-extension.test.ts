import { describe, expect, test } from 'bun:test'
import { type Attribute, attribute, complex, type ResourceType } from '../../src/scim/attribute'
import type { Json, JsonObject } from '../../src/scim/json'
import { lenient } from '../../src/scim/leniency'
import { readPatch } from '../../src/scim/patch'
import { userType } from '../../src/scim/resource-types'
import { urns } from '../../src/scim/urns'
import { engine, engineType } from './engine'
import { add, patched, remove, replace } from './patching'
import { alan, frozen } from './people'
import { refusalOf } from './refusal'

const { enterpriseUser: extension } = urns

describe('An extension', () => {
  const withDepartment = frozen({ ...alan, schemas: [urns.user, extension], [extension]: { department: 'Hut 8' } })
  test.each<[string, JsonObject, Json, JsonObject]>([
    ['comes into schemas with its first attribute', alan, add(`${extension}:department`, 'Hut 8'), withDepartment],
    ['leaves schemas with its last', withDepartment, remove(`${extension}:department`), alan],
    ['leaves schemas when it is removed', withDepartment, remove(extension), alan],
    ['leaves schemas when it is replaced by null', withDepartment, replace(extension, null), alan],
    [
      'leaves schemas when all its attributes are emptied',
      withDepartment,
      replace(extension, { department: '', division: null }),
      alan,
    ],
    [
      'stays when another attribute stays',
      withDepartment,
      replace(extension, { department: '', division: 'GC&CS' }),
      { ...withDepartment, [extension]: { division: 'GC&CS' } },
    ],
    [
      'is merged, not replaced',
      withDepartment,
      replace(extension, { division: 'GC&CS' }),
      { ...withDepartment, [extension]: { department: 'Hut 8', division: 'GC&CS' } },
    ],
    ['is not touched by adding nothing', withDepartment, add(extension, null), withDepartment],
    ['is not touched by an empty object', withDepartment, replace(extension, {}), withDepartment],
    ['may be named in any case', withDepartment, remove(extension.toUpperCase()), alan],
  ])('%s', (_, document, operation, after) => {
    expect(patched(userType, document, operation)).toEqual(after)
  })
})

describe('A complex attribute of an extension, which has a value among its parts', () => {
  const schema = {
    id: 'urn:example:Desk',
    name: 'Desk',
    description: 'Where somebody sits.',
    attributes: [
      complex('desk', 'A desk.', [
        attribute('value', 'string', 'Its number.'),
        attribute('floor', 'integer', 'A floor.'),
      ]),
    ],
  }
  const type: ResourceType = { ...userType, extensions: [...userType.extensions, { schema, required: false }] }
  const path = `${schema.id}:desk`
  const seated = frozen({ ...alan, schemas: [urns.user, schema.id], [schema.id]: { desk: { value: 'A1', floor: 3 } } })
  test.each<[string, Json, Json]>([
    ['keeps its other parts where it gets another value', add(path, { value: 'B2' }), { value: 'B2', floor: 3 }],
    ['keeps them where the value is replaced', replace(path, { value: 'B2' }), { value: 'B2', floor: 3 }],
    ['keeps them where its value comes as text', replace(path, 'B2'), { value: 'B2', floor: 3 }],
    ['keeps them where the value goes', replace(path, { value: '', floor: 4 }), { floor: 4 }],
    ['loses those that are null', add(path, { value: 'B2', floor: null }), { value: 'B2' }],
  ])('%s', (_, operation, desk) => {
    expect(patched(type, seated, operation)).toEqual({ ...seated, [schema.id]: { desk } })
  })

  test('is gone with its last part', () => {
    expect(patched(type, seated, replace(path, { value: null, floor: '' }))).toEqual(alan)
  })
})

describe('An extension with attributes that are required or readOnly', () => {
  const schema = {
    id: 'urn:example:Workshop',
    name: 'Workshop',
    description: 'Where it was made.',
    attributes: [
      attribute('place', 'string', 'A place.', { required: true }),
      attribute('floor', 'integer', 'A floor.', { mutability: 'readOnly' }),
      attribute('master', 'string', 'A person.'),
    ],
  }
  const made = { ...engine, [schema.id]: { place: 'Lambeth', floor: 1, master: 'Clement' } }
  const typeWith = (...attributes: readonly Attribute[]) => ({
    ...engineType,
    extensions: [{ schema: { ...schema, attributes }, required: true }],
  })

  test('is refused to be removed while one is required', () => {
    expect(refusalOf(() => patched(typeWith(...schema.attributes), made, remove(schema.id)))).toBe('400 mutability')
  })

  test('keeps what is readOnly', () => {
    const [, floor, master] = schema.attributes
    if (!floor || !master) throw new Error('The extension has a floor and a master.')
    expect(
      patched(typeWith(floor, master), { ...made, [schema.id]: { floor: 1, master: 'Clement' } }, remove(schema.id))[
        schema.id
      ],
    ).toEqual({ floor: 1 })
  })

  test('is refused to be removed where the type requires it', () => {
    const [, , master] = schema.attributes
    if (!master) throw new Error('The extension has a master.')
    expect(
      refusalOf(() => patched(typeWith(master), { ...made, [schema.id]: { master: 'Clement' } }, remove(schema.id))),
    ).toBe('400 mutability')
  })
})

describe('A manager', () => {
  const managed = (manager: JsonObject) =>
    frozen({ ...alan, schemas: [urns.user, extension], [extension]: { manager } })
  const max = managed({ value: 'max', $ref: '../Users/max' })
  test.each<[string, Json, JsonObject]>([
    [
      'is replaced with all that was said of the old one',
      replace('manager', { value: 'don' }),
      managed({ value: 'don' }),
    ],
    ['keeps what was said of the same one', replace('manager', { value: 'max' }), max],
    [
      'gets more said',
      add('manager', { value: 'max', $ref: '../Users/m' }),
      managed({ value: 'max', $ref: '../Users/m' }),
    ],
    ['gets a new part by its path', replace('manager.$ref', 'x'), managed({ value: 'max', $ref: 'x' })],
    ['gets a new part by an object', replace('manager', { $ref: 'x' }), managed({ value: 'max', $ref: 'x' })],
    ['is none without a value', replace('manager', { value: '' }), alan],
    ['is none without a value, whatever else is said', replace('manager', { VALUE: null, $ref: 'x' }), alan],
    ['is none by nothing', replace('manager', ''), alan],
    ['does not get a displayName', replace('manager', { displayName: 'Max Newman' }), max],
  ])('%s', (_, operation, after) => {
    expect(patched(userType, max, operation)).toEqual(after)
  })
})

describe('A patch of any other type', () => {
  test.each<[Json, JsonObject]>([
    [replace('serial', '2'), {}],
    [replace('tons', '-1.5'), { tons: -1.5 }],
    [add('tags', ['tin', 'Brass']), { tags: ['Brass', 'steam', 'tin'] }],
    [add('tags', 'tin'), { tags: ['Brass', 'steam', 'tin'] }],
    [remove('tags[value eq "brass"]'), { tags: ['steam'] }],
    [{ op: 'remove', path: 'tags', value: ['steam'] }, { tags: ['Brass'] }],
    [replace('tags[value eq "BRASS"]', 'tin'), { tags: ['tin', 'steam'] }],
    [replace('urn:example:Museum:id', 'x'), { 'urn:example:Museum': { ...engine['urn:example:Museum'], id: 'x' } }],
    [
      remove('urn:example:Museum:rooms[value gt 1]'),
      { 'urn:example:Museum': { ...engine['urn:example:Museum'], rooms: [1] } },
    ],
    [replace('lock', { kind: 'pin' }), { lock: { ...engine.lock, kind: 'pin' } }],
  ])('%j', (operation, changed) => {
    expect(patched(engineType, engine, operation)).toEqual({ ...engine, ...changed })
  })
})

describe('A password', () => {
  const read = (...Operations: readonly Json[]) => readPatch(userType, { Operations }, lenient())

  test.each<[string, Json]>([
    ['t1meMa$heen', add('password', 't1meMa$heen')],
    ['t1meMa$heen', { op: 'replace', value: { password: 't1meMa$heen' } }],
    ['t1meMa$heen', { op: 'replace', value: { [urns.user]: { Password: ['t1meMa$heen'] } } }],
    ['1234', replace('password', 1234)],
  ])('%s is handed over apart from the operations', (password, operation) => {
    expect(read(operation)).toEqual({ operations: [], password })
  })

  test('is the last that is given, and not cleared', () => {
    expect(
      read(replace('password', 'first'), replace('password', 'last'), replace('password', ''), remove('password')),
    ).toEqual({
      operations: [],
      password: 'last',
    })
    expect(read(remove('password'), replace('password', ''))).toEqual({ operations: [] })
  })
})
