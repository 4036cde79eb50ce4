import fc from 'fast-check'
import { type Attribute, attribute, complex, plural } from '../../src/scim/attribute'
import type { Condition, Operator, Target } from '../../src/scim/condition'
import type { JsonObject } from '../../src/scim/json'
import { fold, isStorable } from '../../src/scim/text'
import { urns } from '../../src/scim/urns'

/** Attributes of every type and shape, among them some that no schema of ours has but a customer's own might. */
const text = (name: string) => attribute(name, 'string', '')
const exact = (name: string) => attribute(name, 'string', '', { caseExact: true })
const emails = plural('emails', '', text('value'))
const certificates = plural('x509Certificates', '', attribute('value', 'binary', ''))
const groups = complex('groups', '', [exact('value'), text('display'), text('type')], { multiValued: true })
const members = complex('members', '', [exact('value'), text('display'), text('type')], { multiValued: true })
const tags = attribute('tags', 'string', '', { multiValued: true })

const at = (path: readonly string[], of: Attribute): Target => ({ path, attribute: of })

const inDocument: readonly Target[] = [
  at(['title'], text('title')),
  at(['nickName'], exact('nickName')),
  at(['profileUrl'], attribute('profileUrl', 'reference', '')),
  at(['name', 'familyName'], text('familyName')),
  at(['name', 'givenName'], exact('givenName')),
  at([urns.enterpriseUser, 'department'], text('department')),
  at([urns.enterpriseUser, 'manager', 'value'], exact('value')),
  at(['hired'], attribute('hired', 'dateTime', '')),
  at(['age'], attribute('age', 'integer', '')),
  at(['score'], attribute('score', 'decimal', '')),
  at(['remote'], attribute('remote', 'boolean', '')),
]

const common: readonly Target[] = [
  at(['id'], exact('id')),
  at(['externalId'], exact('externalId')),
  at(['displayName'], text('displayName')),
  at(['meta', 'created'], attribute('created', 'dateTime', '')),
  at(['meta', 'lastModified'], attribute('lastModified', 'dateTime', '')),
  at(['meta', 'version'], exact('version')),
  at(['meta', 'resourceType'], exact('resourceType')),
]

export const userTargets: readonly Target[] = [
  ...common,
  ...inDocument,
  at(['userName'], text('userName')),
  at(['active'], attribute('active', 'boolean', '')),
  at([urns.enterpriseUser, 'employeeNumber'], text('employeeNumber')),
]

export const groupTargets: readonly Target[] = [...common, ...inDocument]

/** Attributes with several values, and the targets inside an element of theirs. */
type Many = readonly [target: Target, inside: readonly Target[]]
const inside = ({ subAttributes = [] }: Attribute) => subAttributes.map((sub) => at([sub.name], sub))
const manyInDocument: readonly Many[] = [
  [at(['emails'], emails), inside(emails)],
  [at(['x509Certificates'], certificates), inside(certificates)],
  [at(['tags'], tags), [at([], text('tags'))]],
]
export const userMany: readonly Many[] = [...manyInDocument, [at(['groups'], groups), inside(groups)]]
export const groupMany: readonly Many[] = [...manyInDocument, [at(['members'], members), inside(members)]]

/** Whole objects, of which only `pr` can be asked. */
const objects = [
  at(['name'], complex('name', '', [])),
  at([urns.enterpriseUser], complex('x', '', [])),
  at(['meta'], complex('meta', '', [])),
]

/** Text that is alike in one way and different in another: by case, by form, by what LIKE or JSON take for special. */
const awkward = [
  '',
  ' ',
  'a',
  'A',
  'ab',
  'AB',
  'aB ',
  'b',
  'ä',
  'Ä',
  'a\u0308',
  'ß',
  'SS',
  'ẞ',
  'Σ',
  'ς',
  'σ',
  'İ',
  'ı',
  'i',
  'I',
  'ﬀ',
  'ff',
  'K',
  'k',
  '%',
  '_',
  '*',
  '?',
  '[a]',
  '"',
  "'",
  '\\',
  '\\u0041',
  '$',
  '1',
  '10',
  '2',
  'true',
  'null',
  '\u0001',
  '\u2028',
  '\ue000',
  '\uffff',
  '😀',
  '𐐀',
  '𐐨',
  '{"a":1}',
  '["a"]',
] as const
export const someText: fc.Arbitrary<string> = fc.oneof(
  { weight: 4, arbitrary: fc.constantFrom(...awkward) },
  {
    weight: 2,
    arbitrary: fc.tuple(fc.constantFrom(...awkward), fc.constantFrom(...awkward)).map((two) => two.join('')),
  },
  { weight: 1, arbitrary: fc.string({ unit: 'binary', maxLength: 6 }).filter(isStorable) },
)

const someNumber = fc.oneof(
  fc.constantFrom(0, 1, -1, 2, 10, 0.1, 1.5, 1e21, 1e-7, 9007199254740991, -9007199254740991, 1e308, 5e-324),
  fc.double({ noNaN: true, noDefaultInfinity: true }),
  fc.integer(),
)

const someInstant = fc.constantFrom(
  '2020-01-01T00:00:00Z',
  '2020-01-01T00:00:00.000Z',
  '2020-01-01T01:00:00+01:00',
  '2020-01-01T00:00:00',
  ' 2020-01-01T00:00Z',
  '2020-01-01t00:00:00.0001z',
  '2019-12-31T19:00:00-0500',
  '2021-06-01T12:30:15.25Z',
  '2020-02-30T00:00:00Z',
  'yesterday',
  '2020',
  '',
)

