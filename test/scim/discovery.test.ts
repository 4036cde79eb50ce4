import { describe, expect, test } from 'bun:test'
import { describeResourceType, describeSchema, serviceProviderConfig } from '../../src/scim/discovery'
import { isObject, type JsonObject } from '../../src/scim/json'
import { groupType, resourceTypes, userType } from '../../src/scim/resource-types'
import { urns } from '../../src/scim/urns'

const base = 'https://example.com/scim/v2'
const schemas = resourceTypes.flatMap(({ schema, extensions }) => [schema, ...extensions.map((each) => each.schema)])

function attributesIn(document: JsonObject, key = 'attributes'): readonly JsonObject[] {
  const list = document[key]
  return Array.isArray(list)
    ? list.filter(isObject).flatMap((each) => [each, ...attributesIn(each, 'subAttributes')])
    : []
}

describe('The service provider configuration', () => {
  const configured = () =>
    serviceProviderConfig(
      {
        maxResults: 200,
        defaultResults: 100,
        cursorTimeout: 3600,
        maxOperations: 1000,
        maxPayloadSize: 1048576,
        changesPasswords: false,
      },
      base,
    )

  test('has every feature that RFC 7643 §5 requires', () => {
    expect(configured()).toMatchObject({
      schemas: [urns.serviceProviderConfig],
      patch: { supported: true },
      bulk: { supported: true, maxOperations: 1000, maxPayloadSize: 1048576 },
      filter: { supported: true, maxResults: 200 },
      changePassword: { supported: expect.any(Boolean) },
      sort: { supported: true },
      etag: { supported: expect.any(Boolean) },
      meta: { resourceType: 'ServiceProviderConfig', location: `${base}/ServiceProviderConfig` },
    })
  })

  test('describes ways to authenticate, one of them preferred', () => {
    const schemes = configured().authenticationSchemes
    expect(schemes).toBeArray()
    for (const scheme of Array.isArray(schemes) ? schemes : [])
      expect(scheme).toMatchObject({
        type: expect.any(String),
        name: expect.any(String),
        description: expect.any(String),
      })
    expect(
      Array.isArray(schemes) && schemes.filter((scheme) => isObject(scheme) && scheme.primary === true),
    ).toHaveLength(1)
  })
})

test('The resource types are described', () => {
  expect(describeResourceType(userType, base)).toEqual({
    schemas: [urns.resourceType],
    id: 'User',
    name: 'User',
    endpoint: '/Users',
    description: 'People.',
    schema: urns.user,
    schemaExtensions: [{ schema: urns.enterpriseUser, required: false }],
    meta: { resourceType: 'ResourceType', location: `${base}/ResourceTypes/User` },
  })
  expect(describeResourceType(groupType, base)).toMatchObject({
    id: 'Group',
    endpoint: '/Groups',
    schema: urns.group,
    schemaExtensions: [],
  })
})

describe('A schema', () => {
  test.each(schemas)('$id is described whole', (schema) => {
    const document = describeSchema(schema, base)
    expect(document).toMatchObject({
      schemas: [urns.schema],
      id: schema.id,
      name: schema.name,
      description: schema.description,
      meta: { resourceType: 'Schema', location: `${base}/Schemas/${schema.id}` },
    })
    expect(JSON.stringify(document)).not.toContain('null')
    expect(document).toEqual(JSON.parse(JSON.stringify(document)))
  })

  test.each(schemas)('$id has attributes with every characteristic', (schema) => {
    for (const attribute of attributesIn(describeSchema(schema, base))) {
      const { name, type, subAttributes, referenceTypes } = attribute
      expect([name, Array.isArray(subAttributes)]).toEqual([name, type === 'complex'])
      expect([name, Array.isArray(referenceTypes)]).toEqual([name, type === 'reference'])
      expect(attribute).toMatchObject({
        name: expect.stringMatching(/^(?:\$ref|[a-z][A-Za-z0-9]*)$/),
        type: expect.stringMatching(/^(?:string|boolean|decimal|integer|dateTime|reference|binary|complex)$/),
        multiValued: expect.any(Boolean),
        description: expect.stringMatching(/\.$/),
        required: expect.any(Boolean),
        caseExact: expect.any(Boolean),
        mutability: expect.stringMatching(/^(?:readOnly|readWrite|immutable|writeOnly)$/),
        returned: expect.stringMatching(/^(?:always|never|default|request)$/),
        uniqueness: expect.stringMatching(/^(?:none|server|global)$/),
      })
    }
  })

  test.each<[string, readonly string[]]>([
    [
      urns.user,
      [
        'userName',
        'name',
        'displayName',
        'nickName',
        'profileUrl',
        'title',
        'userType',
        'preferredLanguage',
        'locale',
        'timezone',
        'active',
        'password',
        'emails',
        'phoneNumbers',
        'ims',
        'photos',
        'addresses',
        'groups',
        'entitlements',
        'roles',
        'x509Certificates',
      ],
    ],
    [urns.group, ['displayName', 'members']],
    [urns.enterpriseUser, ['employeeNumber', 'costCenter', 'organization', 'division', 'department', 'manager']],
  ])('%s has the attributes of RFC 7643 §8.7.1', (urn, names) => {
    expect(schemas.find(({ id }) => id === urn)?.attributes.map(({ name }) => name)).toEqual([...names])
  })

  test('has no name twice, in whatever case', () => {
    for (const { attributes } of schemas)
      for (const list of [attributes, ...attributes.map(({ subAttributes = [] }) => subAttributes)])
        expect(new Set(list.map(({ name }) => name.toLowerCase())).size).toBe(list.length)
  })
})
