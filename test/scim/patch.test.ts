import { describe, expect, test } from 'bun:test'
import type { Attribute, ResourceType } from '../../src/scim/attribute'
import { equal, type Json, type JsonObject } from '../../src/scim/json'
import { lenient } from '../../src/scim/leniency'
import { patch, readPatch } from '../../src/scim/patch'
import { groupType, resourceTypes, userType } from '../../src/scim/resource-types'
import { urns } from '../../src/scim/urns'
import { engine, engineType } from './engine'
import { ada, alan, frozen, grace, mathematicians, without } from './people'
import { detailOf, refusalOf } from './refusal'
import { sample, writable } from './sample'

const { enterpriseUser: extension } = urns

function patched(type: ResourceType, document: JsonObject, ...Operations: readonly Json[]): JsonObject {
  const body = frozen({ schemas: [urns.patchOp], Operations })
  return patch(type, document, readPatch(type, body, lenient()).operations)
}

/** What a patch changes of a document: the attributes that are new or different, and null for those that are gone. */
function changes(document: JsonObject, ...operations: readonly Json[]): JsonObject {
  const after = patched(userType, document, ...operations)
  const names = new Set([...Object.keys(document), ...Object.keys(after)])
  return Object.fromEntries(
    [...names].filter((name) => !equal(document[name], after[name])).map((name) => [name, after[name] ?? null]),
  )
}

const add = (path: string, value: Json) => ({ op: 'add', path, value })
const replace = (path: string, value: Json) => ({ op: 'replace', path, value })
const remove = (path: string) => ({ op: 'remove', path })

/** The least document of a type, and the same with one attribute more. */
function bare(type: ResourceType, without?: string): JsonObject {
  const required = type.schema.attributes.filter((attribute) => attribute.required && attribute.name !== without)
  return frozen({
    schemas: [type.schema.id],
    id: 'some',
    ...Object.fromEntries(required.map((attribute) => [attribute.name, sample(attribute, 'old')])),
  })
}

describe('Every attribute', () => {
  for (const type of resourceTypes) {
    const document = bare(type)
    for (const attribute of writable(type.schema.attributes)) {
      const { name, required } = attribute
      const [old, next] = [sample(attribute, 'old'), sample(attribute, 'new one')]
      const filled = frozen({ ...document, [name]: old })

      test(`is added, replaced and removed: ${type.name}.${name}`, () => {
        for (const path of [name, name.toUpperCase(), `${type.schema.id}:${name}`]) {
          if (!required) expect(patched(type, document, add(path, old))).toEqual(filled)
          expect(patched(type, filled, replace(path, next))).toEqual({ ...document, [name]: next })
          if (!required) expect(patched(type, document, replace(path, next))).toEqual({ ...document, [name]: next })
          if (required) expect(refusalOf(() => patched(type, filled, remove(path)))).toBe('400 mutability')
          else expect(patched(type, filled, remove(path))).toEqual(document)
          expect(patched(type, filled, add(path, old), replace(path, old))).toEqual(filled)
        }
        expect(patched(type, filled, { op: 'replace', value: { [name]: next } })).toEqual({ ...document, [name]: next })
      })

      for (const sub of writable(attribute.subAttributes ?? [])) partIsPatched(type, document, attribute, sub)
    }

    for (const { schema } of type.extensions) {
      for (const attribute of writable(schema.attributes)) {
        const { name } = attribute
        const [old, next] = [sample(attribute, 'old'), sample(attribute, 'new one')]
        const withExtension = (value: Json) =>
          frozen({ ...document, schemas: [type.schema.id, schema.id], [schema.id]: { [name]: value } })

        test(`is added, replaced and removed: ${schema.name}.${name}`, () => {
          for (const path of [
            `${schema.id}:${name}`,
            `${schema.id}:${name}`.toUpperCase(),
            `${schema.id}.${name}`,
            name,
          ]) {
            expect(patched(type, document, add(path, old))).toEqual(withExtension(old))
            expect(patched(type, withExtension(old), replace(path, next))).toEqual(withExtension(next))
            expect(patched(type, withExtension(old), remove(path))).toEqual(document)
            expect(patched(type, withExtension(old), replace(path, ''))).toEqual(document)
          }
          for (const value of [{ [schema.id]: { [name]: next } }, { [`${schema.id}:${name}`]: next }])
            expect(patched(type, withExtension(old), { op: 'replace', value })).toEqual(withExtension(next))
        })
      }
    }
  }

  test('that is readOnly is refused', () => {
    const paths = [
      'meta',
      'meta.created',
      'groups',
      'groups[value eq "g1"]',
      'groups.value',
      'manager.displayName',
      `${extension}:manager.displayName`,
    ]
    for (const path of paths)
      for (const operation of [add(path, 'x'), replace(path, 'x'), remove(path)])
        expect([path, refusalOf(() => patched(userType, ada, operation))]).toEqual([path, '400 mutability'])
  })
})

