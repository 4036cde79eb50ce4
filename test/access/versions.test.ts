import { afterAll, beforeAll, describe, expect, test } from 'bun:test'
import { type Access, type Assembly, assemble, endAssemblies, group, patch, user } from '../http/assembly'

let assembly: Assembly
let harbor: Access
let next = 0

beforeAll(async () => {
  assembly = await assemble()
  harbor = await assembly.organization('Harbor')
})
afterAll(endAssemblies)

const kinds = [
  ['/Users', () => user(`u${++next}`), 'title'],
  ['/Groups', () => group(`g${++next}`), 'displayName'],
] as const

/** Somebody new at version 3, and what is asked of them. */
async function made([path, body, attribute]: (typeof kinds)[number]) {
  const created = await assembly.ask(harbor, `POST ${path}`, body())
  const at = `${path}/${created.json.id}`
  for (const value of ['second', 'third']) {
    await assembly.ask(harbor, `PATCH ${at}`, patch({ op: 'replace', path: attribute, value: `${value} ${next}` }))
  }
  const { json, text } = await assembly.ask(harbor, `GET ${at}`)
  expect(json.meta.version).toBe('W/"3"')
  return { at, text, read: () => assembly.ask(harbor, `GET ${at}`) }
}

const bodies = {
  GET: () => undefined,
  PUT: (path: string) => (path === '/Users' ? user(`put${++next}`) : group(`put${++next}`)),
  PATCH: (path: string) =>
    patch({ op: 'replace', path: path === '/Users' ? 'title' : 'displayName', value: `patched${++next}` }),
  DELETE: () => undefined,
}
const success = { GET: 200, PUT: 200, PATCH: 200, DELETE: 204 }
type Verb = keyof typeof bodies
const verbs: readonly Verb[] = ['GET', 'PUT', 'PATCH', 'DELETE']

