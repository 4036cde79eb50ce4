import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'bun:test'
import { operator } from '../../../src/directory/staff'
import { type Access, type Assembly, assemble, endAssemblies, group, patch, user } from '../assembly'
import { owner, staff, type Visitor } from './visitor'

let assembly: Assembly
let harbor: Access
let island: Access
let browser: Visitor

const okta = { 'user-agent': 'Okta SCIM Client 1.0.0' }
let count = 0

afterAll(endAssemblies)
beforeAll(async () => {
  assembly = await assemble()
})
beforeEach(async () => {
  count++
  harbor = await assembly.organization(`Harbor${count}`)
  island = await assembly.organization(`Island${count}`)
  browser = await owner(assembly, `Harbor${count}`)
})

const ask = async (request: string, body?: unknown, access: Access | undefined = harbor, headers: object = okta) => {
  const answer = await assembly.ask(access, request, body, { ...headers })
  await assembly.store.flush()
  return answer
}

/** The addresses of the events on a page, in its order. */
const hrefs = (html: string) =>
  [...html.matchAll(/class="row-link" href="(\/events\/[^"]+)"/g)].map(([, href = '']) => href)
const bdi = (text: string) => text.replace(/[\u2068\u2069]/g, '')
/** What a page of an event says first. */
const told = (html: string) =>
  bdi(
    /<div class="notice-text">(.*?)<\/div><\/div>/s
      .exec(html)?.[1]
      ?.replace(/<[^>]+>/g, ' ')
      .replace(/\s+/g, ' ') ?? '',
  )

async function pageOfLast(): Promise<{
  readonly text: string
  readonly html: string
  readonly told: string
  readonly path: string
}> {
  const path = `/events/${(await assembly.lastEvent(harbor)).id}`
  const page = await browser.get(path)
  expect(page.status).toBe(200)
  return { ...page, text: bdi(page.text), told: told(page.html), path }
}

