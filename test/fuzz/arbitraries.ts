import fc from 'fast-check'
import { userType } from '../../src/scim/resource-types'
import { urns } from '../http/assembly'
import { someText } from '../storage/documents'

/** Text of every kind: what people write, what parsers stumble over, and anything at all. */
export const oddText: fc.Arbitrary<string> = fc.oneof(
  someText,
  fc.string({ unit: 'binary', maxLength: 20 }),
  fc.constantFrom(
    '\0',
    '\ud800',
    '\udfff\ud800',
    '\r\n',
    '\u202e',
    '__proto__',
    'constructor',
    'toString',
    'valueOf',
    'hasOwnProperty',
    'undefined',
    'NaN',
    '-0',
    '1e400',
    '9007199254740993',
    '-9223372036854775809',
    '%',
    '%zz',
    '%00',
    '%ff',
    "' or 1=1 --",
    '"; drop table users',
    '../../etc/passwd',
    'bulkId:',
    'bulkId:x',
    'a'.repeat(9_000),
    '('.repeat(200),
  ),
)

const attributes = [userType.schema, ...userType.extensions.map(({ schema }) => schema)].flatMap(
  ({ attributes: each }) => each,
)

/** Names of attributes, as they are, in odd forms, and of what no object should be asked for. */
export const someName: fc.Arbitrary<string> = fc.oneof(
  {
    weight: 6,
    arbitrary: fc.constantFrom(...attributes.map(({ name }) => name), 'id', 'meta', 'schemas', 'externalId'),
  },
  { weight: 2, arbitrary: fc.constantFrom('members', 'displayName', 'name.givenName', 'emails.value', 'meta.version') },
  {
    weight: 2,
    arbitrary: fc.constantFrom(
      urns.user,
      urns.enterprise,
      urns.group,
      `${urns.enterprise}:manager`,
      `${urns.enterprise}.department`,
      `${urns.user}:emails[type eq "work"].value`,
      'USERNAME',
      '$ref',
      '',
      ' ',
      '.',
      ':',
      'a.b.c.d',
      '__proto__',
      'constructor.prototype',
    ),
  },
  { weight: 1, arbitrary: oddText },
)

const someNumber = fc.oneof(fc.integer(), fc.double(), fc.constantFrom(0, -0, 1e308, -1e308, 2 ** 53 + 2, 5e-324))

const scalar = fc.oneof(
  fc.constantFrom(null, true, false, '', 'True', 'false', [], {}),
  someNumber,
  oddText,
  fc.constantFrom('work', 'User', 'ann', '2020-01-01T00:00:00Z'),
)

/** JSON of any shape, in which an attribute's name is often a member's. */
export const someJson: fc.Arbitrary<unknown> = fc.letrec<{ value: unknown }>((tie) => ({
  value: fc.oneof(
    { maxDepth: 4, depthSize: 'small', withCrossShrink: true },
    scalar,
    fc.array(tie('value'), { maxLength: 4 }),
    fc.dictionary(fc.oneof(someName, fc.constantFrom('value', 'type', 'primary', 'display')), tie('value'), {
      maxKeys: 5,
      noNullPrototype: true,
    }),
  ),
})).value

const mostly = <T>(usual: fc.Arbitrary<T>, weight = 7): fc.Arbitrary<unknown> =>
  fc.oneof({ weight, arbitrary: usual }, { weight: 1, arbitrary: someJson })

const operator = fc.constantFrom('eq', 'ne', 'co', 'sw', 'ew', 'gt', 'ge', 'lt', 'le', 'EQ', 'regex', '')
const literal = fc.oneof(
  oddText.map((text) => JSON.stringify(text)),
  someNumber.map(String),
  fc.constantFrom('true', 'null', '"', '"\\', '"\\u12', '"\\ud800"', 'bare', '-', '1e999', '"2020-01-01T00:00:00Z"'),
)

/** A filter, more often than not one by the grammar. */
export const someFilter: fc.Arbitrary<string> = fc.letrec<{ filter: string }>((tie) => ({
  filter: fc.oneof(
    { maxDepth: 4, depthSize: 'small' },
    fc.tuple(someName, operator, literal).map((parts) => parts.join(' ')),
    someName.map((name) => `${name} pr`),
    fc.tuple(tie('filter'), fc.constantFrom('and', 'or', 'AND', 'xor'), tie('filter')).map((parts) => parts.join(' ')),
    tie('filter').map((inner) => `not (${inner})`),
    tie('filter').map((inner) => `(${inner}`),
    fc.tuple(someName, tie('filter')).map(([name, inner]) => `${name}[${inner}]`),
    fc
      .tuple(someName, tie('filter'), operator, literal)
      .map(([name, inner, op, value]) => `${name}[${inner}].value ${op} ${value}`),
    oddText,
  ),
})).filter

export const somePath: fc.Arbitrary<string> = fc.oneof(
  { weight: 3, arbitrary: someName },
  { weight: 2, arbitrary: fc.tuple(someName, someFilter).map(([name, filter]) => `${name}[${filter}]`) },
  {
    weight: 1,
    arbitrary: fc.tuple(someName, someFilter, someName).map(([name, filter, sub]) => `${name}[${filter}].${sub}`),
  },
)

export const someResource = fc.dictionary(someName, someJson, { maxKeys: 6, noNullPrototype: true })

const record = (model: Readonly<Record<string, fc.Arbitrary<unknown>>>) => fc.record(model, { requiredKeys: [] })

export const somePatch = record({
  schemas: mostly(fc.constant([urns.patch])),
  Operations: mostly(
    fc.array(
      mostly(
        record({
          op: mostly(fc.constantFrom('add', 'remove', 'replace', 'Replace', 'ADD', 'move')),
          path: mostly(somePath),
          value: fc.oneof(someJson, someResource),
        }),
        20,
      ),
      { maxLength: 4 },
    ),
    20,
  ),
})

export const someSearch = record({
  filter: mostly(someFilter, 15),
  sortBy: mostly(someName),
  sortOrder: mostly(fc.constantFrom('ascending', 'descending', 'sideways')),
  startIndex: mostly(fc.oneof(fc.integer(), fc.constantFrom(0, -1, 1, 2 ** 53, 1e20))),
  count: mostly(fc.oneof(fc.integer(), fc.constantFrom(0, -1, 1, 1e9))),
  cursor: mostly(oddText),
  attributes: mostly(fc.array(someName, { maxLength: 4 })),
  excludedAttributes: mostly(fc.array(someName, { maxLength: 4 })),
})

/** Bulk requests, of at most three operations. */
export const someBulk = record({
  schemas: mostly(fc.constant(['urn:ietf:params:scim:api:messages:2.0:BulkRequest'])),
  failOnErrors: fc.option(mostly(fc.integer({ min: -1, max: 3 })), { nil: undefined, freq: 2 }),
  Operations: mostly(
    fc.array(
      mostly(
        record({
          method: mostly(fc.constantFrom('POST', 'PUT', 'PATCH', 'DELETE', 'post', 'GET'), 15),
          path: mostly(
            fc.oneof(fc.constantFrom('/Users', '/Groups', '/Users/bulkId:x', 'Users', '/Bulk', '/Me'), oddText),
            15,
          ),
          bulkId: fc.option(mostly(fc.constantFrom('x', 'y', '', 'a b'), 15), { nil: undefined }),
          version: fc.option(mostly(oddText, 15), { nil: undefined }),
          data: fc.oneof(someResource, somePatch, someJson),
        }),
        30,
      ),
      { maxLength: 3 },
    ),
    20,
  ),
})
