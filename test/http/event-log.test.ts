import { afterAll, beforeAll, describe, expect, test } from 'bun:test'
import { operator } from '../../src/directory/staff'
import { type Access, type Assembly, assemble, endAssemblies, group, patch, urns, user } from './assembly'

let assembly: Assembly
let harbor: Access

beforeAll(async () => {
  assembly = await assemble()
  harbor = await assembly.organization('Harbor')
})
afterAll(endAssemblies)

const secret = 'hunter2-ünïque'

/** All that is kept of the last request, as text. */
async function kept(access = harbor): Promise<string> {
  const event = await assembly.lastEvent(access)
  return JSON.stringify([event, await assembly.directory.answerOf(event)])
}

describe('no password is kept, answered or logged', () => {
  const rename = { op: 'replace', path: 'title', value: 'Cook' }

  test.each([
    ['in a POST', 'POST /Users', user('p1', { password: secret })],
    ['under its URN', 'POST /Users', user('p2', { [`${urns.user}:password`]: secret })],
    ['inside the core schema', 'POST /Users', { [urns.user]: { userName: 'p3', PassWord: secret } }],
    ['in a refused POST', 'POST /Users', user('', { password: secret })],
    ['of the wrong type', 'POST /Users', user('p4', { password: { value: secret } })],
    ['in an attribute nobody knows', 'POST /Users', user('p5', { clientSecret: secret, old: { password: secret } })],
    ['in a PUT', 'PUT', user('put', { password: secret })],
    ['in a PATCH by path', 'PATCH', patch(rename, { op: 'Replace', path: 'password', value: secret })],
    ['by a path with its URN', 'PATCH', patch({ op: 'add', path: `${urns.user}:password`, value: secret })],
    ['by a path in other letters', 'PATCH', { operations: [{ OP: 'add', PATH: 'PASSWORD', VALUE: secret }] }],
    ['in a PATCH without a path', 'PATCH', patch({ op: 'replace', value: { password: secret, title: 'Cook' } })],
    ['behind an operation that is refused', 'PATCH', patch({ op: 'replace', path: 'password', value: [secret] }, {})],
    ['sent to a group', 'POST /Groups', { ...group('p6'), password: secret }],
    ['sent to nowhere', 'POST /Nowhere', { password: secret }],
    ['sent to somebody who is not there', 'PUT /Users/nobody', user('p7', { password: secret })],
  ])('%s', async (_, request, body) => {
    const one = /^P\w+$/.test(request)
      ? (await assembly.ask(harbor, 'POST /Users', user(crypto.randomUUID()))).json
      : {}
    const whole = one.id ? `${request} /Users/${one.id}` : request
    const answer = await assembly.ask(harbor, whole, body)
    expect(answer.text).not.toContain(secret)
    const all = await kept()
    expect(all).not.toContain(secret)
    expect(all).toContain('[redacted]')
    if (answer.json.id) expect((await assembly.ask(harbor, `GET /Users/${answer.json.id}`)).text).not.toContain(secret)
  })

  test.each([
    [`{"userName":"m1","password":"${secret}"`],
    [`{"userName":"m2","password":"${secret}`],
    [`{"userName":"m3","password":${secret}}`],
    [`{'userName':'m4','password':'${secret}'}`],
    [`{userName:"m5",password:"${secret}"}`],
    [`userName=m6&password=${secret}`],
    [`{"schemas":[],"Operations":[{"op":"replace","path":"password","value":"${secret}"}]`],
    [`{"schemas":[],"Operations":[{"op":"replace","value":"${secret}","path":"password"`],
    [`{"clientSecret" "${secret}"}`],
    [`{"p\\u0061ssword":"${secret}",}`],
  ])('in what is no JSON: %j', async (body) => {
    const answer = await assembly.ask(harbor, 'POST /Users', body)
    expect([answer.status, answer.json.scimType]).toEqual([400, 'invalidSyntax'])
    expect(answer.text).not.toContain('hunter2')
    expect(await kept()).not.toContain('hunter2')
  })

  test('in what is no JSON and names many, which is seen in a moment', async () => {
    const began = performance.now()
    await assembly.ask(harbor, 'POST /Users', `"${'password'.repeat(100_000)}${secret}`)
    expect(await kept()).not.toContain(secret)
    expect(performance.now() - began).toBeLessThan(1_000)
  })

  test('whose name is written in escapes', async () => {
    await assembly.ask(harbor, 'POST /Users', `{"userName":"escaped","p\\u0061ssword":"${secret}"}`)
    expect(await kept()).not.toContain(secret)
  })

  test.each([
    [`/Users?password=${encodeURIComponent(secret)}&count=1`],
    [`/Users?count=1&access_token=${encodeURIComponent(secret)}`],
    [`/Users?filter=${encodeURIComponent(`password eq "${secret}"`)}`],
    [`/Users?count=1&filter=${encodeURIComponent(`userName pr and ${urns.user}:password sw "${secret}"`)}`],
    [`/Users?filter=password+eq+%22${encodeURIComponent(secret)}%22`],
  ])('in a query: %s', async (path) => {
    await assembly.ask(harbor, `GET ${path}`)
    const all = await kept()
    for (const text of [secret, encodeURIComponent(secret), 'hunter2']) expect(all).not.toContain(text)
    expect(all).toContain('[redacted]')
  })

  test('nor is a token, wherever it is sent', async () => {
    const { token } = harbor
    await assembly.ask(harbor, `GET /Users?token=${token}`)
    expect(await kept()).not.toContain(token)
    await assembly.ask(harbor, 'POST /Users', user('token', { bearerToken: token }))
    expect(await kept()).not.toContain(token)
  })

  test.each([
    ['GET', `/Users?filter=%70assword%20eq%20%22${encodeURIComponent(secret)}%22`, undefined],
    ['GET', `/Users?pass%77ord=${encodeURIComponent(secret)}`, undefined],
    ['GET', `/Users?filter=password%20%22${encodeURIComponent(secret)}%22`, undefined],
    ['POST', '/Users/.search', { filter: `password eq "${secret}"` }],
    ['PATCH', '/Users/x', patch({ op: 'replace', path: `password ${secret}`, value: 'x' })],
    ['PATCH', '/Users/x', patch({ op: 'replace', path: `password[value eq "${secret}"]`, value: 'x' })],
    ['PATCH', '/Users/x', { schemas: [], Operations: [{ op: 'replace', path: ['password'], value: secret }] }],
    ['POST', '/Users', user('named', { custom: [{ name: 'password', value: secret }] })],
    ['POST', '/Bulk', { Operations: [{ method: 'POST', path: '/Users', data: `{"password":"${secret}"}` }] }],
  ])('in an odd place: %s %s %j', async (method, path, body) => {
    await assembly.ask(harbor, `${method} ${path}`, body)
    const all = await kept()
    for (const text of [secret, encodeURIComponent(secret), 'hunter2']) expect(all).not.toContain(text)
  })

  test('nor a token or a key in a parameter, a path or an agent', async () => {
    const by = operator(harbor.connection.organizationId)
    const { key } = await assembly.directory.addApiKey(by, { name: 'portal', rights: 'read' })
    for (const text of [harbor.token, key]) {
      await assembly.ask(harbor, `GET /Users?x=${text}`, undefined, { 'user-agent': `agent ${text}` })
      await assembly.ask(harbor, `GET /Users/${text}`)
      expect(await kept()).not.toContain(text)
    }
  })

  test('and neither can be searched for', async () => {
    for (const filter of ['password pr', 'password eq "a"', 'not (password sw "a")', 'userName pr or password pr']) {
      const { status, json } = await assembly.ask(harbor, `GET /Users?filter=${encodeURIComponent(filter)}`)
      expect([filter, status, json.scimType]).toEqual([filter, 403, 'sensitive'])
    }
    expect((await assembly.ask(harbor, 'GET /Users?attributes=password')).text).not.toContain('"password"')
  })
})