describe('the log', () => {
  test('says that nothing has come yet, and is live', async () => {
    const { text, html } = await browser.get('/events')
    expect(text).toContain('No requests yet')
    expect(html).toContain('data-live="/events/rows?after=0"')
  })

  test('shows each request with what became of it, the newest first', async () => {
    await ask('POST /Users', user('ada@harbor.example', { shoe: 44 }))
    await ask('POST /Users', user('ada@harbor.example'))
    const { html } = await browser.get('/events')
    expect(hrefs(html).length).toBe(2)
    const text = html.slice(html.indexOf('<tbody'))
    expect(text.indexOf('409 Conflict')).toBeLessThan(text.indexOf('201 Created'))
    expect(text).toContain('The userName ada@harbor.example is taken.')
    expect(text).toContain('1 not kept')
    expect(text).toContain('127.0.0.1')
  })

  test('flags what was answered as done and changed nothing', async () => {
    const { id } = (await ask('POST /Users', user('ada@harbor.example'))).json
    const same = patch({ op: 'Replace', path: 'active', value: 'True' })
    expect((await ask(`PATCH /Users/${id}`, same)).status).toBe(200)
    expect((await browser.get('/events')).text).toContain('Changed nothing')
    const page = await pageOfLast()
    expect(page.told).toContain('so nothing was changed')
    expect(page.text).toContain('True or false was sent as a text in quotes')
  })

  test('is filtered by the form, without script', async () => {
    const { id } = (await ask('POST /Users', user('ada@harbor.example', { nickName: 'Countess' }))).json
    await ask('POST /Users', user('bob@harbor.example'))
    await ask('GET /Users/nobody')
    await ask(`GET /Users/${id}`)
    const shown = async (query: string) => hrefs((await browser.get(`/events?${query}`)).html).length
    expect(await shown('')).toBe(4)
    expect(await shown('status=failed')).toBe(1)
    expect(await shown('status=2xx&method=writes')).toBe(2)
    expect(await shown('status=404')).toBe(1)
    expect(await shown('method=GET')).toBe(2)
    expect(await shown(`who=${id}`)).toBe(2)
    expect(await shown('who=BOB')).toBe(1)
    expect(await shown('text=countess')).toBe(1)
    expect(await shown(`connection=${harbor.connection.id}`)).toBe(4)
    expect(await shown(`connection=${island.connection.id}`)).toBe(0)
    expect(await shown('since=2020-01-01T00:00&until=2020-01-02')).toBe(0)
    expect(await shown('since=2020-01-01')).toBe(4)
    const { html, text } = await browser.get('/events?status=failed&text=%22%3E%3Cscript%3E')
    expect(html).toContain('value="&quot;><script>'.replaceAll('<', '&lt;'))
    expect(text).toContain('No event matches')
  })

  test('says which filter it cannot understand', async () => {
    await ask('GET /Users')
    const { status, text, html } = await browser.get('/events?status=huge&method=%3B&since=yesterday')
    expect(status).toBe(200)
    expect(text).toContain('This is no status')
    expect(text).toContain('This is no method')
    expect(text).toContain('This is no time')
    expect(hrefs(html).length).toBe(1)
    expect((await browser.get('/events/export.csv?since=yesterday')).status).toBe(422)
  })

  test('is paged in both directions, and meets every event once', async () => {
    for (let index = 0; index < 120; index++)
      assembly.store.log({
        id: `e${String(index).padStart(3, '0')}`,
        organizationId: harbor.connection.organizationId,
        connectionId: harbor.connection.id,
        time: Date.now(),
        method: 'GET',
        path: '/scim/v2/Users',
        status: 200,
        duration: 1,
      })
    await assembly.store.flush()
    const link = (html: string, rel: 'next' | 'prev') =>
      new RegExp(`href="([^"]+)" rel="${rel}"`).exec(html)?.[1]?.replaceAll('&amp;', '&')
    const pages = [await browser.get('/events?status=2xx')]
    for (let older = link(pages[0]?.html ?? '', 'next'); older; older = link(pages.at(-1)?.html ?? '', 'next'))
      pages.push(await browser.get(older))
    const met = pages.flatMap(({ html }) => hrefs(html))
    expect(pages.map(({ html }) => hrefs(html).length)).toEqual([40, 40, 40])
    expect(new Set(met).size).toBe(120)
    const back = await browser.get(link(pages[2]?.html ?? '', 'prev') ?? '')
    expect(hrefs(back.html)).toEqual(hrefs(pages[1]?.html ?? ''))
    expect(pages[1]?.html).not.toContain('data-live')
    for (const odd of ['older=x', 'older=-1', 'newer=99999999999999999999', 'older=0', 'newer=0'])
      expect((await browser.get(`/events?${odd}`)).status).toBe(200)
  })

  test('gets what has come since, by the filters, and goes on from there', async () => {
    await ask('GET /Users')
    const { html } = await browser.get('/events?status=failed')
    const url = /data-live="([^"]+)"/.exec(html)?.[1]?.replaceAll('&amp;', '&') ?? ''
    expect((await browser.get(url)).status).toBe(204)
    await ask('GET /Users')
    await ask('GET /Users/nobody')
    const rows = await browser.get(url)
    expect(rows.html).not.toContain('<html')
    expect(hrefs(rows.html).length).toBe(1)
    const next = rows.headers.get('x-next') ?? ''
    expect(next).toContain('status=failed')
    expect((await browser.get(next)).status).toBe(204)
  })

  test('stays small, whatever strangers send', async () => {
    const long = 'x'.repeat(4000)
    for (let index = 0; index < 50; index++)
      await assembly.ask(harbor, `GET /Users/${long}?filter=${long}`, undefined, { 'user-agent': long })
    await assembly.store.flush()
    const { html } = await browser.get('/events')
    expect(hrefs(html).length).toBe(40)
    expect(html.length).toBeLessThan(100_000)
  })

  test('says how much it left out of what has come since', async () => {
    for (let index = 0; index < 60; index++) await assembly.ask(harbor, 'GET /Users?count=0')
    await assembly.store.flush()
    const rows = await browser.get('/events/rows?after=0')
    expect(hrefs(rows.html).length).toBe(40)
    expect(rows.text).toContain('More came than fits in here.')
  })
})

