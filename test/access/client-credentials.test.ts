import { afterAll, beforeAll, describe, expect, test } from 'bun:test'
import { operator } from '../../src/directory/staff'
import { accessTokenLifetime } from '../../src/http/access-tokens'
import { type Access, type Assembly, assemble, endAssemblies, urns, user } from '../http/assembly'
import { type Timed, timed } from './timed'

let assembly: Assembly
let clock: Timed
let harbor: Access
let island: Access

beforeAll(async () => {
  assembly = await assemble()
  clock = timed(assembly)
  harbor = await assembly.organization('Harbor')
  island = await assembly.organization('Island')
})
afterAll(endAssemblies)

const basic = (id: string, secret: string) => ({
  authorization: `Basic ${Buffer.from(`${encodeURIComponent(id)}:${encodeURIComponent(secret)}`).toString('base64')}`,
})
const form = (fields: Readonly<Record<string, string>>) => new URLSearchParams(fields).toString()
const credentials = ({ connection, token }: Access) => ({ client_id: connection.id, client_secret: token })
const grant = { grant_type: 'client_credentials' }

const ask = (body: unknown, headers?: Readonly<Record<string, string>>) =>
  clock.ask(undefined, 'POST /oauth2/token', body, headers)

/** An access token for a connection. */
async function granted(access: Access): Promise<Access> {
  const { json } = await ask(form({ ...grant, ...credentials(access) }))
  return { ...access, token: json.access_token }
}

describe('an access token is given', () => {
  test.each<[string, () => Promise<unknown> | unknown]>([
    ['for credentials in the form', () => ask(form({ ...grant, ...credentials(harbor) }))],
    ['for Basic', () => ask(form(grant), basic(harbor.connection.id, harbor.token))],
    [
      'for Basic in another case, not form-encoded',
      () =>
        ask(form(grant), {
          authorization: `bAsIc ${Buffer.from(`${harbor.connection.id}:${harbor.token}`).toString('base64')}`,
        }),
    ],
    [
      'whatever the scope, as Entra sends one',
      () => ask(form({ ...grant, ...credentials(harbor), scope: 'a b/.default' })),
    ],
    [
      'for Basic and the form, where they say the same',
      () => ask(form({ ...grant, ...credentials(harbor) }), basic(harbor.connection.id, harbor.token)),
    ],
    ['whatever else is sent along', () => ask(form({ ...grant, ...credentials(harbor), resource: 'x', flavour: '' }))],
    [
      'for a form that names its charset',
      () =>
        ask(form({ ...grant, ...credentials(harbor) }), {
          'content-type': 'Application/X-WWW-Form-Urlencoded; charset=UTF-8',
        }),
    ],
  ])('%s', async (_, request) => {
    const { status, headers, json } = (await request()) as Awaited<ReturnType<typeof ask>>
    expect([status, json]).toEqual([
      200,
      { access_token: expect.any(String), token_type: 'Bearer', expires_in: accessTokenLifetime },
    ])
    expect(headers.get('content-type')).toStartWith('application/json')
    expect([headers.get('cache-control'), headers.get('pragma')]).toEqual(['no-store', 'no-cache'])
    const listed = await clock.ask({ ...harbor, token: json.access_token }, 'GET /Users')
    expect(listed.status).toBe(200)
  })

  test('that does all that the token does which it was given for, at every base', async () => {
    const access = await granted(harbor)
    const created = await clock.ask(access, 'POST /Users', user('by.access.token'))
    expect(created.status).toBe(201)
    for (const base of [
      '/scim/v2',
      `/scim/v2/connections/${harbor.connection.id}`,
      '/api/connect/v1/scim/2.0',
      '/api/connect/v1',
    ]) {
      expect((await clock.ask(access, `GET ${base}/Users/${created.json.id}`)).status).toBe(200)
    }
    expect((await clock.ask(access, `DELETE /Users/${created.json.id}`)).status).toBe(204)
    expect((await assembly.lastEvent(harbor)).connectionId).toBe(harbor.connection.id)
  })

  test('that says nothing of the connection or its token', async () => {
    const { token } = await granted(harbor)
    const shown = token + Buffer.from(token.slice('rc_access_'.length), 'base64url').toString('latin1')
    for (const secret of [harbor.token, harbor.connection.id, 'hash', 'expires']) expect(shown).not.toContain(secret)
    expect((await granted(harbor)).token).not.toBe(token)
  })
})

