import { describe, expect, test } from 'bun:test'
import type { ResourceType } from '../../src/scim/attribute'
import type { JsonObject } from '../../src/scim/json'
import { includes, project, readProjection } from '../../src/scim/projection'
import { groupType, userType } from '../../src/scim/resource-types'
import { urns } from '../../src/scim/urns'
import { engine, engineType } from './engine'
import { ada, frozen, mathematicians, without } from './people'

const { enterpriseUser: extension, user } = urns
const { schemas, id } = ada
const meta = { resourceType: 'User', created: '2026-01-31T09:00:00.000Z', location: 'https://example.com/Users/ada' }
const answered = frozen({
  ...ada,
  meta,
  groups: [{ value: 'mathematicians', display: 'Mathematicians', type: 'direct' }],
})

const asked = (type: ResourceType, resource: JsonObject, names: string) =>
  project(type, resource, readProjection(type, names.split(','), undefined))
const excluded = (type: ResourceType, resource: JsonObject, names: string) =>
  project(type, resource, readProjection(type, undefined, names.split(',')))

describe('attributes', () => {
  test.each<[string, JsonObject]>([
    ['userName', { userName: ada.userName }],
    ['USERNAME, displayname', { userName: ada.userName, displayName: ada.displayName }],
    ['userName,userName', { userName: ada.userName }],
    [`${user}:userName`, { userName: ada.userName }],
    [`${user}.userName`, { userName: ada.userName }],
    ['name', { name: ada.name }],
    ['name.givenName', { name: { givenName: 'Ada' } }],
    ['Name.GivenName,name.familyName', { name: { givenName: 'Ada', familyName: 'Lovelace' } }],
    ['name,name.givenName', { name: ada.name }],
    [`${user}:name.givenName`, { name: { givenName: 'Ada' } }],
    ['emails', { emails: ada.emails }],
    ['emails.value', { emails: [{ value: 'ada@example.com' }, { value: 'ada@home.example' }] }],
    ['emails.display', { emails: [{ display: 'Ada at work' }] }],
    ['groups.value', { groups: [{ value: 'mathematicians' }] }],
    ['meta', { meta }],
    ['meta.location', { meta: { location: meta.location } }],
    ['active,externalId', { active: true, externalId: ada.externalId }],
    [extension, { [extension]: ada[extension] }],
    [extension.toUpperCase(), { [extension]: ada[extension] }],
    [`${extension}:department`, { [extension]: { department: 'Notes' } }],
    ['department', { [extension]: { department: 'Notes' } }],
    [`${extension}:manager.value`, { [extension]: { manager: { value: 'charles' } } }],
    ['manager.value,department', { [extension]: { department: 'Notes', manager: { value: 'charles' } } }],
    [user, { ...without(answered, extension, 'meta', 'externalId') }],
    ['id', {}],
    ['schemas', {}],
    ['password', {}],
    ['shoeSize', {}],
    ['name.maidenName', {}],
    ['__proto__,constructor,toString,hasOwnProperty,name.__proto__,name.constructor', {}],
    ['shoeSize,title', { title: 'Analyst' }],
  ])('%s', (names, expected) => {
    expect(asked(userType, answered, names)).toEqual({ schemas, id, ...expected })
  })

  test('of what is not assigned are not there', () => {
    expect(
      asked(userType, { schemas: [user], id: 'x', userName: 'x' }, 'title,name.givenName,emails.value,manager'),
    ).toEqual({
      schemas: [user],
      id: 'x',
    })
  })

  test('of a group', () => {
    expect(asked(groupType, mathematicians, 'members.value,displayName')).toEqual({
      schemas: [urns.group],
      id: 'mathematicians',
      displayName: 'Mathematicians',
      members: [{ value: 'ada' }, { value: 'alan' }],
    })
  })
})

