import { afterAll, beforeAll, describe, expect, test } from 'bun:test'
import { asKept } from '../support/place'
import { type Access, type Answer, type Assembly, assemble, endAssemblies, urns, user } from './assembly'
import { chunk, head, raw } from './raw'

const limit = 10_000
let assembly: Assembly
let harbor: Access

afterAll(endAssemblies)
beforeAll(async () => {
  assembly = await assemble({ maxBodyBytes: limit })
  harbor = await assembly.organization('Harbor')
})

async function expectRefusal(answer: Pick<Answer, 'status' | 'text'>, status: number, scimType?: string) {
  const json = JSON.parse(answer.text)
  expect([answer.status, json.schemas, json.status, json.scimType]).toEqual([
    status,
    [urns.error],
    String(status),
    scimType,
  ])
  expect(json.detail).toBeString()
  const event = await assembly.lastEvent(harbor)
  expect([event.status, event.scimType, event.detail]).toEqual([status, scimType, asKept(json.detail)])
  expect(assembly.errors).toEqual([])
  return event
}

const post = (body: string | undefined, headers?: Readonly<Record<string, string>>) =>
  assembly.ask(harbor, 'POST /Users', body, headers)

describe('a body that is no JSON', () => {
  test.each([
    ['{"userName": }'],
    ['{"userName": "a"'],
    ['userName=a&active=true'],
    ["{'userName': 'a'}"],
    ['<user/>'],
    ['\u0000'],
  ])('is refused: %s', async (body) => {
    const event = await expectRefusal(await post(body), 400, 'invalidSyntax')
    expect([event.resourceType, event.requestBody]).toEqual(['User', asKept(body)])
  })

  test.each([[''], [' \r\n\t']])('may be empty, which is refused too: %j', async (body) => {
    await expectRefusal(await post(body), 400, 'invalidSyntax')
    await expectRefusal(await assembly.ask(harbor, 'PATCH /Users/x', body), 400, 'invalidSyntax')
  })

  test('may be missing', async () => {
    for (const request of ['POST /Users', 'PUT /Users/x', 'PATCH /Groups/x']) {
      await expectRefusal(await assembly.ask(harbor, request), 400, 'invalidSyntax')
    }
  })

  test('may be no UTF-8', async () => {
    const bytes = Buffer.from('{"userName":"caf\xe9"}', 'latin1')
    const headers = { authorization: `Bearer ${harbor.token}`, 'content-length': String(bytes.length) }
    await expectRefusal(await raw(assembly.port, [head('POST /scim/v2/Users', headers), bytes]), 400, 'invalidSyntax')
  })

  test.each([['[]'], ['"text"'], ['7'], ['null'], ['true']])('or JSON that is no object: %s', async (body) => {
    await expectRefusal(await post(body), 400, 'invalidSyntax')
    await expectRefusal(await assembly.ask(harbor, 'PATCH /Users/x', body), 400, 'invalidSyntax')
  })
})

describe('a body that no database could hold', () => {
  test.each([
    ['{"userName":"a\\u0000b"}'],
    ['{"userName":"a","title":"\\ud800"}'],
    ['{"userName":"a","emails":[{"value":"x\\udfff"}]}'],
    ['{"userName":"a","unknown\\u0000":1}'],
  ])('is refused: %s', async (body) => {
    await expectRefusal(await post(body), 400, 'invalidValue')
  })

  test('but whole surrogate pairs are text as any other', async () => {
    const { status, json } = await post('{"userName":"pair@harbor.example","title":"\\ud83d\\ude80 \\u00e9"}')
    expect([status, json.title]).toEqual([201, '🚀 é'])
  })
})

describe('a body that nests absurdly deep', () => {
  const deep = `${'['.repeat(4_000)}${']'.repeat(4_000)}`

  test.each([
    [`{"userName":"deep","password":"x","junk":${deep}}`],
    [`{"userName":"deep","emails":${deep}}`],
    [`{"userName":"deep","junk":${deep},"title":"\\u0000"}`],
    [deep],
  ])('is refused in a moment', async (body) => {
    const began = performance.now()
    await expectRefusal(await post(body), 400, 'invalidSyntax')
    expect(performance.now() - began).toBeLessThan(500)
  })

  test('which nothing is that SCIM has', async () => {
    const value = { [urns.enterprise]: { manager: { value: 'm' } }, emails: [{ value: 'a@b', primary: true }] }
    const { json } = await post(JSON.stringify(user('shallow@harbor.example')))
    const body = { schemas: [urns.patch], Operations: [{ op: 'replace', value }] }
    expect((await assembly.ask(harbor, `PATCH /Users/${json.id}`, body)).status).toBe(200)
  })
})

