import { describe, expect, test } from 'bun:test'
import type { ResourceType } from '../../src/scim/attribute'
import type { Json, JsonObject } from '../../src/scim/json'
import { lenient, type Remarks } from '../../src/scim/leniency'
import { patch, readPatch } from '../../src/scim/patch'
import { groupType, userType } from '../../src/scim/resource-types'
import { urns } from '../../src/scim/urns'
import { alan, frozen, grace, mathematicians, without } from './people'

const { enterpriseUser: extension } = urns
const members = mathematicians.members
const managed = frozen({
  ...alan,
  schemas: [urns.user, extension],
  [extension]: { manager: { value: 'max' }, department: 'Hut 8' },
})

/** The document after a PATCH of these members, and what was remarked on; the message itself is whole. */
function sent(
  type: ResourceType,
  document: JsonObject,
  body: JsonObject,
): { readonly after: JsonObject } & Pick<Remarks, 'tolerated' | 'ignored'> {
  const remarks = lenient()
  const { operations } = readPatch(type, frozen({ schemas: [urns.patchOp], ...body }), remarks)
  return { ...remarks, after: patch(type, document, operations) }
}

/** `after` is the whole document where it has an id, else what changes of it. */
type Line = readonly [
  what: string,
  document: JsonObject,
  operations: readonly Json[],
  after: JsonObject,
  ...tolerated: string[],
]

function eachLine(type: ResourceType, lines: readonly Line[]): void {
  test.each([...lines])('%s', (_, document, Operations, expected, ...quirks) => {
    const { after, tolerated, ignored } = sent(type, document, { Operations })
    expect(after).toEqual(expected.id ? expected : { ...document, ...expected })
    expect([...tolerated].sort()).toEqual(quirks.toSorted())
    expect([...ignored]).toEqual([])
  })
}

describe('Okta', () => {
  eachLine(userType, [
    ['deactivates without a path', grace, [{ op: 'replace', value: { active: false } }], { active: false }, 'pathless'],
    ['reactivates', grace, [{ op: 'replace', value: { active: true } }], {}, 'pathless'],
    ['sets a password by PATCH', grace, [{ op: 'replace', value: { password: 'N3w!' } }], {}, 'pathless'],
  ])
  eachLine(groupType, [
    [
      'renames a group and repeats its id',
      mathematicians,
      [{ op: 'replace', value: { id: 'mathematicians', displayName: 'Analysts' } }],
      { displayName: 'Analysts' },
      'pathless',
    ],
    [
      'removes members that are there and that are not, and adds others',
      mathematicians,
      [
        { op: 'remove', path: 'members[value eq "ada"]' },
        { op: 'remove', path: 'members[value eq "nobody"]' },
        { op: 'add', path: 'members', value: [{ value: 'grace', display: 'grace@example.com' }] },
      ],
      { members: [members[1], { value: 'grace', display: 'grace@example.com' }] },
    ],
  ])
})

