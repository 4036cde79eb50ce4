import { describe, expect, test } from 'bun:test'
import type { Json, JsonObject } from '../../src/scim/json'
import { lenient } from '../../src/scim/leniency'
import { patch, readPatch } from '../../src/scim/patch'
import { groupType, userType } from '../../src/scim/resource-types'
import { urns } from '../../src/scim/urns'
import { engine, engineType } from './engine'
import { add, patched, remove, replace } from './patching'
import { ada, alan, without } from './people'
import { detailOf, refusalOf } from './refusal'

const { enterpriseUser: extension } = urns

describe('A patch is refused', () => {
  test.each<[string, Json]>([
    ['invalidSyntax', null],
    ['invalidSyntax', []],
    ['invalidSyntax', 'text'],
    ['invalidSyntax', {}],
    ['invalidSyntax', { Operations: null }],
    ['invalidSyntax', { Operations: { op: 'add', path: 'title', value: 'x' } }],
    ['invalidSyntax', { Operations: ['add'] }],
    ['invalidSyntax', { Operations: [null] }],
    ['invalidSyntax', { Operations: [{ path: 'title', value: 'x' }] }],
    ['invalidSyntax', { Operations: [{ op: 'move', path: 'title', value: 'x' }] }],
    ['invalidSyntax', { Operations: [{ op: ['add'], path: 'title', value: 'x' }] }],
    ['invalidSyntax', { Operations: [{ op: 'constructor', path: 'title', value: 'x' }] }],
  ])('as %s: %j', (scimType, body) => {
    expect(refusalOf(() => readPatch(userType, body, lenient()))).toBe(`400 ${scimType}`)
  })

  test.each<[string, Json]>([
    ['noTarget', { op: 'remove' }],
    ['noTarget', { op: 'remove', path: '' }],
    ['noTarget', { op: 'remove', path: null, value: { title: 'x' } }],
    ['noTarget', replace('emails[type sw "x"].value', 'x')],
    ['noTarget', add('emails[type eq "a" or type eq "b"].value', 'x')],
    ['noTarget', add('x509Certificates[type ne "work"].value', 'x')],
    ['noTarget', replace('ims[not (type eq "xmpp")]', { value: 'x' })],
    ['noTarget', add('emails[type eq "a" and type eq "b"].value', 'x')],
    ['noTarget', add('emails[type eq ""].value', 'x')],
    ['noTarget', replace('ims[type eq "skype"].type', 'xmpp')],
    ['noTarget', replace('ims[type eq "skype"]', { value: 'ada', type: 'xmpp' })],
    ['noTarget', remove(urns.user)],
    ['noTarget', replace(urns.user, null)],
    ['invalidPath', replace('emails[type eq "work"', 'x')],
    ['invalidPath', replace('given name', 'x')],
    ['invalidFilter', replace('emails[kind eq "work"].value', 'x')],
    ['invalidFilter', replace('emails[constructor eq "work"].value', 'x')],
    ['invalidFilter', replace('emails[primary eq "perhaps"].value', 'x')],
    ['invalidFilter', replace('emails[primary gt true].value', 'x')],
    ['invalidFilter', replace('emails[type[value eq "x"]].value', 'x')],
    ['invalidPath', replace('name[givenName eq "Ada"].familyName', 'x')],
    ['invalidPath', replace('userName[value eq "x"]', 'x')],
    ['invalidPath', replace('emails.value[type eq "work"]', 'x')],
    ['invalidPath', replace(`${extension}[department eq "x"]`, {})],
    ['invalidPath', { op: 'add', path: 5, value: 'x' }],
    ['invalidPath', { op: 'add', path: ['title'], value: 'x' }],
    ['invalidFilter', { op: 'add', value: { 'emails[': 'x' } }],
    ['mutability', replace('id', 'other')],
    ['mutability', remove('id')],
    ['mutability', { op: 'replace', value: { id: 'other' } }],
    ['mutability', remove('userName')],
    ['mutability', replace('userName', '')],
    ['mutability', replace('userName', null)],
    ['mutability', { op: 'add', value: { userName: '' } }],
    ['mutability', replace('meta.lastModified', '2026-01-31T09:00:00Z')],
    ['invalidValue', { op: 'add', path: 'title' }],
    ['invalidValue', { op: 'replace' }],
    ['invalidValue', { op: 'replace', value: null }],
    ['invalidValue', { op: 'replace', value: 'x' }],
    ['invalidValue', { op: 'add', value: [{ title: 'x' }] }],
    ['invalidValue', replace('active', 'perhaps')],
    ['invalidValue', replace('active', 1)],
    ['invalidValue', replace('title', { a: 1 })],
    ['invalidValue', replace('title', ['a', 'b'])],
    ['invalidValue', replace('name', 'Ada')],
    ['invalidValue', replace('name', [{ givenName: 'a' }, { givenName: 'b' }])],
    ['invalidValue', replace('name.givenName', { a: 1 })],
    ['invalidValue', add('emails', [true])],
    ['invalidValue', add('emails', [{ value: { a: 1 } }])],
    ['invalidValue', replace('emails[type eq "work"]', [{ value: 'a' }, { value: 'b' }])],
    ['invalidValue', replace('emails[type eq "work"]', true)],
    ['invalidValue', replace('emails[type eq "work"].value', ['a', 'b'])],
    ['invalidValue', replace('emails[type eq "work"].primary', 'perhaps')],
    ['invalidValue', { op: 'remove', path: 'roles', value: [true] }],
    ['invalidValue', replace(extension, 'x')],
    ['invalidValue', add(extension, ['x'])],
    ['invalidValue', replace('manager', { value: {} })],
    ['invalidValue', replace('password', { plain: 'x' })],
  ])('as %s: %j', (scimType, operation) => {
    expect(refusalOf(() => patched(userType, ada, operation))).toBe(`400 ${scimType}`)
  })

  test.each<[Json, string]>([
    [replace('emails[type sw "x"].value', 'x'), 'No value of emails meets the filter in the path.'],
    [replace('active', 'perhaps'), 'active must be a boolean, not "perhaps".'],
    [add('emails', [{ value: 'a' }, { value: { a: 1 } }]), 'emails[1].value must be a string, not {"a":1}.'],
    [replace('manager', { value: {} }), `${extension}:manager.value must be a string, not {}.`],
    [replace('name.givenName', { a: 1 }), 'name.givenName must be a string, not {"a":1}.'],
    [replace('meta.version', 'x'), 'meta.version is readOnly; it cannot be changed by PATCH.'],
    [remove('userName'), 'userName is required; it can be replaced but not removed.'],
    [replace('password', { plain: 'x' }), 'password has the wrong type.'],
    [{ op: 'move' }, 'Operations[0].op must be "add", "replace" or "remove".'],
  ])('with a reason: %j', (operation, detail) => {
    expect(detailOf(() => patched(userType, ada, operation))).toBe(detail)
  })

  test('where an operation on members is wrong, though members are kept elsewhere', () => {
    expect(
      refusalOf(() => readPatch(groupType, { Operations: [add('members', [{ value: ['x', 'y'] }])] }, lenient())),
    ).toBe('400 invalidValue')
  })

  const roles = (count: number, name = 'role') =>
    Array.from({ length: count }, (_, index) => ({ value: `${name} ${index}` }))

  test('where an attribute would get more than 1000 values', () => {
    const full = { ...alan, roles: roles(1000) }
    expect(patched(userType, alan, replace('roles', roles(1000))).roles).toBeArrayOfSize(1000)
    expect(patched(userType, full, add('roles', roles(1000))).roles).toBeArrayOfSize(1000)
    const detail = 'roles may have 1000 values, not 1001.'
    for (const operation of [replace('roles', roles(1001)), add('roles', roles(1001)), add('', { roles: roles(1001) })])
      expect(detailOf(() => patched(userType, alan, operation))).toBe(detail)
    expect(detailOf(() => patched(userType, full, add('roles', [{ value: 'one more' }])))).toBe(detail)
    expect(detailOf(() => patched(userType, full, add('roles[value eq "one more"].type', 'x')))).toBe(detail)
    const [first, second] = [add('roles', roles(600)), add('roles', roles(600, 'other'))]
    expect(refusalOf(() => patched(userType, alan, first, second, remove('roles')))).toBe('400 invalidValue')
  })

  test('where it compares too many values with each other, of those that were there before the limit', () => {
    const old = { ...alan, roles: roles(2000) }
    const known = { op: 'remove', path: 'roles', value: [{ value: 'role 0' }] }
    expect(refusalOf(() => patched(userType, old, known))).toBe('400 invalidValue')
    expect(patched(userType, old, replace('title', 'x'))).toEqual({ ...old, title: 'x' })
    expect(patched(userType, old, remove('roles[value sw "role 1"]')).roles).toBeArrayOfSize(889)
    expect(patched(userType, old, remove('roles'))).toEqual(alan)
  })

  test('where it holds more than 1000 operations', () => {
    const body = (count: number) => ({ Operations: Array(count).fill(replace('title', 'x')) })
    expect(refusalOf(() => readPatch(userType, body(1000), lenient()))).toBe('accepted')
    expect(refusalOf(() => readPatch(userType, body(1001), lenient()))).toBe('413')
    expect(detailOf(() => readPatch(userType, body(1001), lenient()))).toBe(
      'A PATCH may hold 1000 operations, not 1001; split it into several requests.',
    )
  })

  test('where an immutable attribute has a value', () => {
    expect(refusalOf(() => patched(engineType, engine, replace('serial', 3)))).toBe('400 mutability')
    expect(refusalOf(() => patched(engineType, engine, remove('serial')))).toBe('400 mutability')
    expect(patched(engineType, engine, replace('serial', 2))).toEqual(engine)
    expect(patched(engineType, without(engine, 'serial'), add('serial', 3)).serial).toBe(3)
  })
})

