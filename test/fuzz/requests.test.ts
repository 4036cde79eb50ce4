import { afterAll, beforeAll, describe, expect, test } from 'bun:test'
import { connect } from 'node:net'
import fc from 'fast-check'
import { validate } from '../../src/scim/resource-schema'
import { groupType, userType } from '../../src/scim/resource-types'
import { type Access, type Assembly, assemble, endAssemblies, group, patch, urns, user } from '../http/assembly'
import { head, raw } from '../http/raw'
import { oddText, someBulk, someFilter, someJson, someName, somePatch, someResource, someSearch } from './arbitraries'

/** FC_SEED repeats a run; FUZZ=20 makes it twenty times as long. */
const seed = Number(process.env.FC_SEED ?? Date.now() % 2 ** 31)
const effort = Number(process.env.FUZZ ?? 1)
const runs = (numRuns: number) => ({ seed, numRuns: Math.ceil(numRuns * effort) })
const patience = 20_000 * effort

const scimTypes = [
  'invalidFilter',
  'tooMany',
  'uniqueness',
  'mutability',
  'invalidSyntax',
  'invalidPath',
  'noTarget',
  'invalidValue',
  'invalidVers',
  'sensitive',
  'invalidCursor',
  'expiredCursor',
  'invalidCount',
]

let assembly: Assembly
let harbor: Access
let strict: Access
let ann: string
let crew: string

beforeAll(async () => {
  assembly = await assemble({ trustedProxies: ['127.0.0.1'], maxBodyBytes: 100_000 })
  harbor = await assembly.organization('Harbor')
  strict = await assembly.connection(harbor.connection.organizationId, { strict: true })
  ann = (await assembly.ask(harbor, 'POST /Users', user('ann', { emails: [{ value: 'ann@b', type: 'work' }] }))).json.id
  crew = (await assembly.ask(harbor, 'POST /Groups', group('Crew', [ann]))).json.id
})
afterAll(endAssemblies)

interface Sent {
  readonly method: string
  /** Below /scim/v2, with the query. */
  readonly path: string
  readonly headers?: Readonly<Record<string, string>>
  readonly body?: string | Uint8Array<ArrayBuffer>
}

/** Of a longer head of a request Bun takes no notice, but answers 431 on its own. */
const longest = 12_000

/** Sends a request and holds the answer to what every answer must be; settles with its status. */
async function send({ method, path, headers = {}, body }: Sent, access: Access | undefined = harbor): Promise<number> {
  const all = new Headers({ ...(access && { authorization: `Bearer ${access.token}` }), ...headers })
  if (body !== undefined && !all.has('content-type')) all.set('content-type', 'application/scim+json')
  const url = path.startsWith('/scim') || path.startsWith('/oauth2') ? path : `/scim/v2${path}`
  const response = await fetch((assembly.url + url).slice(0, longest), {
    method,
    headers: all,
    ...(body !== undefined && { body }),
  })
  expectSane(response.status, response.headers.get('content-type') ?? '', await response.text())
  return response.status
}

/** That nothing was logged as unexpected. */
function expectNoErrors(): void {
  const [unexpected] = (assembly.errors as object[]).splice(0)
  if (unexpected) throw new Error(Bun.inspect(unexpected))
}

function expectSane(status: number, type: string, text: string): void {
  expectNoErrors()
  if (status !== undefined && status >= 500 && status !== 501) throw new Error(`${status} ${text}`)
  if (status < 400) {
    if (text !== '') JSON.parse(text)
    return
  }
  const { schemas, status: said, scimType, detail } = JSON.parse(text)
  expect([type, schemas, said]).toEqual(['application/scim+json', [urns.error], String(status)])
  expect(typeof detail).toBe('string')
  expect(detail).not.toBe('')
  if (scimType !== undefined) expect(scimTypes).toContain(scimType)
}

const countEvents = async () => {
  await assembly.store.flush()
  return (await assembly.directory.events({ limit: 1_000_000 })).length
}