describe('Entra', () => {
  eachLine(userType, [
    [
      'capitalizes operations',
      grace,
      [{ op: 'Replace', path: 'displayName', value: 'G' }],
      { displayName: 'G' },
      'operationName',
    ],
    [
      'sends False as text',
      grace,
      [{ op: 'Replace', path: 'active', value: 'False' }],
      { active: false },
      'operationName',
      'booleanFromText',
    ],
    [
      'replaces an element that is not there',
      alan,
      [{ op: 'replace', path: 'emails[type eq "work"].value', value: 'alan@example.com' }],
      { emails: [{ type: 'work', value: 'alan@example.com' }] },
    ],
    [
      'leaves the primary address alone when it adds another',
      grace,
      [{ op: 'replace', path: 'emails[type eq "other"].value', value: 'g@example.com' }],
      { emails: [...grace.emails, { type: 'other', value: 'g@example.com' }] },
    ],
    [
      'builds one role out of three operations',
      alan,
      ['value', 'display', 'type'].map((part) => ({
        op: 'add',
        path: `roles[primary eq "True"].${part}`,
        value: part,
      })),
      { roles: [{ primary: true, value: 'value', display: 'display', type: 'type' }] },
      'booleanFromText',
      'quotedBoolean',
    ],
    [
      'builds one address out of its parts',
      alan,
      ['country', 'locality', 'formatted'].map((part) => ({
        op: 'add',
        path: `addresses[type eq "work"].${part}`,
        value: part,
      })),
      { addresses: [{ type: 'work', country: 'country', locality: 'locality', formatted: 'formatted' }] },
    ],
    [
      'capitalizes a part',
      grace,
      [{ op: 'add', path: 'emails[type eq "work"].Display', value: 'G' }],
      { emails: [{ ...grace.emails[0], display: 'G' }] },
    ],
    [
      'writes paths as names',
      grace,
      [
        {
          op: 'replace',
          value: {
            displayName: 'G',
            'name.givenName': 'G',
            'name.familyName': 'H',
            [`${extension}:employeeNumber`]: '7',
          },
        },
      ],
      {
        schemas: [urns.user, extension],
        displayName: 'G',
        name: { givenName: 'G', familyName: 'H' },
        [extension]: { employeeNumber: '7' },
      },
      'pathless',
    ],
    [
      'writes a filter into a name',
      alan,
      [{ op: 'add', value: { 'emails[type eq "work"].value': 'alan@example.com' } }],
      { emails: [{ type: 'work', value: 'alan@example.com' }] },
      'pathless',
    ],
    [
      'names the manager by a text',
      managed,
      [{ op: 'replace', path: `${extension}:manager`, value: '271' }],
      { [extension]: { manager: { value: '271' }, department: 'Hut 8' } },
      'complexFromText',
    ],
    [
      'names the manager by an array, without the URN',
      alan,
      [{ op: 'add', path: 'manager', value: [{ $ref: 'http://x/Users/1', value: '1' }] }],
      { schemas: [urns.user, extension], [extension]: { manager: { $ref: 'http://x/Users/1', value: '1' } } },
      'bareExtensionAttribute',
      'singleFromArray',
    ],
    [
      'puts a dot behind the URN',
      alan,
      [{ op: 'replace', path: `${extension}.manager`, value: { value: '1' } }],
      { schemas: [urns.user, extension], [extension]: { manager: { value: '1' } } },
      'dotBehindUrn',
    ],
    [
      'takes the manager away by an empty text',
      managed,
      [{ op: 'replace', path: `${extension}:manager`, value: '' }],
      { [extension]: { department: 'Hut 8' } },
      'complexFromText',
      'emptyText',
    ],
    [
      'takes the manager away by an empty value',
      managed,
      [{ op: 'replace', path: `${extension}:manager`, value: { value: '' } }],
      { [extension]: { department: 'Hut 8' } },
      'emptyText',
    ],
    [
      'clears an attribute by an empty text',
      grace,
      [{ op: 'replace', path: 'name.givenName', value: '' }],
      { name: { familyName: 'Hopper' } },
      'emptyText',
    ],
    ['keeps a blank in front', grace, [{ op: 'replace', path: 'displayName', value: ' G' }], { displayName: ' G' }],
    [
      'puts JSON into a role',
      alan,
      [{ op: 'add', path: 'roles', value: [{ value: '{"id":"1","value":"25"}' }] }],
      { roles: [{ value: '{"id":"1","value":"25"}' }] },
    ],
    ['has nothing to say', grace, [], {}, 'emptyOperations'],
  ])
  eachLine(groupType, [
    [
      'adds members without a $ref',
      mathematicians,
      [
        {
          op: 'Add',
          path: 'members',
          value: [
            { $ref: null, value: 'grace' },
            { $ref: null, value: 'ada' },
          ],
        },
      ],
      { members: [...members, { value: 'grace' }] },
      'operationName',
    ],
    [
      'removes the members that it lists, not all of them',
      mathematicians,
      [{ op: 'Remove', path: 'members', value: [{ $ref: null, value: 'ada' }] }],
      { members: [members[1]] },
      'operationName',
      'listedRemoval',
    ],
  ])

  test('clears a whole extension, whose URN then goes', () => {
    const value = { [extension]: { department: '', manager: '' } }
    expect(sent(userType, managed, { Operations: [{ op: 'replace', value }] }).after).toEqual(alan)
  })

  test('leaves schemas out, or sends them last', () => {
    const remarks = lenient()
    readPatch(userType, { Operations: [{ op: 'remove', path: 'title' }] }, remarks)
    readPatch(userType, { Operations: [], schemas: [urns.patchOp] }, lenient())
    expect([...remarks.tolerated]).toEqual(['missingSchemas'])
  })
})

