import { afterAll, beforeAll, describe, expect, test } from 'bun:test'
import { operator } from '../../src/directory/staff'
import { type Access, type Assembly, assemble, endAssemblies, urns } from './assembly'

let assembly: Assembly
let harbor: Access
let island: Access

afterAll(endAssemblies)
beforeAll(async () => {
  assembly = await assemble()
  harbor = await assembly.organization('Harbor')
  island = await assembly.organization('Island')
})

const as = (authorization: string, path = '/Users') =>
  assembly.ask(undefined, `GET ${path}`, undefined, { authorization })
const basic = (credentials: string) => `Basic ${Buffer.from(credentials).toString('base64')}`

describe('a token', () => {
  test('is taken behind Bearer in any case, bare, and as the password of Basic', async () => {
    const { token } = harbor
    for (const authorization of [
      `Bearer ${token}`,
      `bearer ${token}`,
      `BEARER   ${token}`,
      token,
      basic(`:${token}`),
      basic(`scim:${token}`),
      basic(`rollcall@harbor.example:${token}`),
      basic(`scim:${token}`).replace('Basic', 'basic'),
    ]) {
      expect([authorization, (await as(authorization)).status]).toEqual([authorization, 200])
    }
  })

  test('bare is remarked on, Bearer and Basic are not', async () => {
    await as(harbor.token)
    expect((await assembly.lastEvent(harbor)).tolerated).toEqual(['bareToken'])
    await as(basic(`x:${harbor.token}`))
    expect((await assembly.lastEvent(harbor)).tolerated).toBeUndefined()
  })

  test('that is none is refused, whatever it looks like', async () => {
    const { token } = harbor
    for (const authorization of [
      'Bearer',
      'Bearer wrong',
      `Bearer ${token}x`,
      `Bearer ${token.slice(0, -1)}`,
      `Bearer ${token.toUpperCase()}`,
      `Bearer ${token} ${token}`,
      `Digest ${token}`,
      `${token}:${token}`,
      basic(token.slice(0, -1)),
      basic(`${token}:`),
      'Basic !!!',
      'Basic',
      'null',
      "Bearer ' or 1=1 --",
    ]) {
      const { status, headers, json } = await as(authorization)
      expect([authorization, status, json.schemas, json.status]).toEqual([authorization, 401, [urns.error], '401'])
      expect(headers.get('www-authenticate')).toMatch(/^Bearer .*Basic /)
      expect(json.detail).not.toContain(authorization)
    }
  })

  test('is not asked for its body first', async () => {
    const { status, headers } = await assembly.ask(undefined, 'POST /Users', 'not JSON at all')
    expect([status, headers.get('www-authenticate')]).toEqual([401, expect.not.stringContaining('invalid_token')])
  })
})

describe('the base that names a connection', () => {
  const base = () => `/scim/v2/connections/${harbor.connection.id}`

  test('attributes a request without a valid token to that connection', async () => {
    for (const authorization of ['Bearer wrong', `Bearer ${island.token}`, basic('x:y')]) {
      const { status } = await as(authorization, `${base()}/Users?count=1`)
      expect(status).toBe(401)
      const event = await assembly.lastEvent(harbor)
      expect(event).toMatchObject({
        organizationId: harbor.connection.organizationId,
        method: 'GET',
        path: `${base()}/Users`,
        query: 'count=1',
        status: 401,
      })
      expect(JSON.stringify(event)).not.toContain(authorization.split(' ')[1] ?? '')
    }
    await assembly.ask(undefined, `GET ${base()}/Users`)
    expect((await assembly.lastEvent(harbor)).detail).toContain('no Authorization header')
    await assembly.ask(undefined, `POST ${base()}/Users`, { password: 'hunter2' })
    const event = await assembly.lastEvent(harbor)
    expect([event.status, event.requestBody]).toEqual([401, undefined])
  })

  test('refuses the token of another connection, and the other one hears nothing of it', async () => {
    const before = (await assembly.events(island.connection)).length
    const { status, json } = await as(`Bearer ${island.token}`, `${base()}/Users`)
    expect([status, json.detail]).toEqual([401, 'The token belongs to another connection than the one in the URL.'])
    expect((await assembly.events(island.connection)).length).toBe(before)
  })

  test('that does not exist is refused as well, with whatever token', async () => {
    const nowhere = `/scim/v2/connections/${crypto.randomUUID()}/Users`
    for (const authorization of [`Bearer ${harbor.token}`, 'Bearer wrong']) {
      expect((await as(authorization, nowhere)).status).toBe(401)
    }
  })

  test('may be named by nothing at all, which is no endpoint', async () => {
    expect((await as(`Bearer ${harbor.token}`, '/scim/v2/connections')).status).toBe(404)
    expect((await as(`Bearer ${harbor.token}`, '/scim/v2/connections/')).status).toBe(404)
  })
})

test('a request with no valid token and no connection in its URL is logged all the same, as nobody’s', async () => {
  await as('Bearer wrong', '/Users?filter=x')
  await assembly.store.flush()
  const [event] = await assembly.directory.events({ limit: 1 })
  expect(event).toMatchObject({ status: 401, path: '/scim/v2/Users', query: 'filter=x' })
  expect([event?.organizationId, event?.connectionId]).toEqual([undefined, undefined])
})

describe('a connection’s tokens', () => {
  test('end at once when it gets a new one', async () => {
    const { connection, token: first } = await assembly.organization('Ferry')
    expect((await as(`Bearer ${first}`)).status).toBe(200)
    const second = await assembly.directory.regenerateToken(operator(connection.organizationId), connection.id)
    const { status, json } = await as(`Bearer ${first}`)
    expect([status, json.detail]).toEqual([401, expect.stringContaining('was revoked on')])
    const event = await assembly.lastEvent({ connection, token: second })
    expect([event.status, event.detail, event.connectionId]).toEqual([401, json.detail, connection.id])
    expect((await as(`Bearer ${second}`)).status).toBe(200)
  })

  test('may be two, so that a provider can be moved from one to the other', async () => {
    const { connection, token: first } = await assembly.organization('Barge')
    const second = await assembly.directory.addToken(operator(connection.organizationId), connection.id, 'the next one')
    for (const token of [first, second]) expect((await as(`Bearer ${token}`)).status).toBe(200)
    const third = await assembly.directory.regenerateToken(operator(connection.organizationId), connection.id)
    for (const token of [first, second]) expect((await as(`Bearer ${token}`)).status).toBe(401)
    expect((await as(`Bearer ${third}`)).status).toBe(200)
  })

  test('begin with what leak scanners know, and have 256 bits', () => {
    expect(harbor.token).toMatch(/^rc_scim_[\w-]{43}$/)
  })
})