/** Holds a property, and afterwards that there is an event for each request; the property says how many it has made. */
async function hold<T>(arbitrary: fc.Arbitrary<T>, numRuns: number, property: (input: T) => Promise<number>) {
  const before = await countEvents()
  let made = 0
  await fc.assert(
    fc.asyncProperty(arbitrary, async (input) => {
      made += await property(input)
    }),
    runs(numRuns),
  )
  expect((await countEvents()) - before).toBe(made)
  expect(Object.keys(Object.prototype)).toEqual([])
}

/** Text in a URL: encoded as it should be, or every byte by itself, invalid UTF-8 included, or as it is where it can be. */
const inUrl = fc.oneof(
  fc.oneof(oddText, someFilter, someName).map((text) => encodeURIComponent(text.toWellFormed())),
  fc
    .uint8Array({ maxLength: 12 })
    .map((bytes) => [...bytes].map((byte) => `%${byte.toString(16).padStart(2, '0')}`).join('')),
  fc.string({ unit: fc.constantFrom(...'abcXYZ019-._~!$\'()*,;:@=[]{}|^"<>%+'), maxLength: 12 }),
)

describe(`random requests (FC_SEED=${seed})`, () => {
  test(
    'by their query',
    async () => {
      const name = fc.oneof(
        fc.constantFrom(
          'filter',
          'sortBy',
          'sortOrder',
          'startIndex',
          'count',
          'cursor',
          'attributes',
          'excludedAttributes',
        ),
        fc.constantFrom('Filter', 'COUNT', 'startindex', 'flavour', '__proto__', '', '%ff'),
      )
      const search = fc
        .array(
          fc.tuple(name, fc.oneof(inUrl, fc.constantFrom('', '1', '-1', '1e3', '99999999999999999999', 'userName'))),
          {
            maxLength: 4,
          },
        )
        .map((pairs) => pairs.map((pair) => pair.join('=')).join('&'))
      const endpoint = fc.constantFrom(
        '/Users',
        '/Groups',
        '',
        '/',
        `/Users/${ann}`,
        `/Groups/${crew}`,
        '/Schemas',
        '/Me',
      )
      await hold(fc.tuple(endpoint, search, fc.boolean()), 400, async ([path, query, isStrict]) => {
        await send({ method: 'GET', path: `${path}?${query}` }, isStrict ? strict : harbor)
        return 1
      })
    },
    patience,
  )

  test(
    'by their filter, with and without an order and a cursor',
    async () => {
      const search = fc.tuple(
        fc.constantFrom('/Users', '/Groups', ''),
        someFilter,
        fc.option(someName),
        fc.constantFrom('', '&cursor', '&count=1', '&sortOrder=descending'),
      )
      await hold(search, 400, async ([path, filter, sortBy, rest]) => {
        const by = sortBy === null ? '' : `&sortBy=${encodeURIComponent(sortBy.toWellFormed())}`
        const query = `filter=${encodeURIComponent(filter.toWellFormed())}${by}${rest}`
        await send({ method: 'GET', path: `${path}?${query}` })
        return 1
      })
    },
    patience,
  )

  test(
    'by their headers',
    async () => {
      const value = fc.oneof(
        fc.string({
          unit: fc.integer({ min: 0x20, max: 0xff }).map((code) => String.fromCharCode(code === 0x7f ? 0x41 : code)),
          maxLength: 60,
        }),
        fc.constantFrom(
          '',
          '*',
          'W/"1"',
          '"',
          'W/',
          ',,,',
          '"a","b"',
          'gzip',
          'application/json',
          '::1',
          '1.2.3.4, x, ::ffff:1.2.3.4',
        ),
        fc.constantFrom(
          'evil.example/../x',
          'a:99999',
          'https',
          'javascript',
          'x'.repeat(900),
          '[::1]:80',
          'a b',
          'é.example',
        ),
        fc.constantFrom(
          'Basic',
          'Bearer',
          'Basic !!!',
          'Bearer a b',
          'Basic Og==',
          'bearer rc_access_AAAA',
          'rc_scim_',
        ),
      )
      const name = fc.constantFrom(
        'authorization',
        'content-type',
        'if-match',
        'if-none-match',
        'accept',
        'accept-encoding',
        'user-agent',
        'x-forwarded-for',
        'x-forwarded-host',
        'x-forwarded-proto',
        'forwarded',
        'origin',
        'range',
        'prefer',
        'cookie',
      )
      const headers = fc.dictionary(name, value, { maxKeys: 4, noNullPrototype: true })
      const request = fc.constantFrom<[string, string, string?]>(
        ['GET', `/Users/${ann}`],
        ['GET', '/Users'],
        ['GET', '/ServiceProviderConfig'],
        ['PATCH', `/Users/${ann}`, JSON.stringify(patch({ op: 'replace', path: 'title', value: 'x' }))],
        ['POST', '/Users', '{}'],
        ['DELETE', '/Users/nobody'],
        ['POST', '/.search', '{}'],
        ['GET', `/scim/v2/connections/${harbor.connection.id}/Users`],
      )
      await hold(fc.tuple(request, headers), 400, async ([[method, path, body], sent]) => {
        await send({ method, path, headers: sent, ...(body !== undefined && { body }) })
        return 1
      })
    },
    patience,
  )

  test(
    'by their path and method',
    async () => {
      const segment = fc.oneof(
        inUrl,
        fc.constantFrom(
          'Users',
          'Groups',
          'users',
          'Bulk',
          '.search',
          'Me',
          'Schemas',
          'ResourceTypes',
          'connections',
          '',
        ),
      )
      const path = fc.array(segment, { minLength: 1, maxLength: 4 }).map((segments) => `/${segments.join('/')}`)
      const method = fc.constantFrom('GET', 'POST', 'PUT', 'PATCH', 'DELETE', 'OPTIONS')
      await hold(
        fc.tuple(method, path, fc.option(fc.constantFrom('{}', '[', '{"userName":"x"}'))),
        400,
        async ([verb, at, body]) => {
          // What a URL resolves away may lead out of the base.
          const { pathname } = new URL(`/scim/v2${at.replaceAll('?', '')}`, assembly.url)
          if (!/^\/scim\/v2(?:\/|$)/.test(pathname)) return 0
          await send({ method: verb, path: pathname, ...(body !== null && verb !== 'GET' && { body }) })
          return 1
        },
      )
    },
    patience,
  )

  const target = () =>
    fc.constantFrom<[string, string]>(
      ['POST', '/Users'],
      ['PUT', `/Users/${ann}`],
      ['PATCH', `/Users/${ann}`],
      ['POST', '/Groups'],
      ['PUT', `/Groups/${crew}`],
      ['PATCH', `/Groups/${crew}`],
      ['POST', '/Users/.search'],
      ['POST', '/.search'],
      ['POST', '/Nowhere'],
      ['DELETE', '/Users/nobody'],
    )

  test(
    'by the bytes of their body',
    async () => {
      const broken = fc
        .tuple(fc.constantFrom('{"userName":"', '{"a":[', '{"schemas":["', '"'), fc.uint8Array({ maxLength: 20 }))
        .map(([text, bytes]) => Uint8Array.from([...Buffer.from(text), ...bytes, ...Buffer.from('"}')]))
      const body = fc.oneof(
        fc.uint8Array({ maxLength: 40 }).map((bytes) => Uint8Array.from(bytes)),
        broken,
      )
      await hold(fc.tuple(target(), body), 200, async ([[method, path], bytes]) => {
        await send({ method, path, body: bytes })
        return 1
      })
    },
    patience,
  )

  test(
    'by the text of their body: deep, long, doubled, or of numbers that no machine has',
    async () => {
      const text = fc.oneof(
        fc.integer({ min: 1, max: 20_000 }).map((depth) => '['.repeat(depth) + ']'.repeat(depth)),
        fc.integer({ min: 1, max: 10_000 }).map((depth) => `${'{"a":'.repeat(depth)}1${'}'.repeat(depth)}`),
        fc.tuple(someName, someJson, someJson).map(([name, ...values]) => {
          const key = JSON.stringify(name)
          return `{"userName":"u","userName":"v",${values.map((value) => `${key}:${JSON.stringify(value) ?? 'null'}`).join()}}`
        }),
        fc
          .constantFrom('1e400', '-1e400', '0.1e-999', '123456789012345678901234567890', '-0', '1E+2')
          .map(
            (number) =>
              `{"userName":"n","title":${number},"active":${number},"emails":[{"value":${number}}],"x":${number}}`,
          ),
        fc
          .constantFrom('\\ud800', '\\udfff\\ud800', '\\u0000', '\\uD83D\\uDE80', '\\u202e')
          .map(
            (escaped) =>
              `{"userName":"s${escaped}","${escaped}":1,"name":{"givenName":"${escaped}"},"filter":"title eq \\"${escaped}\\""}`,
          ),
        fc
          .constantFrom('__proto__', 'constructor', 'prototype', '__defineGetter__')
          .map(
            (name) =>
              `{"userName":"p","${name}":{"polluted":true,"userName":"q"},"name":{"${name}":{"polluted":true}},"Operations":[{"op":"add","path":"${name}","value":{"${name}":{"polluted":true}}},{"op":"add","value":{"${name}":{"polluted":true}}}]}`,
          ),
        fc.json({ maxDepth: 6 }),
      )
      await hold(fc.tuple(target(), text), 300, async ([[method, path], body]) => {
        await send({ method, path, body })
        return 1
      })
      expect(({} as { polluted?: boolean }).polluted).toBeUndefined()
    },
    patience,
  )

  const written = (value: unknown) => JSON.stringify(value) ?? ''

  test(
    'that would make, replace or change a person or a group',
    async () => {
      const request = fc.oneof(
        someResource.map(
          (body) => ['POST', '/Users', { userName: `r${Math.abs(hash(written(body)))}`, ...body }] as const,
        ),
        someResource.map((body) => ['PUT', `/Users/${ann}`, { userName: 'ann', ...body }] as const),
        someResource.map((body) => ['POST', '/Groups', { displayName: `r${hash(written(body))}`, ...body }] as const),
        someResource.map((body) => ['PUT', `/Groups/${crew}`, { displayName: 'Crew', ...body }] as const),
        somePatch.map((body) => ['PATCH', `/Users/${ann}`, body] as const),
        somePatch.map((body) => ['PATCH', `/Groups/${crew}`, body] as const),
      )
      await hold(fc.tuple(request, fc.boolean()), 500, async ([[method, path, body], isStrict]) => {
        await send({ method, path, body: written(body) }, isStrict ? strict : harbor)
        return 1
      })
    },
    patience,
  )

  test('whose schemas hold an object that has a toString of its own', async () => {
    await send({ method: 'POST', path: '/Groups', body: '{"displayName":"x","schemas":[{"toString":0}]}' })
  })

  test(
    'that search',
    async () => {
      await hold(fc.tuple(fc.constantFrom('/Users', '/Groups', ''), someSearch), 400, async ([path, body]) => {
        await send({ method: 'POST', path: `${path}/.search`, body: written(body) })
        return 1
      })
    },
    patience,
  )

  test(
    'that are bulk requests',
    async () => {
      await hold(someBulk, 300, async (body) => {
        const response = await fetch(`${assembly.url}/scim/v2/Bulk`, {
          method: 'POST',
          headers: { authorization: `Bearer ${harbor.token}`, 'content-type': 'application/json' },
          body: written(body),
        })
        const text = await response.text()
        expectSane(response.status, response.headers.get('content-type') ?? '', text)
        if (response.status !== 200) return 1
        const { Operations } = JSON.parse(text)
        for (const { status, response: refused } of Operations) {
          if (Number(status) >= 400) expectSane(Number(status), 'application/scim+json', JSON.stringify(refused))
        }
        return 1 + Operations.length
      })
    },
    patience,
  )

  test(
    'for access tokens',
    async () => {
      const field = fc.tuple(
        fc.constantFrom('grant_type', 'client_id', 'client_secret', 'scope', '%ff', ''),
        fc.oneof(inUrl, fc.constantFrom('client_credentials', harbor.connection.id, harbor.token)),
      )
      const form = fc.array(field, { maxLength: 5 }).map((fields) => fields.map((pair) => pair.join('=')).join('&'))
      const type = fc.constantFrom('application/x-www-form-urlencoded', 'application/json', 'text/plain;x', '')
      await hold(fc.tuple(form, type), 150, async ([body, contentType]) => {
        const headers = { 'content-type': contentType }
        const response = await fetch(`${assembly.url}/oauth2/token`, { method: 'POST', headers, body })
        const json = (await response.json()) as { error?: string; access_token?: string }
        expectNoErrors()
        expect([200, 400, 401]).toContain(response.status)
        expect(typeof (response.status === 200 ? json.access_token : json.error)).toBe('string')
        return 1
      })
    },
    patience,
  )

  test(
    'in bytes that no client would send',
    async () => {
      const bytes = fc.uint8Array({ maxLength: 30 })
      const place = fc.constantFrom('path', 'query', 'header', 'token', 'name', 'before', 'method', 'version', 'length')
      await fc.assert(
        fc.asyncProperty(place, bytes, async (where, random) => {
          const noise = Buffer.from(random).toString('latin1')
          const at = (name: string) => (where === name ? noise : '')
          const line = `${at('method')}GET /scim/v2/Users${at('path')}?count=1${at('query')} HTTP/1.1${at('version')}`
          const headers = `host: h\r\nauthorization: Bearer ${harbor.token}${at('token')}\r\nx-noise${at('name')}: ${at('header')}`
          const length = where === 'length' ? `content-length: ${noise}\r\n` : ''
          const sent = Buffer.from(
            `${at('before')}${line}\r\n${headers}\r\n${length}connection: close\r\n\r\n`,
            'latin1',
          )
          const status = await answeredTo(sent)
          // No status: what was sent is not HTTP, and the connection was closed.
          if (status !== undefined && status >= 500 && ![501, 505].includes(status)) throw new Error(String(status))
          expectNoErrors()
        }),
        runs(100),
      )
    },
    patience,
  )
})