describe.each(kinds.map((kind) => [kind[0], kind] as const))('the version of one of %s', (path, kind) => {
  const naming = ['W/"3"', '"3"', '*', ' * ', 'W/"1", W/"3"', '"x","3"', 'W/"3",W/"4"', '"a", "b",W/"3" ', ', W/"3"']
  const notNaming = [
    'W/"2"',
    '"2"',
    'W/"4"',
    '""',
    'W/""',
    '3',
    'W/3',
    "'3'",
    'w/"3 "',
    '"W/"3',
    '',
    'nonsense',
    '"3',
    '"1","2"',
  ]

  test.each(verbs.flatMap((verb) => naming.map((tags) => [verb, tags] as const)))(
    'lets a %s through whose If-Match is %p',
    async (verb, tags) => {
      const { at } = await made(kind)
      const { status } = await assembly.ask(harbor, `${verb} ${at}`, bodies[verb](path), { 'if-match': tags })
      expect(status).toBe(success[verb])
    },
  )

  test.each(verbs.flatMap((verb) => notNaming.map((tags) => [verb, tags] as const)))(
    'refuses a %s whose If-Match is %p, and nothing is changed',
    async (verb, tags) => {
      const { at, text, read } = await made(kind)
      const refused = await assembly.ask(harbor, `${verb} ${at}`, bodies[verb](path), { 'if-match': tags })
      expect([refused.status, refused.json.status]).toEqual([412, '412'])
      const event = await assembly.lastEvent(harbor)
      expect([event.method, event.status, event.changeId]).toEqual([verb, 412, undefined])
      expect((await read()).text).toBe(text)
    },
  )

  test.each(naming)('spares a GET its answer, and refuses a write, whose If-None-Match is %p', async (tags) => {
    const { at, text, read } = await made(kind)
    const known = await assembly.ask(harbor, `GET ${at}`, undefined, { 'if-none-match': tags })
    expect([known.status, known.text, known.headers.get('etag')]).toEqual([304, '', 'W/"3"'])
    for (const verb of ['PUT', 'PATCH', 'DELETE'] as const) {
      const refused = await assembly.ask(harbor, `${verb} ${at}`, bodies[verb](path), { 'if-none-match': tags })
      expect([verb, refused.status, refused.json.status]).toEqual([verb, 412, '412'])
    }
    expect((await read()).text).toBe(text)
  })

  test.each(notNaming)('does not mind an If-None-Match of %p', async (tags) => {
    for (const verb of verbs) {
      const { at } = await made(kind)
      const { status } = await assembly.ask(harbor, `${verb} ${at}`, bodies[verb](path), { 'if-none-match': tags })
      expect([verb, status]).toEqual([verb, success[verb]])
    }
  })

  test('is held to both at once', async () => {
    const { at } = await made(kind)
    const ask = async (ifMatch: string, ifNoneMatch: string) =>
      (await assembly.ask(harbor, `GET ${at}`, undefined, { 'if-match': ifMatch, 'if-none-match': ifNoneMatch })).status
    expect(await ask('W/"3"', 'W/"2"')).toBe(200)
    expect(await ask('W/"3"', 'W/"3"')).toBe(304)
    expect(await ask('W/"2"', 'W/"2"')).toBe(412)
  })

  test('is in the header and in the body of every answer, and in its next reading', async () => {
    const created = await assembly.ask(harbor, `POST ${path}`, kind[1]())
    const at = `${path}/${created.json.id}`
    const answers = [created]
    answers.push(await assembly.ask(harbor, `PATCH ${at}`, bodies.PATCH(path)))
    answers.push(await assembly.ask(harbor, `PUT ${at}`, bodies.PUT(path)))
    for (const [index, { headers, json }] of answers.entries()) {
      expect([headers.get('etag'), json.meta.version]).toEqual([`W/"${index + 1}"`, `W/"${index + 1}"`])
    }
    const read = await assembly.ask(harbor, `GET ${at}?attributes=id`)
    expect([read.headers.get('etag'), read.json.meta]).toEqual(['W/"3"', undefined])
    const filter = encodeURIComponent(`id eq "${created.json.id}"`)
    const listed = await assembly.ask(harbor, `GET ${path}?filter=${filter}`)
    expect(listed.json.Resources[0].meta.version).toBe('W/"3"')
  })

  test('stays where a write changes nothing, but is asked for even then', async () => {
    const { at, text, read } = await made(kind)
    const { json } = await read()
    const same = patch({ op: 'replace', path: kind[2], value: json[kind[2]] })
    for (const [request, body] of [
      [`PATCH ${at}`, same],
      [`PUT ${at}`, json],
    ] as const) {
      expect((await assembly.ask(harbor, request, body)).headers.get('etag')).toBe('W/"3"')
      expect((await assembly.ask(harbor, request, body, { 'if-match': 'W/"2"' })).status).toBe(412)
      expect((await assembly.ask(harbor, request, body, { 'if-match': 'W/"3"' })).status).toBe(200)
    }
    expect((await read()).text).toBe(text)
  })

  test('lets only the first of two through who mean the same one', async () => {
    const { at } = await made(kind)
    const answers = await Promise.all(
      Array.from({ length: 5 }, () => assembly.ask(harbor, `PATCH ${at}`, bodies.PATCH(path), { 'if-match': 'W/"3"' })),
    )
    expect(answers.map(({ status }) => status).sort()).toEqual([200, 412, 412, 412, 412])
    expect((await assembly.ask(harbor, `GET ${at}`)).json.meta.version).toBe('W/"4"')
  })

  test('of nobody is not asked for: there is nothing there', async () => {
    for (const verb of verbs) {
      for (const header of ['if-match', 'if-none-match']) {
        for (const tags of ['*', 'W/"1"']) {
          const { status } = await assembly.ask(harbor, `${verb} ${path}/nobody`, bodies[verb](path), {
            [header]: tags,
          })
          expect([verb, header, tags, status]).toEqual([verb, header, tags, 404])
        }
      }
    }
  })

  test('is not asked for where somebody is made, listed or searched', async () => {
    const tags = { 'if-match': 'W/"17"', 'if-none-match': '*' }
    expect((await assembly.ask(harbor, `POST ${path}`, kind[1](), tags)).status).toBe(201)
    expect((await assembly.ask(harbor, `GET ${path}?count=1`, undefined, tags)).status).toBe(200)
    expect((await assembly.ask(harbor, `POST ${path}/.search`, { count: 1 }, tags)).status).toBe(200)
  })
})