describe('an access token is refused', () => {
  const { stringify } = JSON
  const denied: readonly [
    name: string,
    error: string,
    body: () => unknown,
    headers?: () => Readonly<Record<string, string>>,
  ][] = [
    ['no body', 'invalid_request', () => undefined],
    ['no body that is a form', 'invalid_request', () => ({ ...grant, ...credentials(harbor) })],
    [
      'a body of no form, though it says Basic',
      'invalid_request',
      () => stringify(grant),
      () => ({ 'content-type': 'application/json', ...basic(harbor.connection.id, harbor.token) }),
    ],
    ['too large a form', 'invalid_request', () => form({ ...grant, ...credentials(harbor), x: 'x'.repeat(20_000) })],
    ['an empty form', 'invalid_request', () => ''],
    ['no grant type', 'invalid_request', () => form(credentials(harbor))],
    ['the grant type twice', 'invalid_request', () => `${form({ ...grant, ...credentials(harbor) })}&${form(grant)}`],
    ['the scope twice', 'invalid_request', () => `${form({ ...grant, ...credentials(harbor) })}&scope=a&scope=b`],
    [
      'another client by Basic than in the form',
      'invalid_request',
      () => form({ ...grant, client_id: island.connection.id }),
      () => basic(harbor.connection.id, harbor.token),
    ],
    [
      'another secret by Basic than in the form',
      'invalid_request',
      () => form({ ...grant, ...credentials(harbor), client_secret: 'x' }),
      () => basic(harbor.connection.id, harbor.token),
    ],
    ['a password', 'unsupported_grant_type', () => form({ ...credentials(harbor), grant_type: 'password' })],
    ['a code', 'unsupported_grant_type', () => form({ ...credentials(harbor), grant_type: 'authorization_code' })],
    [
      'another case',
      'unsupported_grant_type',
      () => form({ ...credentials(harbor), grant_type: 'Client_Credentials' }),
    ],
    ['no client', 'invalid_client', () => form(grant)],
    ['no secret', 'invalid_client', () => form({ ...grant, client_id: harbor.connection.id })],
    ['an empty secret', 'invalid_client', () => form({ ...grant, ...credentials(harbor), client_secret: '' })],
    ['no client id', 'invalid_client', () => form({ ...grant, client_secret: harbor.token })],
    ['a wrong secret', 'invalid_client', () => form({ ...grant, ...credentials(harbor), client_secret: 'x' })],
    ['an unknown client', 'invalid_client', () => form({ ...grant, ...credentials(harbor), client_id: 'x' })],
    [
      'the secret of another client',
      'invalid_client',
      () => form({ ...grant, client_id: harbor.connection.id, client_secret: island.token }),
    ],
    ['a wrong secret by Basic', 'invalid_client', () => form(grant), () => basic(harbor.connection.id, 'x')],
    ['Basic without a secret', 'invalid_client', () => form(grant), () => basic(harbor.connection.id, '')],
    ['Basic that is none', 'invalid_client', () => form(grant), () => ({ authorization: 'Basic !!!' })],
    ['Basic that cannot be decoded', 'invalid_client', () => form(grant), () => basic('%', '%zz')],
    [
      'a token where Basic belongs',
      'invalid_client',
      () => form(grant),
      () => ({ authorization: `Bearer ${harbor.token}` }),
    ],
  ]

  test.each(denied)('for %s: %s', async (_, error, body, headers) => {
    const { status, headers: answered, json } = await ask(body(), headers?.())
    expect([status, json]).toEqual([
      error === 'invalid_client' ? 401 : 400,
      { error, error_description: expect.stringMatching(/^[\x20-\x21\x23-\x5b\x5d-\x7e]+$/) },
    ])
    expect([answered.get('cache-control'), answered.get('pragma')]).toEqual(['no-store', 'no-cache'])
    expect(answered.get('content-type')).toStartWith('application/json')
    expect(answered.get('www-authenticate')).toBe(error === 'invalid_client' ? 'Basic realm="SCIM"' : null)
  })

  test.each([
    ['a grant type of nothing', () => form({ ...credentials(harbor), grant_type: '' })],
    ['the client id twice', () => `${form({ ...grant, ...credentials(harbor) })}&client_id=${harbor.connection.id}`],
    ['the secret twice', () => `${form({ ...grant, ...credentials(harbor) })}&client_secret=${harbor.token}`],
  ] as const)('for %s', async (_, body) => {
    const { status, json } = await ask(body())
    expect([status, json.error]).toEqual([400, 'invalid_request'])
  })

  test('for a token that was revoked', async () => {
    const access = await assembly.organization('Ferry')
    await assembly.directory.regenerateToken(operator(access.connection.organizationId), access.connection.id)
    const { status, json } = await ask(form({ ...grant, ...credentials(access) }))
    expect([status, json.error]).toEqual([401, 'invalid_client'])
  })

  test('for an access token, which is no secret', async () => {
    const { token } = await granted(harbor)
    const { status, json } = await ask(form({ ...grant, ...credentials({ ...harbor, token }) }))
    expect([status, json.error]).toEqual([401, 'invalid_client'])
  })

  test('by any other method', async () => {
    for (const method of ['GET', 'PUT', 'DELETE', 'PATCH']) {
      const { status, headers, json } = await clock.ask(
        undefined,
        `${method} /oauth2/token?${form({ ...grant, ...credentials(harbor) })}`,
      )
      expect([method, status, headers.get('allow'), json.error]).toEqual([method, 405, 'POST', 'invalid_request'])
    }
  })
})