/** A part of a complex attribute, by its path: `name.givenName`, `emails[type eq "x"].value`. */
function partIsPatched(type: ResourceType, document: JsonObject, attribute: Attribute, sub: Attribute): void {
  const { name } = attribute
  const [old, next] = [sample(sub, 'old'), sample(sub, 'new one')]
  const key = sub.name === 'type' ? attribute.subAttributes?.[0]?.name : 'type'
  const other = { [`${key}`]: 'other' }
  const holding = (part: JsonObject): JsonObject =>
    Object.keys(part).length === 0 ? document : { ...document, [name]: attribute.multiValued ? [part] : part }

  test(`is added, replaced and removed: ${type.name}.${name}.${sub.name}`, () => {
    const path = `${name}.${sub.name}`
    expect(patched(type, document, add(path, old))).toEqual(holding({ [sub.name]: old }))
    expect(patched(type, holding({ [sub.name]: old }), replace(path, next))).toEqual(holding({ [sub.name]: next }))
    expect(patched(type, holding({ [sub.name]: old }), remove(path))).toEqual(document)
    if (!attribute.multiValued) return
    const selected = `${name}[${key} eq "other"].${sub.name}`
    expect(patched(type, document, replace(selected, next))).toEqual(holding({ ...other, [sub.name]: next }))
    expect(patched(type, holding({ ...other, [sub.name]: old }), add(selected, next))).toEqual(
      holding({ ...other, [sub.name]: next }),
    )
    expect(patched(type, holding({ ...other, [sub.name]: old }), remove(selected))).toEqual(holding(other))
  })
}

describe('add', () => {
  test.each<[string, JsonObject, Json, JsonObject]>([
    ['a single value takes the place of the old', ada, add('title', 'Countess'), { title: 'Countess' }],
    [
      'parts of a complex value join the others',
      grace,
      add('name', { middleName: 'Brewster' }),
      { name: { ...grace.name, middleName: 'Brewster' } },
    ],
    [
      'an element joins the others',
      grace,
      add('emails', [{ value: 'g@navy.mil', type: 'other' }]),
      { emails: [...grace.emails, { value: 'g@navy.mil', type: 'other' }] },
    ],
    [
      'several elements join in their order',
      alan,
      add('roles', [{ value: 'a' }, { value: 'b' }]),
      { roles: [{ value: 'a' }, { value: 'b' }] },
    ],
    [
      'an element that is there is not added again',
      grace,
      add('emails', [{ value: 'grace@example.com', type: 'work', primary: true }]),
      {},
    ],
    ['an element that is there in part is not added again', grace, add('emails', [{ value: 'grace@example.com' }]), {}],
    [
      'what is new about an element is merged into it',
      grace,
      add('emails', [{ value: 'grace@example.com', display: 'Grace' }]),
      { emails: [{ ...grace.emails[0], display: 'Grace' }] },
    ],
    [
      'equal values of different types are two',
      grace,
      add('emails', [{ value: 'grace@example.com', type: 'home' }]),
      { emails: [...grace.emails, { value: 'grace@example.com', type: 'home' }] },
    ],
    [
      'values in another case are two',
      grace,
      add('emails', [{ value: 'Grace@example.com', type: 'work' }]),
      { emails: [...grace.emails, { value: 'Grace@example.com', type: 'work' }] },
    ],
    [
      'an equal address is not added again',
      ada,
      add('addresses', [{ locality: 'Ockham', country: 'GB', type: 'home' }]),
      {},
    ],
    [
      'a different address is',
      alan,
      add('addresses', [{ locality: 'Bletchley' }]),
      { addresses: [{ locality: 'Bletchley' }] },
    ],
    [
      'equal elements in one operation are one',
      alan,
      add('roles', [{ value: 'a' }, { value: 'a' }]),
      { roles: [{ value: 'a' }] },
    ],
    ['nothing is nothing', grace, add('emails', []), {}],
    [
      'to a selected element merges',
      ada,
      add('emails[type eq "home"]', { display: 'At home' }),
      { emails: [ada.emails[0], { ...ada.emails[1], display: 'At home' }] },
    ],
    ['nothing to a selected element changes nothing', ada, add('emails[type eq "home"]', null), {}],
    [
      'without a path takes each member',
      grace,
      { op: 'add', value: { title: 'Admiral', emails: [{ value: 'g@navy.mil' }] } },
      { title: 'Admiral', emails: [...grace.emails, { value: 'g@navy.mil' }] },
    ],
  ])('%s', (_, document, operation, changed) => {
    expect(changes(document, operation)).toEqual(changed)
  })
})