describe('Other clients', () => {
  eachLine(userType, [
    [
      'say what they remove',
      grace,
      [
        { op: 'remove', path: 'name', value: { givenName: 'x' } },
        { op: 'remove', path: 'active', value: true },
      ],
      without(grace, 'name', 'active'),
    ],
    [
      'say nonsense about what they remove',
      grace,
      [{ op: 'remove', path: 'emails[type eq "work"]', value: true }],
      without(grace, 'emails'),
    ],
    [
      'send a blank path',
      grace,
      [{ op: 'replace', path: ' ', value: { title: 'Admiral' } }],
      { title: 'Admiral' },
      'pathless',
    ],
    [
      'clear what is not there',
      alan,
      [{ op: 'replace', path: 'emails[type eq "home"].value', value: '' }],
      {},
      'emptyText',
    ],
    [
      'Keycloak sends false as lower-case text',
      grace,
      [{ op: 'replace', value: { active: 'false' } }],
      { active: false },
      'pathless',
      'booleanFromText',
    ],
    [
      'Keycloak puts a value into an array',
      grace,
      [{ op: 'replace', path: 'displayName', value: ['G'] }],
      { displayName: 'G' },
      'singleFromArray',
    ],
    [
      'scimgateway nests objects',
      grace,
      [{ op: 'replace', value: { name: { familyName: 'X' } } }],
      { name: { familyName: 'X', givenName: 'Grace' } },
      'pathless',
    ],
    [
      'Miro replaces, adds and removes a role in one request',
      alan,
      [
        { op: 'Replace', path: 'roles[primary eq true].value', value: 'ADMIN' },
        { op: 'Add', path: 'roles', value: [{ value: 'Content', type: 'organization', primary: false }] },
        { op: 'Remove', path: 'roles[value eq "Content"]' },
      ],
      { roles: [{ primary: true, value: 'ADMIN' }] },
      'operationName',
    ],
  ])
  eachLine(groupType, [
    [
      'Salesforce names the members again',
      mathematicians,
      [{ op: 'remove', path: 'members', value: { members: [{ $ref: null, value: 'ada' }] } }],
      { members: [members[1]] },
      'listedRemoval',
      'repeatedName',
    ],
    [
      'INDIGO IAM lists bare ids',
      mathematicians,
      [{ op: 'replace', path: 'members', value: ['grace', 'alan'] }],
      { members: [{ value: 'grace' }, { value: 'alan' }] },
      'complexFromText',
    ],
    [
      'a single member stands alone',
      mathematicians,
      [{ op: 'add', path: 'members', value: { value: 'grace' } }],
      { members: [...members, { value: 'grace' }] },
      'arrayFromSingle',
    ],
  ])

  test('Rauthy clears externalId by null', () => {
    expect(
      sent(groupType, mathematicians, { Operations: [{ op: 'replace', value: { externalId: null } }] }).after
        .externalId,
    ).toBeUndefined()
  })

  test('written in Go send objects that are empty, and mean nothing by them', () => {
    const value = { active: false, name: {}, [extension]: {} }
    expect(sent(userType, grace, { Operations: [{ op: 'replace', value }] }).after).toEqual({ ...grace, active: false })
  })

  test('write the names of a message in any case', () => {
    const operations = [{ OP: 'replace', Path: 'title', VALUE: 'Admiral' }]
    expect(sent(userType, grace, { operations }).after.title).toBe('Admiral')
  })

  test.each<[Json, string[]]>([
    [{ op: 'replace', path: 'shoeSize', value: 42 }, ['shoeSize']],
    [{ op: 'add', path: 'urn:example:Contoso:tag', value: 'x' }, ['urn:example:Contoso:tag']],
    [{ op: 'add', path: 'shoes[type eq "left"].size', value: 42 }, ['shoes']],
    [{ op: 'add', path: 'name.maidenName', value: 'Murray' }, ['name.maidenName']],
    [{ op: 'replace', path: 'emails[type eq "work"].verified', value: true }, ['emails.verified']],
    [
      { op: 'replace', value: { shoeSize: 42, __typename: 'User', groups: [{ value: 'g' }], meta: {}, schemas: [] } },
      ['shoeSize', '__typename'],
    ],
    [{ op: 'replace', path: 'name', value: { maidenName: 'Murray' } }, ['name.maidenName']],
    [{ op: 'replace', path: extension, value: { badge: '1' } }, [`${extension}:badge`]],
    [{ op: 'add', path: 'emails', value: [{ verified: true }] }, ['emails.verified']],
    [{ op: 'replace', path: 'schemas', value: ['urn:x'] }, []],
    [{ op: 'replace', path: 'constructor', value: 'x' }, ['constructor']],
    [{ op: 'replace', value: { toString: 'x', hasOwnProperty: 'x' } }, ['toString', 'hasOwnProperty']],
    [{ op: 'replace', value: JSON.parse('{"__proto__": {"active": false}}') }, ['__proto__']],
    [{ op: 'replace', path: 'name', value: JSON.parse('{"__proto__": {"givenName": "x"}}') }, ['name.__proto__']],
    [{ op: 'replace', path: 'name.constructor', value: 'x' }, ['name.constructor']],
    [{ op: 'replace', path: 'emails[type eq "work"].constructor', value: 'x' }, ['emails.constructor']],
  ])('name what we do not keep: %j', (operation, remarked) => {
    const { after, ignored } = sent(userType, grace, { Operations: [operation] })
    expect(after).toEqual(grace)
    expect([...ignored]).toEqual(remarked)
    expect(Object.keys(Object.prototype)).toEqual([])
  })
})
