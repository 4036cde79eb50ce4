import { describe, expect, test } from 'bun:test'
import type { Json, JsonObject } from '../../src/scim/json'
import { groupType, userType } from '../../src/scim/resource-types'
import { add, changes, patched, remove, replace } from './patching'
import { alan, frozen, mathematicians } from './people'

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

test.each<[string, readonly Json[], Json, readonly Json[]]>([
  [
    'goes to one before it',
    [{ value: 'a' }, { value: 'b', primary: true }],
    replace('roles[value eq "a"].primary', true),
    [
      { value: 'a', primary: true },
      { value: 'b', primary: false },
    ],
  ],
  [
    'goes to the last, where all get it',
    [{ value: 'a' }, { value: 'b' }, { value: 'c' }],
    replace('roles.primary', true),
    [
      { value: 'a', primary: false },
      { value: 'b', primary: false },
      { value: 'c', primary: true },
    ],
  ],
])('The mark of the primary value %s', (_, roles, operation, after) => {
  expect(patched(userType, { ...alan, roles }, operation).roles).toEqual(after)
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
