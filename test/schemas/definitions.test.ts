import { describe, expect, test } from 'bun:test'
import {
  type Definitions,
  findDefinition,
  readDefinitions,
  resourceTypesWith,
  withExtension,
  withOffered,
  withoutExtension,
  withoutOffered,
} from '../../src/directory/definitions'
import { Refusal } from '../../src/directory/refusal'
import type { JsonObject } from '../../src/scim/json'
import { urns } from '../../src/scim/urns'
import { acme } from './harbor'

const none = readDefinitions(undefined)
const defined = (...attributes: readonly JsonObject[]) => withExtension(none, { id: acme, attributes })
const role = 'urn:okta:scim:schemas:core:1.0:Role'

function refusalOf(action: () => unknown): string {
  try {
    action()
    return 'accepted'
  } catch (error) {
    if (!(error instanceof Refusal)) throw error
    return `${error.code}: ${error.message}`
  }
}

describe('a definition', () => {
  test('gets the defaults of RFC 7643 §2.2 for what is not said', () => {
    expect(defined({ name: 'badge' }, { name: 'photo', type: 'binary' }).extensions).toEqual([
      {
        required: false,
        schema: {
          id: acme,
          name: 'User extension',
          description: '',
          attributes: [
            {
              name: 'badge',
              type: 'string',
              multiValued: false,
              description: '',
              required: false,
              caseExact: false,
              mutability: 'readWrite',
              returned: 'default',
              uniqueness: 'none',
            },
            expect.objectContaining({ name: 'photo', type: 'binary', caseExact: true }),
          ],
        },
      },
    ])
  })

  test('is never returned where it is writeOnly', () => {
    const found = findDefinition(defined({ name: 'pin', mutability: 'writeOnly' }), acme, 'PIN')
    expect(found).toMatchObject({ attribute: { returned: 'never' }, isRetired: false })
  })

  test('of one that is there takes its place, and others stay as they are', () => {
    const changed = withExtension(defined({ name: 'badge' }, { name: 'level', type: 'integer' }), {
      id: acme.toUpperCase(),
      description: 'What Acme knows.',
      attributes: [{ name: 'badge', required: true }, { name: 'desk' }],
    })
    const [{ schema } = { schema: undefined }] = changed.extensions
    expect(schema).toMatchObject({ id: acme, description: 'What Acme knows.' })
    expect(schema?.attributes.map(({ name, required }) => [name, required])).toEqual([
      ['badge', true],
      ['level', false],
      ['desk', false],
    ])
  })

  test('can be a whole schema, as /Schemas shows it', () => {
    const [extension] = withExtension(none, {
      schemas: [urns.schema],
      id: acme,
      name: 'Acme',
      attributes: [
        {
          name: 'desk',
          type: 'complex',
          multiValued: true,
          subAttributes: [
            { name: '$ref', type: 'reference', referenceTypes: ['uri'] },
            { name: 'floor', type: 'integer' },
          ],
        },
      ],
      meta: { resourceType: 'Schema' },
    }).extensions
    expect(extension?.schema).toMatchObject({
      name: 'Acme',
      attributes: [
        {
          subAttributes: [
            { name: '$ref', caseExact: true },
            { name: 'floor', returned: 'default' },
          ],
        },
      ],
    })
  })

  test.each<[what: string, given: JsonObject, refusal: RegExp]>([
    ['no URN', { id: 'acme', attributes: [{ name: 'a' }] }, /^invalid: The id of the schema must be a URN/],
    ['a URN with spaces', { id: 'urn:acme:a b', attributes: [{ name: 'a' }] }, /^invalid: The id of the schema/],
    ['a URN that ends in a colon', { id: `${acme}:`, attributes: [{ name: 'a' }] }, /^invalid: The id of the schema/],
    ['a schema of the RFCs', { id: urns.enterpriseUser, attributes: [{ name: 'a' }] }, /^conflict: .* of your own\.$/],
    ['the core schema, in capitals', { id: urns.user.toUpperCase(), attributes: [{ name: 'a' }] }, /^conflict: /],
    ['no attributes', { id: acme }, /^invalid: The schema needs attributes/],
    ['none at all', { id: acme, attributes: [] }, /^invalid: The schema needs attributes/],
    ['a name that begins with a digit', { id: acme, attributes: [{ name: '9' }] }, /name must be a letter and then/],
    ['a name with a dot', { id: acme, attributes: [{ name: 'a.b' }] }, /name must be a letter and then/],
    [
      'a name of Object',
      { id: acme, attributes: [{ name: 'constructor' }] },
      /^invalid: .* objects of every kind have/,
    ],
    ['no name', { id: acme, attributes: [{ type: 'string' }] }, /name must be a letter/],
    ['an unknown type', { id: acme, attributes: [{ name: 'a', type: 'text' }] }, /type must be one of string, boolean/],
    [
      'readOnly',
      { id: acme, attributes: [{ name: 'a', mutability: 'readOnly' }] },
      /mutability must be one of readWrite/,
    ],
    [
      'unique everywhere',
      { id: acme, attributes: [{ name: 'a', uniqueness: 'global' }] },
      /uniqueness must be one of none, server/,
    ],
    [
      'a unique boolean',
      { id: acme, attributes: [{ name: 'a', type: 'boolean', uniqueness: 'server' }] },
      /cannot be unique/,
    ],
    [
      'writeOnly, but returned',
      { id: acme, attributes: [{ name: 'a', mutability: 'writeOnly', returned: 'always' }] },
      /returned never/,
    ],
    ['complex without parts', { id: acme, attributes: [{ name: 'a', type: 'complex' }] }, /needs subAttributes/],
    [
      'parts of a string',
      { id: acme, attributes: [{ name: 'a', subAttributes: [{ name: 'b' }] }] },
      /has no subAttributes/,
    ],
    [
      'complex parts',
      { id: acme, attributes: [{ name: 'a', type: 'complex', subAttributes: [{ name: 'b', type: 'complex' }] }] },
      /subAttributes\.0\.type must be one of/,
    ],
    [
      'two parts of one name',
      { id: acme, attributes: [{ name: 'a', type: 'complex', subAttributes: [{ name: 'b' }, { name: 'B' }] }] },
      /two subAttributes/,
    ],
    [
      'canonical numbers',
      { id: acme, attributes: [{ name: 'a', type: 'integer', canonicalValues: ['1'] }] },
      /no canonicalValues/,
    ],
    ['a word for a truth', { id: acme, attributes: [{ name: 'a', required: 'yes' }] }, /required is not right/],
    [
      'too many attributes',
      { id: acme, attributes: Array.from({ length: 201 }, (_, index) => ({ name: `a${index}` })) },
      /at most 20 extensions, and in them 200/,
    ],
  ])('is refused with %s', (_, given, refusal) => {
    expect(refusalOf(() => withExtension(none, given))).toMatch(refusal)
  })

  test('is refused where a name would mean two things', () => {
    const given = { id: `${acme}:desk`, attributes: [{ name: 'floor' }] }
    expect(refusalOf(() => withExtension(defined({ name: 'desk' }), given))).toMatch(
      /^conflict: .* would name two things/,
    )
    expect(refusalOf(() => withExtension(defined({ name: 'seat' }), given))).toBe('accepted')
  })

  test('is refused beyond 20 extensions', () => {
    const add = (definitions: Definitions, index: number) =>
      withExtension(definitions, { id: `urn:acme:${index}`, attributes: [{ name: 'a' }] })
    const full = Array.from({ length: 20 }, (_, index) => index).reduce(add, none)
    expect(refusalOf(() => add(full, 20))).toMatch(/^invalid: An organization has at most 20/)
  })
})