describe('replace', () => {
  test.each<[string, JsonObject, Json, JsonObject]>([
    ['a single value', grace, replace('displayName', 'Amazing Grace'), { displayName: 'Amazing Grace' }],
    ['what is not there adds it', alan, replace('title', 'Fellow'), { title: 'Fellow' }],
    [
      'parts of a complex value leaves the others',
      grace,
      replace('name', { familyName: 'Murray' }),
      { name: { familyName: 'Murray', givenName: 'Grace' } },
    ],
    [
      'with an empty part clears that part alone',
      grace,
      replace('name', { familyName: null, givenName: '', middleName: 'B' }),
      { name: { middleName: 'B' } },
    ],
    [
      'with nothing but empty parts clears those alone',
      ada,
      replace('name', { middleName: '', honorificSuffix: null }),
      { name: without(ada.name, 'middleName', 'honorificSuffix') },
    ],
    ['with an empty object changes nothing', grace, replace('name', {}), {}],
    ['with all parts empty leaves none', grace, replace('name', { familyName: '', givenName: '' }), { name: null }],
    ['a whole array', ada, replace('emails', [{ value: 'a' }]), { emails: [{ value: 'a' }] }],
    ['by an empty array clears', ada, replace('phoneNumbers', []), { phoneNumbers: null }],
    ['by null clears', ada, replace('phoneNumbers', null), { phoneNumbers: null }],
    ['by nothing clears', ada, replace('title', ''), { title: null }],
    [
      'a part of all elements',
      ada,
      replace('phoneNumbers.display', 'x'),
      { phoneNumbers: ada.phoneNumbers.map((each) => ({ ...each, display: 'x' })) },
    ],
    [
      'a part of the selected elements',
      ada,
      replace('phoneNumbers[type eq "mobile"].value', '0'),
      { phoneNumbers: [ada.phoneNumbers[0], { value: '0', type: 'mobile' }] },
    ],
    [
      'a selected element whole, but for what selected it',
      ada,
      replace('emails[type eq "work"]', { value: 'new' }),
      { emails: [{ type: 'work', value: 'new' }, ada.emails[1]] },
    ],
    [
      'a selected element by nothing removes it',
      ada,
      replace('emails[type eq "work"]', null),
      { emails: [ada.emails[1]] },
    ],
    [
      'every element that is selected',
      ada,
      replace('addresses[country eq "GB"].country', 'UK'),
      { addresses: ada.addresses.map((each) => ({ ...each, country: 'UK' })) },
    ],
    [
      'elements by any filter',
      ada,
      replace('emails[not (primary eq true) and value ew ".example"].type', 'other'),
      { emails: [ada.emails[0], { value: 'ada@home.example', type: 'other' }] },
    ],
    [
      'without a path takes each member',
      ada,
      { op: 'replace', value: { title: 'x', roles: [], name: { givenName: 'y' } } },
      { title: 'x', roles: null, name: { ...ada.name, givenName: 'y' } },
    ],
    ['externalId', grace, replace('externalId', null), { externalId: null }],
  ])('%s', (_, document, operation, changed) => {
    expect(changes(document, operation)).toEqual(changed)
  })
})

describe('remove', () => {
  test.each<[string, JsonObject, Json, JsonObject]>([
    ['a single value', ada, remove('title'), { title: null }],
    ['a whole array', ada, remove('emails'), { emails: null }],
    ['a complex value', ada, remove('name'), { name: null }],
    ['a part of it', grace, remove('name.givenName'), { name: { familyName: 'Hopper' } }],
    [
      'a part of all elements',
      ada,
      remove('emails.display'),
      { emails: [without(ada.emails[0], 'display'), ada.emails[1]] },
    ],
    ['selected elements', ada, remove('emails[type eq "home"]'), { emails: [ada.emails[0]] }],
    ['all elements, selected', ada, remove('emails[value pr]'), { emails: null }],
    [
      'a part of selected elements',
      ada,
      remove('emails[type eq "work"].display'),
      { emails: [without(ada.emails[0], 'display'), ada.emails[1]] },
    ],
    [
      'the last part, and with it the element',
      frozen({ ...alan, roles: [{ value: 'a' }] }),
      remove('roles[value eq "a"].value'),
      { roles: null },
    ],
    ['a value that a value is given for', ada, { op: 'remove', path: 'title', value: 'Analyst' }, { title: null }],
    ['what is not there, without a change', alan, remove('title'), {}],
    ['elements that are not there, without a change', grace, remove('emails[type eq "home"]'), {}],
    ['elements whatever the filter, without a change', alan, remove('emails[value co "x" or not (type pr)]'), {}],
    ['a part that is not there, without a change', alan, remove('name.givenName'), {}],
    ['an unknown attribute, without a change', ada, remove('shoeSize'), {}],
  ])('%s', (_, document, operation, changed) => {
    expect(changes(document, operation)).toEqual(changed)
  })
})