describe('A patch that looks through very many values', () => {
  const emails = Array.from({ length: 1000 }, (_, index) => ({ value: `e${index}@example.com`, type: 'work' }))
  const many: JsonObject = { ...ada, emails }
  const attempt = (before: JsonObject, Operations: readonly Json[]) =>
    refusalOf(() => patch(userType, before, readPatch(userType, { Operations }, lenient()).operations))
  const filter = (parts: number) => Array.from({ length: parts }, (_, index) => `value eq "${index}"`).join(' or ')

  test('is refused instead of keeping everybody waiting', () => {
    const costly = Array.from({ length: 200 }, () => remove(`emails[${filter(200)}]`))
    expect(attempt(many, costly)).toBe('400 tooMany')
    expect(attempt(without(ada, 'emails'), [add('emails', emails), ...costly])).toBe('400 tooMany')
  })

  test('is taken as long as its operations are like those that clients send', () => {
    expect(attempt(many, [remove(`emails[${filter(200)}]`)])).toBe('accepted')
    expect(
      attempt(
        many,
        Array.from({ length: 1000 }, (_, index) => remove(`emails[value eq "e${index}@x"]`)),
      ),
    ).toBe('accepted')
    expect(
      attempt(
        many,
        Array.from({ length: 1000 }, (_, index) => add('emails', [emails[index] ?? {}])),
      ),
    ).toBe('accepted')
    expect(attempt(many, [replace('emails', emails), add('emails', emails)])).toBe('accepted')
    expect(
      attempt(
        ada,
        Array.from({ length: 1000 }, () => remove(`emails[${filter(200)}]`)),
      ),
    ).toBe('accepted')
  })
})