describe('the version of a person', () => {
  const version = async (id: string) => (await assembly.ask(harbor, `GET /Users/${id}`)).json.meta.version

  test('changes with the groups they are in and what these are called, and comes back with them', async () => {
    const { json: ann } = await assembly.ask(harbor, 'POST /Users', user(`u${++next}`))
    const { json: crew } = await assembly.ask(harbor, 'POST /Groups', group(`g${++next}`, [ann.id]))
    const within = await version(ann.id)
    const { json: fleet } = await assembly.ask(harbor, 'POST /Groups', group(`g${++next}`, [crew.id]))
    const indirectly = await version(ann.id)
    const rename = patch({ op: 'replace', path: 'displayName', value: `renamed ${next}` })
    await assembly.ask(harbor, `PATCH /Groups/${crew.id}`, rename)
    const renamed = await version(ann.id)
    expect(new Set(['W/"1"', within, indirectly, renamed]).size).toBe(4)
    const known = { 'if-none-match': renamed }
    expect((await assembly.ask(harbor, `GET /Users/${ann.id}`, undefined, known)).status).toBe(304)
    for (const stale of ['W/"1"', within, indirectly]) {
      const answer = await assembly.ask(harbor, `DELETE /Users/${ann.id}`, undefined, { 'if-match': stale })
      expect([stale, answer.status]).toEqual([stale, 412])
    }
    for (const id of [fleet.id, crew.id]) await assembly.ask(harbor, `DELETE /Groups/${id}`)
    expect(await version(ann.id)).toBe('W/"1"')
  })

  test('finds them, as it is shown, whatever groups they are in', async () => {
    const { json: ann } = await assembly.ask(harbor, 'POST /Users', user(`u${++next}`))
    const { json: crew } = await assembly.ask(harbor, 'POST /Groups', group(`g "${++next}" ü`, [ann.id]))
    const find = async (shown: string) => {
      const filter = encodeURIComponent(`meta.version eq ${JSON.stringify(shown)} and userName pr`)
      const { json } = await assembly.ask(harbor, `GET /Users?filter=${filter}`)
      return json.Resources.map(({ id }: { id: string }) => id)
    }
    const within = await version(ann.id)
    expect([within, await find(within)]).toEqual([expect.stringMatching(/^W\/"1-\w+"$/), [ann.id]])
    await assembly.ask(harbor, `DELETE /Groups/${crew.id}`)
    expect([await find(within), await find('W/"1"')]).toEqual([[], expect.arrayContaining([ann.id])])
  })

  test('that they have as members leaves their groups’ as it is, though these show another name', async () => {
    const { json: ann } = await assembly.ask(harbor, 'POST /Users', user(`u${++next}`, { displayName: 'Ann' }))
    const { json: crew } = await assembly.ask(harbor, 'POST /Groups', group(`g${++next}`, [ann.id]))
    const rename = patch({ op: 'replace', path: 'displayName', value: 'Anna' })
    expect((await assembly.ask(harbor, `PATCH /Users/${ann.id}`, rename)).headers.get('etag')).toStartWith('W/"2-')
    const { json } = await assembly.ask(harbor, `GET /Groups/${crew.id}`)
    expect([json.members[0].display, json.meta]).toEqual(['Anna', crew.meta])
    const known = { 'if-none-match': crew.meta.version }
    expect((await assembly.ask(harbor, `GET /Groups/${crew.id}`, undefined, known)).status).toBe(304)
  })

  test('is the same in every answer: to a write, to a reading, in a list, and in a bulk response', async () => {
    const { json: ann } = await assembly.ask(harbor, 'POST /Users', user(`u${++next}`))
    await assembly.ask(harbor, 'POST /Groups', group(`g${++next}`, [ann.id]))
    const change = () => patch({ op: 'replace', path: 'title', value: `t${++next}` })
    const patched = await assembly.ask(harbor, `PATCH /Users/${ann.id}`, change())
    expect(patched.headers.get('etag')).toBe(await version(ann.id))
    const put = await assembly.ask(harbor, `PUT /Users/${ann.id}`, user(`u${++next}`))
    expect(put.headers.get('etag')).toBe(await version(ann.id))
    const Operations = [{ method: 'PATCH', path: `/Users/${ann.id}`, data: change() }]
    const bulk = await assembly.ask(harbor, 'POST /Bulk', { Operations })
    expect(bulk.json.Operations[0].version).toBe(await version(ann.id))
  })
})