describe('what is removed', () => {
  const both = defined({ name: 'badge' }, { name: 'desk' })

  test('is retired, and the schema goes with its last attribute', () => {
    const one = withoutExtension(both, acme.toUpperCase(), 'BADGE')
    expect(one.extensions.map(({ schema }) => schema.attributes.map(({ name }) => name))).toEqual([['desk']])
    expect(one.retired.map(({ attributes }) => attributes.map(({ name }) => name))).toEqual([['badge']])
    const all = withoutExtension(one, acme, 'desk')
    expect(all).toEqual(withoutExtension(both, acme))
    expect(all.extensions).toEqual([])
  })

  test('is there again when it is defined again', () => {
    expect(
      withExtension(withoutExtension(both, acme, 'badge'), { id: acme, attributes: [{ name: 'Badge' }] }).retired,
    ).toEqual([])
  })

  test('must be there', () => {
    expect(refusalOf(() => withoutExtension(both, acme, 'seat'))).toBe(`not_found: Nothing is defined as ${acme}:seat.`)
    expect(refusalOf(() => withoutExtension(none, acme))).toBe(`not_found: Nothing is defined as ${acme}.`)
  })
})

describe('a type that is offered', () => {
  test('needs no more than a name', () => {
    const all = ['role', 'Entitlement', 'License'].reduce(
      (definitions, name) => withOffered(definitions, { name }),
      none,
    )
    expect(resourceTypesWith(all).offered.map(({ name, endpoint, schema }) => [name, endpoint, schema.id])).toEqual([
      ['Role', '/Roles', role],
      ['Entitlement', '/Entitlements', 'urn:okta:scim:schemas:core:1.0:Entitlement'],
      ['License', '/Licenses', 'urn:okta:scim:schemas:core:1.0:Entitlement'],
    ])
    expect(withoutOffered(all, 'ROLE').offered).toHaveLength(2)
    expect(refusalOf(() => withoutOffered(all, 'Seat'))).toBe('not_found: There is no resource type Seat.')
  })

  test.each<[given: Parameters<typeof withOffered>[1], refusal: RegExp]>([
    [{ name: 'User' }, /^conflict: /],
    [{ name: 'a b' }, /^invalid: The resource type: name must be/],
    [{ name: 'Seat', endpoint: 'Seats' }, /^invalid: The resource type: endpoint must be/],
    [{ name: 'Seat', endpoint: '/users' }, /^conflict: The endpoint \/users is taken/],
    [{ name: 'Seat', endpoint: '/Bulk' }, /^conflict: /],
    [{ name: 'Seat', endpoint: '/Roles' }, /^conflict: /],
    [{ name: 'Seat', schema: urns.user }, /^conflict: /],
    [{ name: 'Seat', schema: 'seat' }, /^invalid: /],
  ])('is refused as %j', (given, refusal) => {
    expect(refusalOf(() => withOffered(withOffered(none, { name: 'Role' }), given))).toMatch(refusal)
  })

  test('keeps its schema from extensions, and the other way about', () => {
    const given = { id: role, attributes: [{ name: 'a' }] }
    expect(refusalOf(() => withExtension(withOffered(none, { name: 'Role' }), given))).toMatch(/^conflict: /)
    expect(refusalOf(() => withOffered(withExtension(none, given), { name: 'Role' }))).toMatch(/^conflict: /)
  })
})

test('what is stored and cannot be read is no small matter', () => {
  const stored = { organizationId: '1', digest: '', content: '{"extensions":[{}],"retired":[],"offered":[]}' }
  expect(() => readDefinitions(stored)).toThrow('the definitions of organization 1 cannot be read')
})