describe('Operations', () => {
  test('are carried out in their order', () => {
    expect(
      changes(
        alan,
        add('title', 'a'),
        replace('title', 'b'),
        remove('title'),
        add('nickName', 'Prof'),
        replace('nickName', 'The Prof'),
      ),
    ).toEqual({ nickName: 'The Prof' })
    expect(
      changes(grace, replace('emails[type eq "work"].type', 'home'), replace('emails[type eq "home"].value', 'x')),
    ).toEqual({ emails: [{ value: 'x', type: 'home', primary: true }] })
  })

  test.each<[string, Json]>([
    ['a later one has no target', replace('emails[type sw "x"].value', 'x')],
    ['a later one has the wrong type', replace('active', 'perhaps')],
    ['a later one cannot be read', replace('emails[', 'x')],
    ['a later one is readOnly', replace('meta.version', 'x')],
    ['a later one clears what is required', remove('userName')],
  ])('are all refused where %s', (_, last) => {
    const before = JSON.stringify(grace)
    expect(refusalOf(() => patched(userType, grace, replace('title', 'Admiral'), last))).toStartWith('400')
    expect(JSON.stringify(grace)).toBe(before)
  })

  test.each<[Json]>([
    [add('title', 'Analyst')],
    [replace('name', { givenName: 'Ada' })],
    [replace('emails', ada.emails)],
    [add('emails', ada.emails)],
    [replace('emails[type eq "work"].value', 'ada@example.com')],
    [replace('active', true)],
    [{ op: 'replace', value: ada }],
    [{ op: 'add', value: without(ada, 'id', 'schemas') }],
    [replace(extension, ada[extension])],
    [replace('id', 'ada')],
    [remove('groups2')],
  ])('that change nothing give an equal document: %j', (operation) => {
    const after = patched(userType, ada, operation)
    expect(after).toEqual(ada)
    expect(Object.keys(after)).toEqual(Object.keys(ada))
  })

  test('leave the order of attributes alone', () => {
    expect(Object.keys(patched(userType, ada, replace('title', 'x'), replace('name.givenName', 'y')))).toEqual(
      Object.keys(ada),
    )
  })
})

describe('primary', () => {
  const [a, b] = [{ value: 'a', primary: true }, { value: 'b' }]
  const document = frozen({ ...alan, roles: [a, b] })
  test.each<[string, Json, Json]>([
    [
      'goes to an element added with it',
      add('roles', [{ value: 'c', primary: true }]),
      [{ value: 'a', primary: false }, b, { value: 'c', primary: true }],
    ],
    [
      'goes to an element that gets it',
      replace('roles[value eq "b"].primary', true),
      [
        { value: 'a', primary: false },
        { value: 'b', primary: true },
      ],
    ],
    [
      'goes to an element merged with it',
      add('roles', [{ value: 'b', primary: true }]),
      [
        { value: 'a', primary: false },
        { value: 'b', primary: true },
      ],
    ],
    [
      'goes to the last of several',
      replace('roles.primary', true),
      [
        { value: 'a', primary: false },
        { value: 'b', primary: true },
      ],
    ],
    ['stays where it is', replace('roles[value eq "a"].primary', true), [a, b]],
    [
      'stays with an element that changes',
      replace('roles[primary eq true].value', 'z'),
      [{ value: 'z', primary: true }, b],
    ],
    [
      'stays with an element replaced in place',
      replace('roles[value eq "a"]', { display: 'A', primary: true }),
      [{ value: 'a', display: 'A', primary: true }, b],
    ],
    ['goes away', replace('roles[value eq "a"].primary', false), [{ value: 'a', primary: false }, b]],
    [
      'is the first of those that replace',
      replace('roles', [{ value: 'x' }, { value: 'y', primary: true }, { value: 'z', primary: true }]),
      [{ value: 'x' }, { value: 'y', primary: true }, { value: 'z', primary: false }],
    ],
  ])('%s', (_, operation, roles) => {
    expect(patched(userType, document, operation).roles).toEqual(roles)
  })
})

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