describe('what an event tells', () => {
  test('of a write: who it was about, what was sent, what it came to', async () => {
    const body = user('Told@harbor.example', { title: 'Cook', active: 'True', shoe: 43 })
    const { json } = await assembly.ask(harbor, 'POST /Users?x=1', body, { 'user-agent': 'Harbor Sync/1.0' })
    const event = await assembly.lastEvent(harbor)
    expect(event).toMatchObject({
      organizationId: harbor.connection.organizationId,
      connectionId: harbor.connection.id,
      method: 'POST',
      path: '/scim/v2/Users',
      query: 'x=1',
      status: 201,
      resourceType: 'User',
      resourceId: json.id,
      resourceName: 'Told@harbor.example',
      ip: '127.0.0.1',
      userAgent: 'Harbor Sync/1.0',
      tolerated: ['booleanFromText'],
      ignored: ['shoe'],
      requestBody: JSON.stringify(body),
    })
    expect(Math.abs(Date.now() - event.time)).toBeLessThan(5_000)
    expect(event.duration).toBeGreaterThan(0)
    expect(event.duration).toBeLessThan(5_000_000)
    const answered = JSON.parse((await assembly.directory.answerOf(event)) ?? '')
    expect(answered).toMatchObject({ id: json.id, userName: 'Told@harbor.example', title: 'Cook', active: true })
  })

  test('of a read: neither what was asked nor what was answered, beyond path and query', async () => {
    await assembly.ask(harbor, 'GET /Users?count=1')
    const event = await assembly.lastEvent(harbor)
    expect([event.query, event.requestBody, event.responseBody, event.changeId]).toEqual([
      'count=1',
      undefined,
      undefined,
      undefined,
    ])
  })

  test('of a search: whom it found, if that was one', async () => {
    const make = async (userName: string, externalId: string) =>
      (
        await assembly.ask(
          harbor,
          'POST /Users',
          user(userName, { externalId, title: 'Keeper', emails: [{ type: 'work', value: `${userName.slice(7)}` }] }),
        )
      ).json.id
    const [one, two] = [await make('keeper.one@harbor.example', 'k1'), await make('keeper.two@harbor.example', 'k2')]
    for (const [query, id, name] of [
      ['filter=externalId eq "k1"', one, 'keeper.one@harbor.example'],
      [`filter=id eq "${two}"&attributes=id`, two, 'keeper.two@harbor.example'],
      ['filter=externalId eq "k1"&cursor', one, 'keeper.one@harbor.example'],
      ['filter=userName eq "KEEPER.two@harbor.example"', two, 'KEEPER.two@harbor.example'],
      ['filter=userName eq "nobody@harbor.example"', undefined, 'nobody@harbor.example'],
      [
        'filter=active eq true and emails[type eq "work"].value eq "two@harbor.example"',
        two,
        'keeper.two@harbor.example',
      ],
      ['filter=externalId sw "k1"', undefined, undefined],
      ['filter=externalId eq "k1" or externalId eq "k3"', undefined, undefined],
      ['filter=title eq "Keeper"', undefined, undefined],
      ['filter=title eq "Keeper"&count=1', undefined, undefined],
      ['filter=title eq "Keeper"&count=1&cursor', undefined, undefined],
      ['filter=title eq "Keeper"&startIndex=2', undefined, undefined],
      ['filter=externalId eq "k3"', undefined, undefined],
    ]) {
      await assembly.ask(harbor, `GET /Users?${query}`)
      const event = await assembly.lastEvent(harbor)
      expect([query, event.resourceType, event.resourceId, event.resourceName]).toEqual([query, 'User', id, name])
    }
  })

  test('of a refusal: why', async () => {
    const { json, text } = await assembly.ask(harbor, 'GET /Users?filter=shoeSize+eq+43')
    const event = await assembly.lastEvent(harbor)
    expect([event.status, event.scimType, event.detail]).toEqual([400, 'invalidFilter', json.detail])
    expect(event.responseBody).toBe(text)
  })

  test('of a delete, and of what comes behind it: the name all the same', async () => {
    const { json } = await assembly.ask(harbor, 'POST /Groups', group('Short-lived'))
    for (const [method, status] of [
      ['DELETE', 204],
      ['DELETE', 404],
      ['GET', 404],
      ['PATCH', 404],
    ] as const) {
      await assembly.ask(harbor, `${method} /Groups/${json.id}`, method === 'PATCH' ? patch() : undefined)
      const event = await assembly.lastEvent(harbor)
      expect([event.method, event.status, event.resourceType, event.resourceId, event.resourceName]).toEqual([
        method,
        status,
        'Group',
        json.id,
        'Short-lived',
      ])
    }
  })

  test('of a rename: the name it was given, and where it failed, the name it kept', async () => {
    await assembly.ask(harbor, 'POST /Users', user('taken'))
    const { json } = await assembly.ask(harbor, 'POST /Users', user('first'))
    const rename = (to: string) => patch({ op: 'replace', path: 'userName', value: to })
    await assembly.ask(harbor, `PATCH /Users/${json.id}`, rename('second'))
    expect((await assembly.lastEvent(harbor)).resourceName).toBe('second')
    await assembly.ask(harbor, `PATCH /Users/${json.id}`, rename('taken'))
    expect((await assembly.lastEvent(harbor)).resourceName).toBe('second')
  })

  test('of a name that is no text, nothing', async () => {
    await assembly.ask(harbor, 'POST /Users', { userName: { evil: true } })
    expect((await assembly.lastEvent(harbor)).resourceName).toBeUndefined()
    await assembly.ask(harbor, 'POST /Users', user('x'.repeat(5_000), { active: 'maybe' }))
    expect((await assembly.lastEvent(harbor)).resourceName).toHaveLength(200)
  })

  test('of long things, as much as is useful', async () => {
    const long = { 'user-agent': 'a'.repeat(2_000) }
    await assembly.ask(harbor, `GET /${'b'.repeat(5_000)}?${'c'.repeat(5_000)}`, undefined, long)
    expect((await assembly.lastEvent(harbor)).userAgent).toHaveLength(500)
    const { json } = await assembly.ask(harbor, 'POST /Users', user('long', { title: 'd'.repeat(100_000) }))
    const event = await assembly.lastEvent(harbor)
    expect(event.requestBody?.length).toBeLessThan(17_000)
    expect(event.requestBody).toEndWith('characters in all)')
    expect((await assembly.ask(harbor, `GET /Users/${json.id}`)).json.title).toHaveLength(100_000)
  })

  test('of many unknown attributes, a hundred', async () => {
    const unknown = Object.fromEntries(Array.from({ length: 150 }, (_, index) => [`unknown${index}`, 1]))
    await assembly.ask(harbor, 'POST /Users', user('unknowing', unknown))
    expect((await assembly.lastEvent(harbor)).ignored).toHaveLength(100)
  })
})

