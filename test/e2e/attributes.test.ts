import { afterAll, beforeAll, describe, expect, test } from 'bun:test'
import { executable } from '../support/executable'
import { setUp } from '../support/organization'
import { endServers, serve } from '../support/server'
import { type Client, client, type Json, must, patch, schemas } from './client'

/** An attribute as /Schemas shows it. */
interface Attribute {
  readonly name: string
  readonly type: string
  readonly multiValued: boolean
  readonly required: boolean
  readonly caseExact: boolean
  readonly mutability: string
  readonly returned: string
  readonly subAttributes?: readonly Attribute[]
}

interface Target {
  readonly endpoint: '/Users' | '/Groups'
  /** The extension that the attribute is in. */
  readonly extension?: string
  readonly attribute: Attribute
}

let ask: Client
let people: readonly string[]
let targets: readonly Target[]
let unique = 0

beforeAll(async () => {
  await executable()
  const { endpoint, token } = await setUp(await serve())
  ask = client(endpoint, token)
  people = await Promise.all([0, 1].map(async () => (await must(ask('POST /Users', bare('/Users')))).id))
  const { Resources } = await must(ask('GET /Schemas'))
  const of = (id: string) => Resources.find((schema: Json) => schema.id === id).attributes as readonly Attribute[]
  targets = [
    ...of(schemas.user).map((attribute): Target => ({ endpoint: '/Users', attribute })),
    ...of(schemas.enterprise).map(
      (attribute): Target => ({ endpoint: '/Users', extension: schemas.enterprise, attribute }),
    ),
    ...of(schemas.group).map((attribute): Target => ({ endpoint: '/Groups', attribute })),
    { endpoint: '/Users', attribute: externalId },
    { endpoint: '/Groups', attribute: externalId },
  ]
}, 120_000)
afterAll(endServers)

/** It belongs to every resource, so no schema lists it (RFC 7643 §3.1). */
const externalId: Attribute = {
  name: 'externalId',
  type: 'string',
  multiValued: false,
  required: false,
  caseExact: true,
  mutability: 'readWrite',
  returned: 'default',
}

function bare(endpoint: Target['endpoint']): object {
  const name = `bare ${++unique}`
  return endpoint === '/Users'
    ? { schemas: [schemas.user], userName: name }
    : { schemas: [schemas.group], displayName: name }
}

/** A value that fits an attribute, another one each time. */
function sample(attribute: Attribute): Json {
  const { subAttributes, multiValued, name } = attribute
  if (name === 'members') return [{ value: people[++unique % 2] }]
  const one = subAttributes
    ? Object.fromEntries(subAttributes.filter(isWritable).map((sub) => [sub.name, sample(sub)]))
    : sampleOf(attribute.type)
  return multiValued ? [one] : one
}

function sampleOf(type: string): Json {
  const number = ++unique
  switch (type) {
    case 'boolean':
      return true
    case 'binary':
      return Buffer.from(`bytes ${number}`).toString('base64')
    case 'reference':
      return `https://harbor.example/${number}`
    default:
      return `Välue ${number}`
  }
}

const isWritable = ({ mutability }: Attribute) => mutability !== 'readOnly'
const isStored = ({ attribute }: Target) => isWritable(attribute) && attribute.mutability !== 'writeOnly'
const settable = () => targets.filter(isStored)
const pathOf = ({ extension, attribute }: Target) => (extension ? `${extension}:${attribute.name}` : attribute.name)
const valueIn = (resource: Json, { extension, attribute }: Target) =>
  (extension ? resource[extension] : resource)?.[attribute.name]
const withValue = (resource: object, { extension, attribute }: Target, value: Json): Json =>
  extension ? { ...resource, [extension]: { [attribute.name]: value } } : { ...resource, [attribute.name]: value }
const searched = ({ endpoint }: Target, filter: string) => `GET ${endpoint}?filter=${encodeURIComponent(filter)}`

/** What is stored has all that was sent; the server may say more, such as a member's type. */
function expectStored(found: Json, sent: Json, target: Target): void {
  expect({ [pathOf(target)]: found }).toMatchObject({ [pathOf(target)]: sent })
}

async function make(target: Target, value?: Json): Promise<Json> {
  const resource = bare(target.endpoint)
  return must(ask(`POST ${target.endpoint}`, value === undefined ? resource : withValue(resource, target, value)))
}

const read = ({ endpoint }: Target, id: string) => must(ask(`GET ${endpoint}/${id}`))

async function change(target: Target, id: string, ...operations: readonly object[]): Promise<Json> {
  const answered = await must(ask(`PATCH ${target.endpoint}/${id}`, patch(...operations)))
  const stored = await read(target, id)
  expect(answered).toEqual(stored)
  return valueIn(stored, target)
}