describe('the page of an event', () => {
  test('shows who was made, out of what, and what was not kept', async () => {
    const body = user('ada@harbor.example', { shoe: 44, name: { givenName: 'Ada' }, password: 'hidden away' })
    const { id } = (await ask('POST /Users', body)).json
    const page = await pageOfLast()
    expect(page.told).toContain('created ada@harbor.example. Not kept: shoe')
    expect(page.html).toContain(`href="/people/${id}"`)
    expect(page.html).toContain(`href="/connections/${harbor.connection.id}/attributes"`)
    expect(page.text).toContain('name.givenName added')
    expect(page.text).toContain('Okta SCIM Client 1.0.0')
    expect(page.html).not.toContain('hidden away')
    for (const which of ['request', 'answer']) {
      const raw = await browser.get(`${page.path}/${which}`)
      expect(raw.headers.get('content-disposition')).toContain('attachment')
      expect(JSON.parse(raw.html).userName).toBe('ada@harbor.example')
      expect(raw.html).not.toContain('hidden away')
    }
  })

  test('shows before and after, and leads to the events before and behind it', async () => {
    const { id } = (await ask('POST /Users', user('ada@harbor.example', { title: 'Miss' }))).json
    const first = `/events/${(await assembly.lastEvent(harbor)).id}`
    await ask(`PATCH /Users/${id}`, patch({ op: 'replace', path: 'title', value: 'Countess' }))
    const page = await pageOfLast()
    expect(page.text).toContain('title changed before: Miss after: Countess')
    expect(page.html).toContain(`href="${first}"`)
    expect((await browser.get(first)).html).toContain(`href="${page.path}"`)
  })

  test('names the members that came and went, of very many the first', async () => {
    const people = []
    for (const name of ['ada', 'bob']) people.push((await ask('POST /Users', user(`${name}@x`))).json.id)
    const { id } = (await ask('POST /Groups', group('Crew', people))).json
    expect((await pageOfLast()).text).toContain('Members added: 2 ada@x bob@x')
    await ask(`PATCH /Groups/${id}`, patch({ op: 'remove', path: `members[value eq "${people[0]}"]` }))
    const page = await pageOfLast()
    expect(page.told).toContain('changed Crew: removed 1 member')
    expect(page.html).toContain(`href="/people/${people[0]}"`)
    const many = Array.from({ length: 5000 }, (_, index) => `missing-${index}`)
    const changeId = await assembly.store.write((tx) =>
      tx.changes.insert({
        organizationId: harbor.connection.organizationId,
        resourceType: 'Group',
        resourceId: id,
        action: 'updated',
        actor: { kind: 'connection', id: harbor.connection.id },
        time: Date.now(),
        version: 9,
        after: '{"displayName":"Crew"}',
        membersAdded: many,
      }),
    )
    await assembly.store.write((tx) =>
      tx.events.insert({
        id: Bun.randomUUIDv7(),
        organizationId: harbor.connection.organizationId,
        connectionId: harbor.connection.id,
        time: Date.now(),
        method: 'PATCH',
        path: '/scim/v2/Groups/x',
        status: 200,
        duration: 1,
        resourceType: 'Group',
        resourceId: id,
        resourceName: 'Crew',
        changeId,
      }),
    )
    const large = await pageOfLast()
    expect(large.text).toContain('Members added: 5,000')
    expect(large.text).toContain('and 4,950 more')
    expect(large.html.length).toBeLessThan(60_000)
  })

  test('does not show what an organization has defined as never returned', async () => {
    const urn = 'urn:example:1.0:User'
    const attributes = [
      { name: 'pin', mutability: 'writeOnly' },
      { name: 'badge', mutability: 'readWrite' },
    ]
    await assembly.directory.define(operator(harbor.connection.organizationId), { id: urn, attributes })
    const { id } = (await ask('POST /Users', user('ada@x', { [urn]: { pin: '4711', badge: '12' } }))).json
    await ask(`PATCH /Users/${id}`, patch({ op: 'replace', path: `${urn}:pin`, value: '4712' }))
    const pages = ['/events', '/events/export.csv', '/events/export.ndjson']
    const events = hrefs((await browser.get('/events')).html)
    for (const path of [...pages, ...events.flatMap((event) => [event, `${event}/request`, `${event}/answer`])]) {
      const { status, html } = await browser.get(path)
      expect([status, html.includes('4711'), html.includes('4712')]).toEqual([200, false, false])
    }
    expect((await browser.get(events[1] ?? '')).text).toContain(`${urn}:badge added after: 12`)
  })

  test.each<readonly [name: string, request: () => Promise<unknown>, said: string]>([
    [
      'a conflict with somebody it made',
      async () => {
        await ask('POST /Users', user('ada@x'))
        await ask('POST /Users', user('ADA@x'))
      },
      'has already made ada@x',
    ],
    [
      'a conflict with somebody it may not take over, met by e-mail',
      async () => {
        const { organizationId } = harbor.connection
        await assembly.person(organizationId, { userName: 'lovelace', emails: [{ value: 'Ada@x.example' }] })
        await ask('POST /Users', user('ada', { emails: [{ value: 'ada@x.example' }] }))
      },
      'but met lovelace, who is in the organization already',
    ],
    [
      'a conflict with somebody of another connection',
      async () => {
        const other = await assembly.connection(harbor.connection.organizationId)
        await ask('POST /Users', user('ada@x'), other)
        await ask('POST /Users', user('ada@x'))
      },
      'belongs to another connection, Another identity provider',
    ],
    [
      'a conflict that has passed',
      async () => {
        const { id } = (await ask('POST /Users', user('ada@x'))).json
        await ask('POST /Users', user('ada@x'))
        const conflict = await assembly.lastEvent(harbor)
        await ask(`DELETE /Users/${id}`)
        await ask('POST /Users', user('zoe@x'))
        expect(bdi((await browser.get(`/events/${conflict.id}`)).text)).toContain('who has gone or was renamed since')
        await ask('GET /Users')
      },
      'asked for people',
    ],
    [
      'a group that is called the same',
      async () => {
        await ask('POST /Groups', group('Crew'))
        await ask('POST /Groups', group('CREW'))
      },
      'but its group Crew is called the same',
    ],
    [
      'somebody who was deleted',
      async () => {
        const { id } = (await ask('POST /Users', user('ada@x'))).json
        await ask(`DELETE /Users/${id}`)
        await ask(`GET /Users/${id}`)
      },
      'was deleted on 20',
    ],
    [
      'somebody who never was',
      () => ask('GET /Users/01890000-0000-7000-8000-000000000000'),
      'has never been in this organization',
    ],
    [
      'somebody of another organization, who is nobody here',
      async () => {
        const { id } = (await ask('POST /Users', user('secret@island.example'), island)).json
        await ask(`GET /Users/${id}`)
      },
      'has never been in this organization',
    ],
    [
      'the last owner',
      async () => {
        const [me] = await assembly.store.users
          .list({ organizationId: harbor.connection.organizationId, includeUnowned: true }, { offset: 0, limit: 1 })
          .then(({ items }) => items)
        const adopting = await assembly.connection(harbor.connection.organizationId, { existingPeople: 'adopt' })
        harbor = adopting
        await ask(`PATCH /Users/${me?.id}`, patch({ op: 'replace', path: 'active', value: false }), adopting)
      },
      'who is its last active owner',
    ],
    [
      'a revoked token',
      async () => {
        await assembly.directory.regenerateToken(operator(harbor.connection.organizationId), harbor.connection.id)
        await ask('GET /Users')
      },
      'carried a token that was revoked on 20',
    ],
    [
      'an unknown token',
      () => ask(`GET /scim/v2/connections/${harbor.connection.id}/Users`, undefined, { ...harbor, token: 'x' }),
      'a token that nobody has issued',
    ],
    [
      "another connection's token",
      () => ask(`GET /scim/v2/connections/${harbor.connection.id}/Users`, undefined, island),
      'a token of another connection',
    ],
    [
      'no token',
      async () => {
        await assembly.ask(undefined, `GET /scim/v2/connections/${harbor.connection.id}/Users`)
        await assembly.store.flush()
      },
      'came without a token',
    ],
    ['no JSON', () => ask('POST /Users', '{'), 'a message that is not well formed'],
    [
      'a stale version',
      async () => {
        const { id } = (await ask('POST /Users', user('ada@x'))).json
        await ask(`PATCH /Users/${id}`, patch({ op: 'replace', path: 'title', value: 'x' }), harbor, {
          'if-match': 'W/"9"',
        })
      },
      'had been changed meanwhile',
    ],
    [
      'another format',
      () => ask('POST /Users', '<xml/>', harbor, { 'content-type': 'text/xml' }),
      'a format that is not understood',
    ],
    ['an address that is not there', () => ask('GET /Nothing'), 'an address that does not exist here'],
    [
      'a connection that is paused',
      async () => {
        await assembly.store.write((tx) => tx.connections.update({ ...harbor.connection, state: { paused: 1 } }))
        await ask('GET /Users')
      },
      'because the connection was paused',
    ],
  ])('tells of %s', async (_, request, said) => {
    await request()
    expect((await pageOfLast()).told).toContain(said)
  })

  test('shows of a long body a part, and gives the whole', async () => {
    const nickName = 'x'.repeat(900_000)
    await ask('POST /Users', user('ada@x', { nickName }))
    const page = await pageOfLast()
    expect(page.html.length).toBeLessThan(100_000)
    expect(page.text).toContain('The first 20,000 of')
    expect((await browser.get(`${page.path}/answer`)).html).toContain(nickName)
  })

  test('is as harmless as what strangers sent is not', async () => {
    const evil = '<script>alert(1)</script>'
    const headers = { 'user-agent': `${evil}"'` }
    await ask('POST /Users', user(evil, { displayName: evil, nickName: evil, [`x${evil}`]: evil }), harbor, headers)
    await ask(`GET /Users?filter=${encodeURIComponent(evil)}`, undefined, harbor, headers)
    await ask(`GET /Users/${encodeURIComponent(evil)}`, undefined, harbor, headers)
    for (const path of ['/events', ...hrefs((await browser.get('/events')).html)]) {
      const { html, text } = await browser.get(path)
      expect(html).not.toContain('<script>alert')
      expect(text).toContain('alert')
    }
  })

  test('keeps what runs from right to left to itself', async () => {
    await ask('POST /Users', user('يوسف@harbor.example'))
    const { html } = await browser.get('/events')
    expect(html).toMatch(/<bdi [^>]*dir="auto"[^>]*>يوسف@harbor\.example<\/bdi>/)
    expect((await pageOfLast()).html).toContain('\u2068يوسف@harbor.example\u2069')
  })
})

