import { describe, expect, test } from 'bun:test'
import { Value } from '@sinclair/typebox/value'
import type { ResourceType } from '../../src/scim/attribute'
import type { Json, JsonObject } from '../../src/scim/json'
import { lenient } from '../../src/scim/leniency'
import { readPatch } from '../../src/scim/patch'
import { accept } from '../../src/scim/resource'
import { resourceSchema, validate, validateValue } from '../../src/scim/resource-schema'
import { groupType, userType } from '../../src/scim/resource-types'
import { engine, engineType } from './engine'
import { ada, alan, grace, mathematicians } from './people'
import { detailOf, refusalOf } from './refusal'

describe('The schema of a resource type', () => {
  test.each<[string, ResourceType, JsonObject]>([
    ['Ada', userType, ada],
    ['Grace', userType, grace],
    ['Alan', userType, alan],
    ['the mathematicians', groupType, mathematicians],
    ['the engine', engineType, engine],
  ])('allows what is accepted: %s', (_, type, resource) => {
    expect(Value.Check(resourceSchema(type), accept(type, resource, lenient()).resource)).toBe(true)
    expect(Value.Check(resourceSchema(type), resource)).toBe(true)
    expect(refusalOf(() => validate(type, resource))).toBe('accepted')
  })

  test('is plain JSON Schema that says what is required, readOnly and writeOnly', () => {
    expect(JSON.parse(JSON.stringify(resourceSchema(userType)))).toMatchObject({
      type: 'object',
      title: 'User',
      required: ['schemas', 'userName'],
      properties: {
        id: { type: 'string', readOnly: true },
        userName: { type: 'string', description: expect.any(String) },
        active: { type: 'boolean' },
        password: { type: 'string', writeOnly: true },
        emails: { type: 'array', items: { type: 'object', properties: { primary: { type: 'boolean' } } } },
        meta: { type: 'object', readOnly: true, properties: { created: { type: 'string', format: 'date-time' } } },
      },
    })
    expect(JSON.parse(JSON.stringify(resourceSchema(engineType))).properties).toMatchObject({
      serial: { type: 'integer' },
      tons: { type: 'number' },
      built: { type: 'string', format: 'date-time' },
      tags: { type: 'array', items: { type: 'string' } },
      'urn:example:Museum': { type: 'object', properties: { rooms: { type: 'array', items: { type: 'integer' } } } },
    })
  })

  test('requires an extension that its resource type requires', () => {
    const type = { ...engineType, extensions: engineType.extensions.map(({ schema }) => ({ schema, required: true })) }
    expect(detailOf(() => validate(type, { schemas: ['urn:example:Engine'] }))).toBe('urn:example:Museum is required.')
  })
})

test('An attribute has at most 1000 values, but members as many as there are', () => {
  const values = (count: number) => Array.from({ length: count }, (_, index) => ({ value: `${index}` }))
  const emails = (count: number) => accept(userType, { ...alan, emails: values(count) }, lenient())
  expect(emails(1000).resource.emails).toBeArrayOfSize(1000)
  expect(refusalOf(() => emails(1001))).toBe('400 invalidValue')
  expect(detailOf(() => emails(1001))).toBe('emails may have 1000 values, not 1001.')
  const { resource } = accept(groupType, { ...mathematicians, members: values(1001) }, lenient())
  expect(resource.members).toBeArrayOfSize(1001)
  const { Operations } = { Operations: [{ op: 'add', path: 'members', value: values(1001) }] }
  expect(refusalOf(() => readPatch(groupType, { Operations }, lenient()))).toBe('accepted')
})

test.each<[string, ResourceType, JsonObject, string]>([
  ['what is required and missing', userType, { schemas: [] }, 'userName is required.'],
  ['a wrong type', userType, { ...alan, active: 'true' }, 'active must be a boolean, not "true".'],
  ['null', userType, { ...alan, title: null }, 'title must be a string, not null.'],
  ['a part', userType, { ...alan, emails: [{ primary: 1 }] }, 'emails[0].primary must be a boolean, not 1.'],
  ['an element', engineType, { ...engine, tags: ['a', 5] }, 'tags[1] must be a string, not 5.'],
  ['an object for an array', userType, { ...alan, emails: {} }, 'emails must be an array, not {}.'],
  [
    'a part of an extension',
    engineType,
    { ...engine, 'urn:example:Museum': { rooms: [1, 'x'] } },
    'urn:example:Museum:rooms[1] must be an integer, not "x".',
  ],
  [
    'a number without end',
    engineType,
    { ...engine, tons: Number.POSITIVE_INFINITY },
    'tons must be a number, not null.',
  ],
])('A resource is refused for %s', (_, type, resource, detail) => {
  expect(refusalOf(() => validate(type, resource))).toBe('400 invalidValue')
  expect(detailOf(() => validate(type, resource))).toBe(detail)
})

test.each<[string, Json, string | undefined]>([
  ['tags', ['a'], undefined],
  ['tags', ['a', 5], 'the tags[1] must be a string, not 5.'],
  ['parts', [{ value: 5 }], 'the parts[0].value must be a string, not 5.'],
  ['serial', 5, undefined],
  ['serial', '5', 'the serial must be an integer, not "5".'],
])('A value of %s is judged alone: %j → %p', (name, value, detail) => {
  const attribute = engineType.schema.attributes.find((each) => each.name === name)
  expect(detailOf(() => attribute && validateValue(attribute, value, `the ${name}`))).toBe(detail)
})