describe('excludedAttributes', () => {
  test.each<[string, JsonObject]>([
    ['title', without(answered, 'title')],
    ['TITLE, userName', without(answered, 'title', 'userName')],
    ['emails', without(answered, 'emails')],
    ['emails.display', { ...answered, emails: [without(ada.emails[0], 'display'), ada.emails[1]] }],
    ['name.givenName', { ...answered, name: without(ada.name, 'givenName') }],
    [
      Object.keys(ada.name)
        .map((part) => `name.${part}`)
        .join(),
      without(answered, 'name'),
    ],
    ['emails.value,emails.type,emails.primary,emails.display', without(answered, 'emails')],
    ['meta', without(answered, 'meta')],
    [extension, without(answered, extension)],
    [`${extension}:department`, { ...answered, [extension]: without(ada[extension], 'department') }],
    ['manager.$ref', { ...answered, [extension]: { ...ada[extension], manager: { value: 'charles' } } }],
    [user, { schemas, id, externalId: ada.externalId, meta, [extension]: ada[extension] }],
    ['id,schemas', answered],
    ['shoeSize,__proto__,constructor', answered],
  ])('%s', (names, expected) => {
    expect(excluded(userType, answered, names)).toEqual(expected)
  })

  test('of a group', () => {
    expect(excluded(groupType, mathematicians, 'members')).toEqual(without(mathematicians, 'members'))
  })
})

describe('The default', () => {
  test('is everything, without secrets', () => {
    expect(project(userType, { ...answered, password: 'x' }, undefined)).toEqual(answered)
    expect(readProjection(userType, undefined, undefined)).toBeUndefined()
  })

  test.each([
    [[], undefined],
    [['', '  '], undefined],
    [undefined, []],
    [undefined, [' ', '']],
  ])('is meant by attributes %j and excludedAttributes %j', (only, others) => {
    expect(readProjection(userType, only, others)).toBeUndefined()
  })

  test('gives way to attributes, which go before excludedAttributes', () => {
    expect(project(userType, answered, readProjection(userType, ['title'], ['title']))).toEqual({
      schemas,
      id,
      title: 'Analyst',
    })
  })
})

describe('What is returned always, never or on request', () => {
  const lock = engine.lock
  test.each<[string, JsonObject, JsonObject]>([
    [
      'by default',
      project(engineType, engine, undefined),
      { ...without(engine, 'notes'), lock: { maker: lock.maker, kind: lock.kind } },
    ],
    ['where notes are asked for', asked(engineType, engine, 'notes'), { notes: 'oil me' }],
    [
      'where the lock is asked for',
      asked(engineType, engine, 'lock'),
      { lock: { maker: lock.maker, kind: lock.kind } },
    ],
    [
      'where a part of the lock is asked for',
      asked(engineType, engine, 'lock.kind'),
      { lock: { maker: lock.maker, kind: lock.kind } },
    ],
    [
      'where its history is asked for',
      asked(engineType, engine, 'lock.history'),
      { lock: { maker: lock.maker, history: 'nobody' } },
    ],
    ['where its secret is asked for', asked(engineType, engine, 'lock.combination'), {}],
    ['where nothing of the lock is asked for', asked(engineType, engine, 'motto'), { motto: engine.motto }],
    [
      'where what is always returned is excluded',
      excluded(engineType, engine, 'lock.maker,lock.kind,id'),
      { ...without(engine, 'notes'), lock: { maker: lock.maker } },
    ],
    ['where the lock is excluded', excluded(engineType, engine, 'lock'), without(engine, 'notes', 'lock')],
    ['where notes are excluded', excluded(engineType, engine, 'notes,lock'), without(engine, 'notes', 'lock')],
    [
      'where several words are asked for',
      asked(engineType, engine, 'tags,urn:example:Museum:rooms'),
      { tags: engine.tags, 'urn:example:Museum': { rooms: [1, 2] } },
    ],
  ])('%s', (_, projected, expected) => {
    expect(projected).toEqual({ schemas: engine.schemas, id: engine.id, ...expected })
  })
})

test.each<[string | undefined, string | undefined, boolean]>([
  [undefined, undefined, true],
  ['members', undefined, true],
  ['MEMBERS', undefined, true],
  ['members.value', undefined, true],
  ['displayName,members.value', undefined, true],
  [`${urns.group}:members`, undefined, true],
  [urns.group, undefined, true],
  ['displayName', undefined, false],
  ['shoeSize', undefined, false],
  [undefined, 'members', false],
  [undefined, `${urns.group}:Members`, false],
  [undefined, urns.group, false],
  [undefined, 'members.display', true],
  [undefined, 'displayName', true],
])('With attributes %s and excludedAttributes %s the members are part of the answer: %p', (only, others, answer) => {
  expect(includes(readProjection(groupType, only?.split(','), others?.split(',')), 'members')).toBe(answer)
})

test('An attribute is part of the answer in whatever case it is named', () => {
  expect(includes(readProjection(userType, ['PROFILEURL'], undefined), 'profileUrl')).toBe(true)
  expect(includes(readProjection(userType, undefined, ['PROFILEURL']), 'profileUrl')).toBe(false)
})
