import { describe, expect, test } from 'bun:test'
import fc from 'fast-check'
import { isObject, type Json, type JsonObject } from '../../src/scim/json'
import { lenient } from '../../src/scim/leniency'
import { patch, readPatch } from '../../src/scim/patch'
import { accept } from '../../src/scim/resource'
import { validate } from '../../src/scim/resource-schema'
import { userType } from '../../src/scim/resource-types'
import { urns } from '../../src/scim/urns'
import { ada, alan, frozen, grace, without } from './people'
import { refusalOf } from './refusal'

const { attributes } = userType.schema
const names = [
  ...attributes.map(({ name }) => name),
  ...attributes.flatMap(({ name, subAttributes = [] }) => subAttributes.map((sub) => `${name}.${sub.name}`)),
  ...['department', 'manager', 'manager.value', 'manager.displayName'],
  ...['id', 'schemas', 'meta', 'externalId', 'constructor', '__proto__', 'name.__proto__', '', 'shoeSize'],
  ...[
    urns.user,
    urns.enterpriseUser,
    `${urns.user}:title`,
    `${urns.enterpriseUser}:manager`,
    `${urns.enterpriseUser}.division`,
  ],
]
const filters = [
  'type eq "work"',
  'primary eq "True"',
  'value eq "x"',
  'type eq "a" and value eq "b"',
  'value pr',
  'not (type pr)',
  'type ne "work"',
  'broken',
]

const path = fc.oneof(
  { weight: 3, arbitrary: fc.constantFrom(...names) },
  fc
    .tuple(
      fc.constantFrom('emails', 'roles', 'addresses', 'ims', 'groups', 'name'),
      fc.constantFrom(...filters),
      fc.constantFrom('', '.value', '.type', '.primary', '.x'),
    )
    .map(([name, filter, sub]) => `${name}[${filter}]${sub}`),
)
const { value } = fc.letrec<{ value: Json }>((tie) => ({
  value: fc.oneof(
    { maxDepth: 4, withCrossShrink: true },
    fc.constantFrom<Json[]>('x', 'y', 'work', '', ' ', 'True', true, false, null, 5),
    fc.array(tie('value'), { maxLength: 3 }),
    fc.dictionary(fc.constantFrom('value', 'type', 'primary', 'display', '$ref', 'givenName', 'Value'), tie('value'), {
      maxKeys: 3,
      noNullPrototype: true,
    }),
    fc.dictionary(path, tie('value'), { maxKeys: 3, noNullPrototype: true }),
  ),
}))
const operation = fc.record(
  { op: fc.constantFrom('add', 'Replace', 'remove', 'move'), path, value },
  { requiredKeys: ['op'] },
)
const document = fc.constantFrom<JsonObject[]>(ada, grace, alan)

const apply = (before: JsonObject, Operations: readonly Json[]) =>
  patch(userType, before, readPatch(userType, frozen({ Operations }), lenient()).operations)

const marks = (elements: Json | undefined) =>
  Array.isArray(elements) ? elements.filter((element) => isObject(element) && element.primary === true).length : 0

describe('Any patch of a user', () => {
  test('is refused, or gives a valid document in canonical form, and leaves what it was given alone', () => {
    let count = 0
    fc.assert(
      fc.property(document, fc.array(operation, { maxLength: 4 }), (before, operations) => {
        const text = JSON.stringify(before)
        const refusal = refusalOf(() => apply(before, operations))
        expect(refusal).toMatch(
          /^accepted$|^400 (invalidSyntax|invalidPath|invalidFilter|invalidValue|noTarget|mutability)$/,
        )
        expect(JSON.stringify(before)).toBe(text)
        expect(Object.keys(Object.prototype)).toEqual([])
        if (refusal !== 'accepted') return
        count++
        const after = apply(before, operations)
        validate(userType, after)
        expect(accept(userType, after, lenient()).resource).toEqual(without(after, 'id'))
        expect(after.id).toBe(before.id)
        expect(Object.values(after).every((attribute) => marks(attribute) <= 1)).toBe(true)
      }),
      { numRuns: 2000 },
    )
    expect(count).toBeGreaterThan(200)
  })

  test('of one attribute can be repeated without a further change, where it replaces or removes', () => {
    // To mark several elements as primary moves the mark each time.
    const single = operation.filter(
      ({ op, path: name = '' }) => op !== 'add' && name !== '' && !/^urn.*User$|[.]primary$/.test(name),
    )
    fc.assert(
      fc.property(document, single, (before, repeated) => {
        if (refusalOf(() => apply(before, [repeated])) !== 'accepted') return
        const after = apply(before, [repeated])
        if (refusalOf(() => apply(after, [repeated])) !== 'accepted') return
        expect(apply(after, [repeated])).toEqual(after)
      }),
      { numRuns: 1000 },
    )
  })

  test('can be sent as several patches of one operation each', () => {
    fc.assert(
      fc.property(document, operation, operation, (before, first, second) => {
        if (refusalOf(() => apply(before, [first, second])) !== 'accepted') return
        expect(apply(apply(before, [first]), [second])).toEqual(apply(before, [first, second]))
      }),
      { numRuns: 1000 },
    )
  })
})

test('Any JSON is read as a patch or refused', () => {
  fc.assert(
    fc.property(fc.jsonValue({ maxDepth: 4 }), (any) => {
      const body: Json = JSON.parse(JSON.stringify(any))
      for (const each of [
        body,
        { Operations: body },
        { Operations: [body] },
        { Operations: [{ op: 'replace', value: body }] },
      ])
        expect(refusalOf(() => readPatch(userType, each, lenient()))).toMatch(/^accepted$|^400 /)
    }),
  )
})