describe('nobody sees events of another organization:', () => {
  test('neither a page, a body, a row nor a line of an export', async () => {
    const secret = `secret-${count}`
    await ask('POST /Users', user(`${secret}@island.example`), island)
    const { id, position } = await assembly.lastEvent(island)
    for (const name of [id, position]) {
      for (const part of ['', '/request', '/answer']) {
        const { status, html } = await browser.get(`/events/${name}${part}`)
        expect([status, html.includes(secret)]).toEqual([404, false])
      }
    }
    for (const path of ['/events', '/events/rows', '/events/export.csv', '/events/export.ndjson']) {
      for (const query of [
        `text=${secret}`,
        `who=${secret}`,
        `connection=${island.connection.id}`,
        'after=0',
        'organization=x',
      ])
        expect((await browser.get(`${path}?${query}`)).html).not.toContain(`${secret}@`)
    }
  })

  test('and members and strangers see none at all, nor viewers the bodies of an export', async () => {
    await ask('POST /Users', user('ada@x'))
    const { organizationId } = harbor.connection
    const viewer = await staff(assembly, organizationId, 'viewer')
    expect((await viewer.get('/events')).status).toBe(200)
    expect((await viewer.get('/events')).html).not.toContain('export.ndjson')
    expect((await viewer.get('/events/export.csv')).status).toBe(200)
    expect((await viewer.get('/events/export.ndjson')).status).toBe(403)
    const member = await staff(assembly, organizationId, 'member')
    expect((await member.get('/events')).location).toContain('/sign-in')
  })
})