describe('an access token ends', () => {
  const refused = async (access: Access, why: string, path = '/Users') => {
    const { status, headers, json } = await clock.ask(access, `GET ${path}`)
    expect([status, json.schemas, json.status]).toEqual([401, [urns.error], '401'])
    expect(headers.get('www-authenticate')).toContain('Bearer realm="SCIM", error="invalid_token"')
    expect(json.detail).toContain(why)
  }

  test('when its time is over', async () => {
    const access = await granted(harbor)
    clock.pass(accessTokenLifetime * 1000)
    expect((await clock.ask(access, 'GET /Users')).status).toBe(200)
    clock.pass(1)
    await refused(access, 'expired')
    expect((await clock.ask(await granted(harbor), 'GET /Users')).status).toBe(200)
  })

  test('at once when the token it was given for is revoked, and no other', async () => {
    const first = await assembly.organization('Barge')
    const second = {
      ...first,
      token: await assembly.directory.addToken(
        operator(first.connection.organizationId),
        first.connection.id,
        'second',
      ),
    }
    const [one, two] = [await granted(first), await granted(second)]
    for (const access of [one, two]) expect((await clock.ask(access, 'GET /Users')).status).toBe(200)
    const third = {
      ...first,
      token: await assembly.directory.regenerateToken(operator(first.connection.organizationId), first.connection.id),
    }
    for (const access of [one, two]) await refused(access, 'revoked')
    expect((await clock.ask(await granted(third), 'GET /Users')).status).toBe(200)
  })

  test('at the base of another connection, of the same organization too', async () => {
    const ferry = await assembly.connection(harbor.connection.organizationId)
    const access = await granted(harbor)
    for (const { connection } of [ferry, island]) {
      await refused(access, 'another connection', `/scim/v2/connections/${connection.id}/Users`)
    }
    await refused(access, 'another connection', '/scim/v2/connections/nobody/Users')
  })

  test('when anything of it is changed, or it was made elsewhere', async () => {
    const access = await granted(harbor)
    const { token } = access
    const elsewhere = await timed(assembly).ask(
      undefined,
      'POST /oauth2/token',
      form({ ...grant, ...credentials(harbor) }),
    )
    for (const changed of [
      `${token.slice(0, 20)}${token[20] === 'A' ? 'B' : 'A'}${token.slice(21)}`,
      token.slice(0, -4),
      `${token}AAAA`,
      'rc_access_',
      'rc_access_AAAA',
      token.slice('rc_access_'.length),
      elsewhere.json.access_token,
    ]) {
      await refused({ ...access, token: changed }, 'unknown')
    }
  })
})

describe('the event of a request for an access token', () => {
  test('is the connection’s that it names, and holds no secret', async () => {
    const { connection } = harbor
    await ask(form({ ...grant, ...credentials(harbor) }))
    const given = await assembly.lastEvent(harbor)
    expect(given).toMatchObject({ method: 'POST', path: '/oauth2/token', status: 200, connectionId: connection.id })
    for (const [body, status, word] of [
      [form({ ...grant, client_id: connection.id, client_secret: 'guessed' }), 401, 'invalid_client'],
      [form({ ...credentials(harbor), grant_type: 'password' }), 400, 'unsupported_grant_type'],
    ] as const) {
      await ask(body)
      const event = await assembly.lastEvent(harbor)
      expect([event.status, event.organizationId]).toEqual([status, connection.organizationId])
      expect(event.detail).toStartWith(word)
    }
    await clock.ask(undefined, `POST /oauth2/token?client_secret=${harbor.token}`, form(grant))
    const all = JSON.stringify(await assembly.directory.events({ limit: 1000 }))
    for (const secret of [harbor.token, island.token, 'guessed', 'rc_access_']) expect(all).not.toContain(secret)
  })

  test('is nobody’s where it names nobody', async () => {
    await ask(form({ ...grant, client_id: 'nobody', client_secret: 'x' }))
    await assembly.store.flush()
    const [event] = await assembly.directory.events({ limit: 1 })
    expect([event?.path, event?.status, event?.connectionId]).toEqual(['/oauth2/token', 401, undefined])
  })
})

test('/ServiceProviderConfig says how a client may show who it is', async () => {
  const { json } = await clock.ask(harbor, 'GET /ServiceProviderConfig')
  expect(json.authenticationSchemes.map(({ type }: { type: string }) => type)).toEqual([
    'oauthbearertoken',
    'oauth2',
    'httpbasic',
  ])
})