test('there is exactly one event for each request, in whatever number they come at once', async () => {
  const access = await assembly.organization('Busy')
  const requests = Array.from({ length: 60 }, (_, index) =>
    index % 3 === 0
      ? assembly.ask(access, 'POST /Users', user(`busy${index}`))
      : index % 3 === 1
        ? assembly.ask(access, 'GET /Users?count=1')
        : assembly.ask(access, 'DELETE /Users/nobody'),
  )
  const statuses = (await Promise.all(requests)).map(({ status }) => status)
  const events = await assembly.events(access.connection)
  expect(events.map(({ status }) => status).sort()).toEqual(statuses.sort())
  expect(new Set(events.map(({ id }) => id)).size).toBe(60)
})

describe('a connection that keeps no bodies', () => {
  test('keeps everything else', async () => {
    const access = await assembly.organization('Discreet')
    await assembly.directory.configure(operator(access.connection.organizationId), access.connection.id, {
      logBodies: false,
    })
    const { json } = await assembly.ask(access, 'POST /Users', user('quiet', { active: 'true' }))
    for (const [request, body, status] of [
      ['POST /Users', user('quiet'), 409],
      ['POST /Users', '{"broken', 400],
      [`PATCH /Users/${json.id}`, patch({ op: 'replace', path: 'title', value: 'Cook' }), 200],
      [`PATCH /Users/${json.id}`, patch({ op: 'replace', path: 'title', value: 'Cook' }), 200],
      [`DELETE /Users/${json.id}`, undefined, 204],
    ] as const) {
      const answer = await assembly.ask(access, request, body)
      const event = await assembly.lastEvent(access)
      expect([answer.status, event.status, event.resourceType]).toEqual([status, status, 'User'])
      expect([event.requestBody, event.responseBody]).toEqual([undefined, undefined])
    }
    const [created] = await assembly.events(access.connection)
    expect([created?.resourceName, created?.tolerated, created?.requestBody]).toEqual([
      'quiet',
      ['booleanFromText'],
      undefined,
    ])
  })
})

describe('a password that is to be kept', () => {
  test('is kept as a hash where the connection says so, and nowhere else', async () => {
    const access = await assembly.organization('Synced')
    await assembly.directory.configure(operator(access.connection.organizationId), access.connection.id, {
      passwordSync: true,
    })
    const { status, text } = await assembly.ask(access, 'POST /Users', user('synced', { password: secret }))
    expect(status).toBe(201)
    expect(text).not.toContain(secret)
    expect(await kept(access)).not.toContain(secret)
  })
})