describe('an export', () => {
  test('has what the filters want, is safe to open, and is put on record', async () => {
    await ask('POST /Users', user('ada@x', { password: 'hidden away' }), harbor, {
      'user-agent': '=HYPERLINK("http://evil")',
    })
    await ask('POST /Users', user('ada@x'), harbor, { 'user-agent': 'plain' })
    await ask('GET /Users', undefined, harbor, okta)
    const csv = await browser.get('/events/export.csv?method=writes')
    expect(csv.headers.get('content-type')).toBe('text/csv; charset=utf-8')
    expect(csv.headers.get('content-disposition')).toContain('attachment; filename="events-harbor')
    const lines = csv.html.trimEnd().split('\r\n')
    expect(lines.length).toBe(3)
    expect(lines[0]).toContain('time,method,path,query,status')
    expect(lines[1]).toContain(',409,uniqueness,The userName ada@x is taken.')
    expect(lines[2]).toContain('"\'=HYPERLINK(""http://evil"")"')
    const ndjson = await browser.get('/events/export.ndjson?status=201')
    const [event] = ndjson.html
      .trimEnd()
      .split('\n')
      .map((line) => JSON.parse(line))
    expect(JSON.parse(event.requestBody)).toMatchObject({ userName: 'ada@x', password: '[redacted]' })
    expect(JSON.parse(event.responseBody)).toMatchObject({ userName: 'ada@x' })
    expect(csv.html + ndjson.html).not.toContain('hidden away')
    const audit = await assembly.store.audit.list({
      organizationId: harbor.connection.organizationId,
      actionPrefix: 'events.exported',
      limit: 9,
    })
    expect(audit.map(({ details }) => details)).toEqual([
      { format: 'ndjson', bodies: true, status: { from: 201, to: 201 } },
      { format: 'csv', bodies: false, methods: ['POST', 'PUT', 'PATCH', 'DELETE'] },
    ])
  })

  test('has all of very many, each once', async () => {
    for (let index = 0; index < 1200; index++)
      assembly.store.log({
        id: `e${index}`,
        organizationId: harbor.connection.organizationId,
        time: index,
        method: 'GET',
        path: '/x',
        status: 200,
        duration: 1,
      })
    await assembly.store.flush()
    const lines = (await browser.get('/events/export.ndjson')).html.trimEnd().split('\n')
    expect(lines.map((line) => JSON.parse(line).id)).toEqual(
      Array.from({ length: 1200 }, (_, index) => `e${1199 - index}`),
    )
  })
})
