import { describe, expect, test } from 'bun:test'
import type { Json, JsonObject } from '../../src/scim/json'
import { userType } from '../../src/scim/resource-types'
import { urns } from '../../src/scim/urns'
import { add, changes, patched, remove, replace } from './patching'
import { ada, alan, frozen, grace, without } from './people'
import { refusalOf } from './refusal'

const { enterpriseUser: extension } = urns

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