test('the schemas have what RFC 7643 says', () => {
  const names = (wanted: (target: Target) => boolean) => targets.filter(wanted).map(({ attribute }) => attribute.name)
  expect(names(({ endpoint, extension }) => endpoint === '/Users' && !extension).sort()).toEqual(
    [
      ...['userName', 'name', 'displayName', 'nickName', 'profileUrl', 'title', 'userType', 'preferredLanguage'],
      ...['locale', 'timezone', 'active', 'password', 'emails', 'phoneNumbers', 'ims', 'photos', 'addresses'],
      ...['groups', 'entitlements', 'roles', 'x509Certificates', 'externalId'],
    ].sort(),
  )
  expect(names(({ extension }) => extension === schemas.enterprise).sort()).toEqual(
    ['employeeNumber', 'costCenter', 'organization', 'division', 'department', 'manager'].sort(),
  )
  expect(names(({ endpoint }) => endpoint === '/Groups').sort()).toEqual(['displayName', 'externalId', 'members'])
})

describe('every attribute', () => {
  test('is kept whole when it comes in a POST, and in a PUT, which leaves out what it does not name', async () => {
    for (const target of settable()) {
      const value = sample(target.attribute)
      const made = await make(target, value)
      expectStored(valueIn(made, target), value, target)
      expect(await read(target, made.id)).toEqual(made)
      const other = sample(target.attribute)
      const put = await must(ask(`PUT ${target.endpoint}/${made.id}`, withValue(bare(target.endpoint), target, other)))
      expectStored(valueIn(put, target), other, target)
      expect(await read(target, made.id)).toEqual(put)
      const emptied = await must(ask(`PUT ${target.endpoint}/${made.id}`, bare(target.endpoint)))
      if (target.attribute.required || target.attribute.name === 'active')
        expect(valueIn(emptied, target)).toBeDefined()
      else expect([pathOf(target), valueIn(emptied, target)]).toEqual([pathOf(target), undefined])
    }
  })

  test('comes back together with all the others', async () => {
    for (const endpoint of ['/Users', '/Groups'] as const) {
      const all = settable().filter((target) => target.endpoint === endpoint)
      const values = all.map(({ attribute }) => sample(attribute))
      const whole = all.reduce<Json>((resource, target, index) => {
        const { extension } = target
        const before = extension ? resource[extension] : {}
        const next = withValue(resource, target, values[index])
        return extension ? { ...next, [extension]: { ...before, ...next[extension] } } : next
      }, bare(endpoint))
      const made = await must(ask(`POST ${endpoint}`, whole))
      for (const [index, target] of all.entries()) expectStored(valueIn(made, target), values[index], target)
      expect(made.schemas).toEqual(endpoint === '/Users' ? [schemas.user, schemas.enterprise] : [schemas.group])
      expect(await must(ask(`PUT ${endpoint}/${made.id}`, made))).toEqual(made)
    }
  })

  test('can be added, replaced and removed by a PATCH of its path, and of none', async () => {
    for (const target of settable()) {
      const { attribute } = target
      const path = pathOf(target)
      const { id } = await make(target)
      const [first, second, third] = [sample(attribute), sample(attribute), sample(attribute)]
      expectStored(await change(target, id, { op: 'add', path, value: first }), first, target)
      expectStored(await change(target, id, { op: 'replace', path, value: second }), second, target)
      expectStored(await change(target, id, { op: 'replace', value: { [path]: third } }), third, target)
      const removed = await ask(`PATCH ${target.endpoint}/${id}`, patch({ op: 'remove', path }))
      if (attribute.required) {
        expect([path, removed.status, removed.json.scimType]).toEqual([path, 400, 'mutability'])
      } else if (attribute.name !== 'active') {
        expect([path, removed.status, valueIn(await read(target, id), target)]).toEqual([path, 200, undefined])
      }
    }
  })

  test('can be changed part by part where it has parts', async () => {
    let parts = 0
    for (const target of settable().filter(
      ({ attribute }) => attribute.subAttributes && attribute.name !== 'members',
    )) {
      const { id } = await make(target)
      const { multiValued, subAttributes = [] } = target.attribute
      const first = () => read(target, id).then((resource) => [valueIn(resource, target)].flat()[0])
      if (multiValued) await change(target, id, { op: 'add', path: pathOf(target), value: [{ type: 'kept' }] })
      for (const sub of subAttributes.filter((each) => isWritable(each) && each.name !== 'type')) {
        const path = `${pathOf(target)}${multiValued ? '[type eq "kept"]' : ''}.${sub.name}`
        for (const op of ['add', 'replace']) {
          const value = sample(sub)
          await change(target, id, { op, path, value })
          expect([path, (await first())[sub.name]]).toEqual([path, value])
          parts++
        }
        await change(target, id, { op: 'remove', path })
        expect([path, (await first())?.[sub.name]]).toEqual([path, undefined])
      }
    }
    expect(parts).toBeGreaterThan(60)
  })

  test('can be searched for, in its own letters or in any, as the schema says', async () => {
    let searches = 0
    for (const target of settable()) {
      const { attribute } = target
      const value = sample(attribute)
      const { id } = await make(target, value)
      const path = pathOf(target)
      const sole = [value].flat()[0]
      const leaves = attribute.subAttributes
        ? attribute.subAttributes
            .filter((sub) => isWritable(sub) && sole[sub.name] !== undefined)
            .map((sub) => ({ leaf: sub, name: `${path}.${sub.name}`, inside: sub.name, text: sole[sub.name] }))
        : [{ leaf: attribute, name: path, inside: undefined, text: sole }]
      for (const { leaf, name, inside, text } of leaves) {
        const found = async (filter: string) => {
          searches++
          const { Resources } = await must(ask(searched(target, `(${filter}) and id eq "${id}"`)))
          return Resources.length
        }
        const literal = JSON.stringify(text)
        expect([name, await found(`${name} eq ${literal}`), await found(`${name} pr`)]).toEqual([name, 1, 1])
        expect([name, await found(`${name} ne ${literal}`)]).toEqual([name, 0])
        if (inside && attribute.multiValued)
          expect([name, await found(`${path}[${inside} eq ${literal}]`)]).toEqual([name, 1])
        if (leaf.type !== 'string' || attribute.name === 'members') continue
        const shouted = JSON.stringify(text.toUpperCase())
        expect([name, await found(`${name} eq ${shouted}`)]).toEqual([name, leaf.caseExact ? 0 : 1])
        expect([name, await found(`${name} sw ${JSON.stringify(text.slice(0, 3))}`)]).toEqual([name, 1])
        expect([name, await found(`${name} co ${JSON.stringify(text.slice(2, -1))}`)]).toEqual([name, 1])
        expect([name, await found(`${name} ew "nobody ends so"`)]).toEqual([name, 0])
        expect([name, await found(`${name} ge ${literal} and ${name} le ${literal}`)]).toEqual([name, 1])
      }
    }
    expect(searches).toBeGreaterThan(400)
  })

  test('can be asked for alone, and be left out', async () => {
    for (const target of settable()) {
      const { endpoint, extension, attribute } = target
      const value = sample(attribute)
      const made = await make(target, value)
      const path = pathOf(target)
      const alone = await must(ask(`GET ${endpoint}/${made.id}?attributes=${path}`))
      expectStored(valueIn(alone, target), value, target)
      expect(Object.keys(alone).sort()).toEqual(['id', 'schemas', extension ?? attribute.name].sort())
      const listed = await must(ask(`${searched(target, `id eq "${made.id}"`)}&attributes=${path.toUpperCase()}`))
      expect(listed.Resources).toEqual([alone])
      const without = await must(ask(`GET ${endpoint}/${made.id}?excludedAttributes=${path}`))
      expect([path, valueIn(without, target), without.meta]).toEqual([path, undefined, made.meta])
      for (const sub of attribute.subAttributes?.filter(isWritable) ?? []) {
        const part = await must(ask(`GET ${endpoint}/${made.id}?attributes=${path}.${sub.name}`))
        const [found, sole] = [[valueIn(part, target)].flat()[0], [value].flat()[0]]
        if (sole[sub.name] === undefined) continue
        if (sub.name !== '$ref' || attribute.name !== 'members') expect(found).toEqual({ [sub.name]: sole[sub.name] })
      }
    }
  })
})