describe('the version of a group', () => {
  test('changes as members come and go, and is in the header of an answer without a body', async () => {
    const quiet = await assembly.connection(harbor.connection.organizationId, { groupPatchAnswer: 'nothing' })
    const { json: ann } = await assembly.ask(quiet, 'POST /Users', user(`u${++next}`))
    const { json: crew } = await assembly.ask(quiet, 'POST /Groups', group(`g${++next}`))
    const add = patch({ op: 'add', path: 'members', value: [{ value: ann.id }] })
    for (const version of ['W/"2"', 'W/"2"']) {
      const { status, text, headers } = await assembly.ask(quiet, `PATCH /Groups/${crew.id}`, add)
      expect([status, text, headers.get('etag')]).toEqual([204, '', version])
    }
    const remove = patch({ op: 'remove', path: `members[value eq "${ann.id}"]` })
    const refused = await assembly.ask(quiet, `PATCH /Groups/${crew.id}`, remove, { 'if-match': 'W/"1"' })
    expect(refused.status).toBe(412)
    expect((await assembly.ask(quiet, `GET /Groups/${crew.id}`)).json.members).toHaveLength(1)
    await assembly.ask(quiet, `DELETE /Users/${ann.id}`)
    expect((await assembly.ask(quiet, `GET /Groups/${crew.id}`)).headers.get('etag')).toBe('W/"3"')
  })

  test('that does not meet what a PUT asks for keeps its members too', async () => {
    const { json: ann } = await assembly.ask(harbor, 'POST /Users', user(`u${++next}`))
    const { json: crew, text } = await assembly.ask(harbor, 'POST /Groups', group(`g${++next}`, [ann.id]))
    const emptied = await assembly.ask(harbor, `PUT /Groups/${crew.id}`, group('x'), { 'if-match': 'W/"9"' })
    expect(emptied.status).toBe(412)
    expect((await assembly.ask(harbor, `GET /Groups/${crew.id}`)).text).toBe(text)
  })
})

describe('in a bulk request', () => {
  const bulk = async (...Operations: readonly object[]) =>
    (await assembly.ask(harbor, 'POST /Bulk', { Operations })).json.Operations

  test('the member version is what If-Match is, for each operation its own', async () => {
    const two = [await made(kinds[0]), await made(kinds[1])]
    for (const { at, text, read } of two) {
      const path = at.slice(0, at.lastIndexOf('/'))
      for (const version of ['W/"2"', '"4"', 'x', '']) {
        for (const method of ['PUT', 'PATCH', 'DELETE'] as const) {
          const data = bodies[method](path)
          const [answer] = await bulk({ method, path: at, version, ...(data && { data }) })
          expect([method, version, answer.status, answer.response.status]).toEqual([method, version, '412', '412'])
        }
      }
      expect((await read()).text).toBe(text)
    }
    const data = bodies.PATCH('/Users')
    const at = two[0]?.at ?? ''
    const answers = await bulk(
      { method: 'PATCH', path: at, version: 'W/"3"', data },
      { method: 'PATCH', path: at, version: 'W/"3"', data: bodies.PATCH('/Users') },
      { method: 'PUT', path: at, version: '"4"', data: bodies.PUT('/Users') },
      { method: 'DELETE', path: at, version: '*' },
      { method: 'DELETE', path: two[1]?.at },
    )
    expect(answers.map(({ status, version }: { status: string; version: string }) => [status, version])).toEqual([
      ['200', 'W/"4"'],
      ['412', undefined],
      ['200', 'W/"5"'],
      ['204', undefined],
      ['204', undefined],
    ])
  })

  test('the If-Match of the whole request is not that of its operations', async () => {
    const { at } = await made(kinds[0])
    const Operations = [{ method: 'PATCH', path: at, data: bodies.PATCH('/Users') }]
    const answer = await assembly.ask(harbor, 'POST /Bulk', { Operations }, { 'if-match': 'W/"99"' })
    expect(answer.json.Operations[0].status).toBe('200')
  })
})
