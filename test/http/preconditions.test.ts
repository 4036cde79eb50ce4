import { afterAll, beforeAll, describe, expect, test } from 'bun:test'
import { type Access, type Assembly, assemble, endAssemblies, group, patch, user } from './assembly'

let assembly: Assembly
let harbor: Access
let id: string

beforeAll(async () => {
  assembly = await assemble()
  harbor = await assembly.organization('Harbor')
  id = (await assembly.ask(harbor, 'POST /Users', user('versioned'))).json.id
})
afterAll(endAssemblies)

const version = async () => (await assembly.ask(harbor, `GET /Users/${id}`)).json.meta.version
const title = (value: string) => patch({ op: 'replace', path: 'title', value })

describe('If-Match', () => {
  test('lets a write through that knows the version, weak or not', async () => {
    for (const tag of [await version(), '*', 'W/"3"', '"4"', '"17", W/"5"']) {
      const { status } = await assembly.ask(harbor, `PATCH /Users/${id}`, title(crypto.randomUUID()), {
        'if-match': tag,
      })
      expect([tag, status]).toEqual([tag, 200])
    }
  })

  test('refuses one that does not, and changes nothing', async () => {
    const before = (await assembly.ask(harbor, `GET /Users/${id}`)).text
    for (const tag of ['W/"1"', '"nothing"', '']) {
      for (const [method, body] of [
        ['PATCH', title('lost')],
        ['PUT', user('lost')],
        ['DELETE', undefined],
      ] as const) {
        const { status, json } = await assembly.ask(harbor, `${method} /Users/${id}`, body, { 'if-match': tag })
        expect([method, tag, status, json.status]).toEqual([method, tag, 412, '412'])
        expect((await assembly.lastEvent(harbor)).status).toBe(412)
      }
    }
    expect((await assembly.ask(harbor, `GET /Users/${id}`)).text).toBe(before)
  })

  test('changes with the groups a person is in, since they are part of the answer', async () => {
    const before = await version()
    await assembly.ask(harbor, 'POST /Groups', group('Crew', [id]))
    expect(await version()).not.toBe(before)
    const { status } = await assembly.ask(harbor, `PATCH /Users/${id}`, title('x'), { 'if-match': before })
    expect(status).toBe(412)
  })
})

test('If-None-Match spares the answer to who has it already', async () => {
  const tag = await version()
  const known = await assembly.ask(harbor, `GET /Users/${id}`, undefined, { 'if-none-match': tag })
  expect([known.status, known.text, known.headers.get('etag')]).toEqual([304, '', tag])
  expect((await assembly.lastEvent(harbor)).status).toBe(304)
  const other = await assembly.ask(harbor, `GET /Users/${id}`, undefined, { 'if-none-match': 'W/"0"' })
  expect([other.status, other.json.id]).toEqual([200, id])
})