describe('what is not to be written', () => {
  test('is passed over in a POST and a PUT and refused in a PATCH', async () => {
    const readOnly = targets.filter(({ attribute }) => !isWritable(attribute))
    expect(readOnly.map(({ attribute }) => attribute.name)).toEqual(['groups'])
    for (const target of readOnly) {
      const value = [{ value: 'x', display: 'y' }]
      const made = await make(target, value)
      expect(valueIn(made, target)).toBeUndefined()
      const path = pathOf(target)
      const refused = await ask(`PATCH ${target.endpoint}/${made.id}`, patch({ op: 'add', path, value }))
      expect([refused.status, refused.json.scimType]).toEqual([400, 'mutability'])
    }
    const target = targets.find(({ attribute }) => attribute.name === 'manager')
    if (!target) throw new Error('nobody has a manager')
    const { id, ...made } = await make(target, { value: 'boss', displayName: 'The Boss' })
    expect(valueIn(made, target)).toEqual({ value: 'boss' })
  })

  test('is never shown where it must not be', async () => {
    const [password] = targets.filter(({ attribute }) => attribute.returned === 'never')
    expect(password?.attribute.name).toBe('password')
    if (!password) return
    const { id } = await make(password, 'shown to nobody')
    for (const query of ['', '?attributes=password', '?attributes=password,userName', '?excludedAttributes=title']) {
      expect(JSON.stringify(await must(ask(`GET /Users/${id}${query}`)))).not.toContain('shown to nobody')
    }
    expect((await ask(searched(password, 'password eq "shown to nobody"'))).status).toBe(403)
  })
})