describe('a body that is too large', () => {
  const authorization = () => ({ authorization: `Bearer ${harbor.token}` })

  test('is refused by its announced length, before it has come', async () => {
    for (const length of [limit + 1, 1_000_000]) {
      const announced = { ...authorization(), 'content-length': String(length) }
      const answer = await raw(assembly.port, [head('POST /scim/v2/Users', announced)])
      const event = await expectRefusal(answer, 413)
      expect(event.requestBody).toBeUndefined()
    }
  })

  test('is refused as soon as more has come than may, where no length was announced', async () => {
    const begun = [head('POST /scim/v2/Users', { ...authorization(), 'transfer-encoding': 'chunked' })]
    const endless = [...begun, chunk(' '.repeat(limit)), chunk('  ')]
    await expectRefusal(await raw(assembly.port, endless), 413)
  })

  test('but may be just as large as may be, in one piece or in several', async () => {
    const text = JSON.stringify(user('large@harbor.example')).padEnd(limit)
    expect((await post(text)).status).toBe(201)
    const begun = head('POST /scim/v2/Users', { ...authorization(), 'transfer-encoding': 'chunked' })
    const small = JSON.stringify(user('chunked@harbor.example', { title: 'é' })).padEnd(limit - 1)
    const answer = await raw(assembly.port, [begun, chunk(small.slice(0, 40)), chunk(small.slice(40)), '0\r\n\r\n'])
    expect([answer.status, JSON.parse(answer.text).userName]).toEqual([201, 'chunked@harbor.example'])
  })
})

test('a body that breaks off is refused, which is no failure of ours', async () => {
  const announced = { authorization: `Bearer ${harbor.token}`, 'content-length': '500' }
  const before = (await assembly.events(harbor.connection)).length
  await raw(assembly.port, [head('POST /scim/v2/Users', announced), '{"userName":'], true)
  const deadline = performance.now() + 3_000
  let events = await assembly.events(harbor.connection)
  while (events.length === before && performance.now() < deadline) {
    await Bun.sleep(5)
    events = await assembly.events(harbor.connection)
  }
  expect([events.at(-1)?.status, events.length]).toEqual([400, before + 1])
  expect(assembly.errors).toEqual([])
})

describe('the type of a body', () => {
  test.each([
    ['application/scim+json'],
    ['application/scim+json; charset=utf-8'],
    ['application/json'],
    ['application/json;charset=UTF-8'],
    ['Application/JSON'],
    ['application/vnd.harbor+json'],
  ])('may be %s', async (type) => {
    const { status } = await post(JSON.stringify(user(crypto.randomUUID())), { 'content-type': type })
    expect(status).toBe(201)
  })

  test('may be left out', async () => {
    const body = JSON.stringify(user('typeless@harbor.example'))
    const headers = { authorization: `Bearer ${harbor.token}`, 'content-length': String(body.length) }
    expect((await raw(assembly.port, [head('POST /scim/v2/Users', headers), body])).status).toBe(201)
  })

  test.each([
    ['text/plain'],
    ['application/x-www-form-urlencoded'],
    ['application/xml'],
    ['multipart/form-data; boundary=x'],
  ])('may not be %s', async (type) => {
    const answer = await post(JSON.stringify(user('typed@harbor.example')), { 'content-type': type })
    await expectRefusal(answer, 415)
    expect(answer.json.detail).toContain(type)
  })

  test('does not matter to a GET or a DELETE', async () => {
    const headers = { 'content-type': 'text/plain' }
    expect((await assembly.ask(harbor, 'GET /Users', undefined, headers)).status).toBe(200)
    const { json } = await post(JSON.stringify(user('gone@harbor.example')))
    expect((await assembly.ask(harbor, `DELETE /Users/${json.id}`, undefined, headers)).status).toBe(204)
  })
})

test('no Accept is too strange', async () => {
  for (const accept of ['application/scim+json', 'application/json', '*/*', 'text/html', '']) {
    const { status, headers } = await assembly.ask(harbor, 'GET /Users', undefined, { accept })
    expect([status, headers.get('content-type')]).toEqual([200, 'application/scim+json'])
  }
})