describe('after all that', () => {
  test('every person and group that is left is whole, alone and in the list', async () => {
    for (const [path, type] of [
      ['/Users', userType],
      ['/Groups', groupType],
    ] as const) {
      for (const access of [harbor, strict]) {
        const { status, json } = await assembly.ask(access, `GET ${path}?count=1000`)
        expect([status, json.totalResults === json.Resources.length || json.Resources.length === 1000]).toEqual([
          200,
          true,
        ])
        for (const resource of json.Resources) {
          validate(type, resource)
          expect(resource.password).toBeUndefined()
        }
        for (const resource of json.Resources.slice(0, 50)) {
          expect((await assembly.ask(access, `GET ${path}/${encodeURIComponent(resource.id)}`)).json).toEqual(resource)
        }
      }
    }
  })

  test('the directory answers sane requests as before', async () => {
    const created = await assembly.ask(harbor, 'POST /Users', user('sane@harbor.example'))
    expect(created.status).toBe(201)
    const path = `/Users/${created.json.id}`
    const found = await assembly.ask(harbor, 'GET /Users?filter=userName+eq+%22SANE%40harbor.example%22')
    expect(found.json.Resources).toEqual([created.json])
    const patched = await assembly.ask(harbor, `PATCH ${path}`, patch({ op: 'replace', path: 'active', value: false }))
    expect([patched.status, patched.json.active]).toEqual([200, false])
    expect((await assembly.ask(harbor, `GET /Users/${ann}`)).status).toBe(200)
    expect((await assembly.ask(harbor, `DELETE ${path}`)).status).toBe(204)
    expect((await assembly.ask(harbor, `GET ${path}`)).status).toBe(404)
    const answer = await raw(assembly.port, [
      head('GET /scim/v2/Users?count=0', { authorization: `Bearer ${harbor.token}` }),
    ])
    expect(answer.status).toBe(200)
    expectNoErrors()
  })
})

function hash(text: string): number {
  return Number(BigInt.asIntN(32, BigInt(Bun.hash(text))))
}

/** The status that is answered to bytes; undefined where the connection is closed without an answer. */
function answeredTo(bytes: Uint8Array): Promise<number | undefined> {
  return new Promise((resolve) => {
    let received = ''
    const socket = connect(assembly.port, '127.0.0.1')
    socket.setEncoding('latin1')
    socket.setTimeout(500, () => socket.destroy())
    socket.on('data', (data) => {
      received += data
      // Where the end of the request is in doubt, the server waits for more of it.
      if (received.includes('\r\n\r\n')) socket.destroy()
    })
    socket.on('error', () => undefined)
    socket.on('close', () => resolve(received === '' ? undefined : Number(received.split(' ')[1])))
    socket.end(bytes)
  })
}