/** Any JSON where a value belongs: documents are validated before they come here, but the two must agree on all. */
const noise: fc.Arbitrary<unknown> = fc.oneof(
  fc.constantFrom(
    null,
    true,
    false,
    [],
    {},
    [''],
    [null],
    { a: null },
    { a: '' },
    { a: [null] },
    { a: { b: 1 } },
    [[]],
    [{}],
  ),
  someNumber,
  someText,
  fc.array(someText, { maxLength: 2 }),
)
const mostly = (arbitrary: fc.Arbitrary<unknown>) => fc.oneof({ weight: 7, arbitrary }, { weight: 1, arbitrary: noise })
const record = (model: Record<string, fc.Arbitrary<unknown>>) => fc.record(model, { requiredKeys: [] })

const email = record({
  value: mostly(someText),
  type: mostly(fc.constantFrom('work', 'Work', 'home')),
  primary: mostly(fc.boolean()),
  display: mostly(someText),
})
const certificate = record({ value: mostly(someText), type: mostly(someText) })

/** A document without what its keys are taken from being of the wrong type: the directory never stores such a one. */
export const someDocument: fc.Arbitrary<JsonObject> = record({
  externalId: someText,
  displayName: someText,
  active: fc.boolean(),
  title: mostly(someText),
  nickName: mostly(someText),
  profileUrl: mostly(someText),
  name: mostly(record({ familyName: mostly(someText), givenName: mostly(someText) })),
  [urns.enterpriseUser]: record({
    department: mostly(someText),
    employeeNumber: someText,
    manager: mostly(record({ value: mostly(someText) })),
  }),
  hired: mostly(someInstant),
  age: mostly(fc.integer({ min: -2, max: 3 })),
  score: mostly(someNumber),
  remote: mostly(fc.boolean()),
  emails: fc.array(email, { maxLength: 3 }),
  x509Certificates: mostly(fc.array(mostly(certificate), { maxLength: 2 })),
  tags: mostly(fc.array(mostly(someText), { maxLength: 3 })),
}).map((document) => document as JsonObject)

const operators: readonly Operator[] = ['eq', 'co', 'sw', 'ew', 'gt', 'ge', 'lt', 'le']

/** A comparison with a value of the attribute's type, folded as `resolve` would; now and then with one of another type. */
function comparison(target: Target, ids: readonly string[]): fc.Arbitrary<Condition> {
  const { type, caseExact } = target.attribute
  const text = fc.oneof(someText, fc.constantFrom(...ids, 'W/"1"', 'User', 'direct', 'indirect'))
  const folded = type === 'string' && !caseExact ? text.map(fold) : text
  const byType = {
    boolean: fc.boolean(),
    integer: fc.integer({ min: -2, max: 3 }),
    decimal: someNumber,
    dateTime: fc.constantFrom(1577836800000, 1622550615250, 1000, 1001, 0),
    string: folded,
    reference: folded,
    binary: folded,
    complex: folded,
  }[type] as fc.Arbitrary<string | number | boolean>
  const value = fc.oneof(
    { weight: 12, arbitrary: byType },
    { weight: 1, arbitrary: fc.oneof(folded, someNumber, fc.boolean()) },
  )
  return fc
    .tuple(fc.constantFrom(...operators), value)
    .map(([operator, wanted]) => ({ kind: 'compare', target, operator, value: wanted }))
}

function leaf(targets: readonly Target[], ids: readonly string[]): fc.Arbitrary<Condition> {
  return fc
    .constantFrom(...targets)
    .chain((target) =>
      fc.oneof(
        { weight: 4, arbitrary: comparison(target, ids) },
        { weight: 1, arbitrary: fc.constant<Condition>({ kind: 'present', target }) },
      ),
    )
}

function combined(leaves: fc.Arbitrary<Condition>, maxDepth: number): fc.Arbitrary<Condition> {
  return fc.letrec<{ condition: Condition }>((tie) => ({
    condition: fc.oneof(
      { maxDepth, depthSize: 'small', withCrossShrink: true },
      leaves,
      fc.record({
        kind: fc.constantFrom('and' as const, 'or' as const),
        conditions: fc.array(tie('condition'), { maxLength: 4 }),
      }),
      fc.record({ kind: fc.constant('not' as const), condition: tie('condition') }),
    ),
  })).condition
}

/** Any condition over the targets; `ids` are worth comparing with. */
export function someCondition(
  targets: readonly Target[],
  many: readonly Many[],
  ids: readonly string[],
): fc.Arbitrary<Condition> {
  const some = fc
    .constantFrom(...many)
    .chain(([target, within]) =>
      combined(leaf(within, ids), 2).map((condition): Condition => ({ kind: 'some', target, condition })),
    )
  const wholes = fc
    .constantFrom(...objects, ...many.map(([target]) => target))
    .map((target): Condition => ({ kind: 'present', target }))
  return combined(
    fc.oneof(
      { weight: 4, arbitrary: leaf(targets, ids) },
      { weight: 3, arbitrary: some },
      { weight: 1, arbitrary: wholes },
    ),
    4,
  )
}