describe('A patch of a group', () => {
  const [first, second] = mathematicians.members
  test.each<[string, Json, readonly Json[] | undefined]>([
    ['adds a member', add('members', [{ value: 'grace' }]), [first, second, { value: 'grace' }]],
    ['adds no member twice', add('members', [{ value: 'ada' }, { value: 'alan', type: 'User' }]), [first, second]],
    ['removes one by a filter', remove('members[value eq "ada"]'), [second]],
    ['removes several by a filter', remove('members[value eq "ada" or value eq "alan"]'), undefined],
    [
      'removes those it lists',
      { op: 'remove', path: 'members', value: [{ value: 'ada' }, { value: 'nobody' }] },
      [second],
    ],
    [
      'removes those it lists, whatever else it says of them',
      { op: 'remove', path: 'members', value: [{ value: 'ada', $ref: null, display: 'x' }] },
      [second],
    ],
    ['removes nobody by an empty list', { op: 'remove', path: 'members', value: [] }, [first, second]],
    ['removes everybody', remove('members'), undefined],
    ['replaces everybody', replace('members', [{ value: 'grace' }]), [{ value: 'grace' }]],
    ['empties it', replace('members', []), undefined],
  ])('%s', (_, operation, members) => {
    expect(patched(groupType, mathematicians, operation).members).toEqual(members)
  })
})

describe('Removal by a list of a user’s values', () => {
  const [x, y, b] = frozen([{ value: 'a', type: 'x' }, { value: 'a', type: 'y' }, { value: 'b' }])
  const document = frozen({
    ...alan,
    roles: [x, y, b],
    addresses: [{ locality: 'London', type: 'work' }, { locality: 'Wilmslow' }],
  })
  test.each<[string, Json, JsonObject]>([
    ['takes equal values', { op: 'remove', path: 'roles', value: [{ value: 'b' }] }, { roles: [x, y] }],
    ['takes all types where it names none', { op: 'remove', path: 'roles', value: [{ value: 'a' }] }, { roles: [b] }],
    [
      'takes the type that it names',
      { op: 'remove', path: 'roles', value: [{ value: 'a', type: 'y' }] },
      { roles: [x, b] },
    ],
    [
      'takes elements without a value by all that is given',
      { op: 'remove', path: 'addresses', value: [{ locality: 'London' }] },
      { addresses: [{ locality: 'Wilmslow' }] },
    ],
    ['leaves what differs', { op: 'remove', path: 'addresses', value: [{ locality: 'London', type: 'home' }] }, {}],
  ])('%s', (_, operation, changed) => {
    expect(changes(document, operation)).toEqual(changed)
  })
})

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
    ['noTarget', remove(urns.user)],
    ['noTarget', replace(urns.user, null)],
    ['invalidPath', replace('emails[type eq "work"', 'x')],
    ['invalidPath', replace('given name', 'x')],
    ['invalidPath', replace('emails[kind eq "work"].value', 'x')],
    ['invalidPath', replace('emails[constructor eq "work"].value', 'x')],
    ['invalidPath', replace('emails[primary eq "perhaps"].value', 'x')],
    ['invalidPath', replace('emails[primary gt true].value', 'x')],
    ['invalidPath', replace('emails[type[value eq "x"]].value', 'x')],
    ['invalidPath', replace('name[givenName eq "Ada"].familyName', 'x')],
    ['invalidPath', replace('userName[value eq "x"]', 'x')],
    ['invalidPath', replace('emails.value[type eq "work"]', 'x')],
    ['invalidPath', replace(`${extension}[department eq "x"]`, {})],
    ['invalidPath', { op: 'add', path: 5, value: 'x' }],
    ['invalidPath', { op: 'add', path: ['title'], value: 'x' }],
    ['invalidPath', { op: 'add', value: { 'emails[': 'x' } }],
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

  test('where an immutable attribute has a value', () => {
    expect(refusalOf(() => patched(engineType, engine, replace('serial', 3)))).toBe('400 mutability')
    expect(refusalOf(() => patched(engineType, engine, remove('serial')))).toBe('400 mutability')
    expect(patched(engineType, engine, replace('serial', 2))).toEqual(engine)
    expect(patched(engineType, without(engine, 'serial'), add('serial', 3)).serial).toBe(3)
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
