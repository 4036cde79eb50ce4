import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'bun:test'
import { type Access, type Assembly, assemble, endAssemblies, group, patch, user } from '../assembly'
import { owner, password, staff, type Visitor, visitor } from './visitor'

let assembly: Assembly
let harbor: Access
let organizationId: string
let ola: Visitor
let names = 0

afterAll(endAssemblies)
beforeAll(async () => {
  assembly = await assemble()
  harbor = await assembly.organization('Harbor')
  organizationId = harbor.connection.organizationId
  ola = await owner(assembly, 'Harbor')
})

const made = async (path: string, body: object): Promise<string> =>
  (await assembly.ask(harbor, `POST ${path}`, body)).json.id
const person = (displayName: string, more: object = {}) =>
  made('/Users', user(`u${++names}@harbor.example`, { displayName, ...more }))
const crew = (displayName: string, members: readonly string[] = []) => made('/Groups', group(displayName, members))

/** What the form of a page would send, by the hidden fields in it. */
function hidden(html: string): Record<string, string> {
  const inputs = html.matchAll(/<input type="hidden" name="([^"]*)" value="([^"]*)"/g)
  return Object.fromEntries([...inputs].map(([, name = '', value = '']) => [name, value]))
}

describe('the list of groups', () => {
  test('says what to do where there are none', async () => {
    await assembly.organization('Empty')
    const { status, text } = await (await owner(assembly, 'Empty')).get('/groups')
    expect([status, text]).toEqual([200, expect.stringContaining('There are no groups yet')])
  })

  test('has name, source, members and role, and is searched and filtered', async () => {
    const nora = await person('Nora')
    const id = await crew('Bäcker', [nora])
    await crew('Zimmerleute')
    await assembly.store.write((tx) => tx.groups.setRole(organizationId, id, 'viewer'))
    const all = await ola.get('/groups')
    expect(all.text).toMatch(new RegExp(`Bäcker ${harbor.connection.name} 1 .*Viewer.*Zimmerleute`))
    expect((await ola.get('/groups?q=backer')).text).toContain('1 group found')
    expect((await ola.get('/groups?role=viewer')).text).not.toContain('Zimmerleute')
    expect((await ola.get('/groups?connection=none')).text).toContain('No group matches')
    expect((await ola.get(`/groups?connection=${harbor.connection.id}&q=zimmer`)).text).toContain('1 group found')
    expect((await ola.get('/groups?role=nonsense&connection=&q=')).text).toContain('Bäcker')
  })

  test('goes forth and back through many', async () => {
    const many = await assembly.organization('Many')
    for (let index = 0; index < 120; index++)
      await assembly.ask(many, 'POST /Groups', group(`Group ${String(index).padStart(3, '0')}`))
    const browser = await owner(assembly, 'Many')
    const rows = (html: string) => [...html.matchAll(/title="Group (\d+)"/g)].map(([, number]) => Number(number))
    const step = (html: string, rel: 'prev' | 'next') =>
      new RegExp(`href="([^"]*)" rel="${rel}"`).exec(html)?.[1]?.replaceAll('&amp;', '&')
    const first = await browser.get('/groups?q=group')
    const second = await browser.get(step(first.html, 'next') ?? '')
    const third = await browser.get(step(second.html, 'next') ?? '')
    expect([first, second, third].map(({ html }) => [rows(html)[0], rows(html).at(-1)])).toEqual([
      [0, 49],
      [50, 99],
      [100, 119],
    ])
    expect([step(first.html, 'prev'), step(third.html, 'next')]).toEqual([undefined, undefined])
    const back = await browser.get(step(third.html, 'prev') ?? '')
    expect(rows(back.html)).toEqual(rows(second.html))
    expect(second.text).toContain('120 groups found')
  })
})

describe('the page of a group', () => {
  test('shows its attributes with their SCIM names, whose it is, members, and groups around it', async () => {
    const [ann, bob] = [await person('Ann Member'), await person('Bob Gone', { active: false })]
    const inner = await made('/Groups', { ...group('Inner circle', [ann, bob]), externalId: 'ext-77' })
    const outer = await crew('Outer circle', [inner])
    const { text, html } = await ola.get(`/groups/${inner}`)
    for (const part of ['Inner circle', 'ext-77', 'externalId', 'displayName', 'Ann Member', 'Bob Gone', 'Deactivated'])
      expect(text).toContain(part)
    expect(text).toContain(`${harbor.connection.name} owns this group`)
    expect(html).toContain(`href="/groups/${outer}"`)
    expect(html).toContain(`href="/people/${ann}"`)
    const around = await ola.get(`/groups/${outer}`)
    expect(around.text).toMatch(/Groups in it Inner circle/)
    expect(around.text).toContain('Group of 2')
  })

  test('pages and searches its members', async () => {
    const ids: string[] = []
    for (let index = 0; index < 60; index++) ids.push(await person(`Sailor ${index}`))
    const id = await crew('Sailors', ids)
    const first = await ola.get(`/groups/${id}`)
    expect([first.text.includes('Sailor 49'), first.text.includes('Sailor 50')]).toEqual([true, false])
    const next = /href="([^"]*)" rel="next"/.exec(first.html)?.[1] ?? ''
    const second = await ola.get(next)
    expect([second.text.includes('Sailor 49'), second.text.includes('Sailor 59')]).toEqual([false, true])
    const found = await ola.get(`/groups/${id}?q=sailor+59`)
    expect([found.text.includes('Sailor 59'), found.text.includes('Sailor 1 ')]).toEqual([true, false])
    expect((await ola.get(`/groups/${id}?q=nobody+at+all`)).text).toContain('No member matches')
    for (const odd of ['after=x', 'after=999999999999999', 'before=0', 'after=-1', 'before=1&after=2'])
      expect((await ola.get(`/groups/${id}?${odd}`)).status).toBe(200)
  })

  test('tells that a group was deleted, and keeps its history', async () => {
    const id = await crew('Short-lived')
    await assembly.ask(harbor, `DELETE /Groups/${id}`)
    await assembly.store.flush()
    expect((await ola.get(`/groups/${id}`)).text).toContain('This group was deleted')
    expect((await ola.get(`/groups/${id}/history`)).text).toMatch(/Deleted by .* Created by/)
    expect((await ola.get(`/groups/${id}/role`)).status).toBe(409)
  })

  test('says nothing of an owner any more once the connection is deleted', async () => {
    const other = await assembly.organization('Leaving')
    const { id } = (await assembly.ask(other, 'POST /Groups', group('Left'))).json
    const by = { organizationId: other.connection.organizationId, role: 'owner', actor: { kind: 'command' } } as const
    await assembly.directory.deleteConnection(by, other.connection.id)
    const { status, text } = await (await owner(assembly, 'Leaving')).get(`/groups/${id}`)
    expect([status, text.includes('owns this group')]).toEqual([200, false])
  })

  test.each([
    ['markup', '<script>alert(1)</script>'],
    ['a long name', 'x'.repeat(200)],
    ['right to left', 'قسم الهندسة'],
    ['quotes', `"'"><img src=x>`],
  ])('is as safe with %s', async (_, name) => {
    const id = await crew(name, [await person(name)])
    for (const path of [
      '/groups',
      `/groups/${id}`,
      `/groups/${id}/history`,
      `/groups/${id}/role`,
      `/groups/${id}/role?role=viewer`,
    ]) {
      const { status, html, text } = await ola.get(path)
      expect([path, status, html.includes('<script>alert'), html.includes('<img src=x')]).toEqual([
        path,
        200,
        false,
        false,
      ])
      expect(text).toContain(name.replace(/<.*>/, ''))
    }
  })
})

describe('the history of a group', () => {
  test('tells who joined and who left, what was changed, and leads to the requests', async () => {
    const [ann, eve] = [await person('Ann Joins'), await person('Eve Leaves')]
    const id = await crew('Old name', [eve])
    await assembly.ask(harbor, `PATCH /Groups/${id}`, patch({ op: 'add', path: 'members', value: [{ value: ann }] }))
    await assembly.ask(harbor, `PATCH /Groups/${id}`, patch({ op: 'remove', path: `members[value eq "${eve}"]` }))
    await assembly.ask(harbor, `PATCH /Groups/${id}`, patch({ op: 'replace', path: 'displayName', value: 'New name' }))
    await assembly.store.flush()
    const { text, html } = await ola.get(`/groups/${id}/history`)
    expect(text).toMatch(
      /Old name.*New name.*1 member left.*Left: Eve Leaves.*1 member joined.*Joined: Ann Joins.*Created/,
    )
    expect(html).toMatch(/href="\/events\/[^"]+">The request/)
    expect(text).toContain('PATCH')
  })
})

describe('giving a role', () => {
  test('asks which, shows who gains, and gives it when that is confirmed', async () => {
    const [ann, bob] = [await person('Ann Riser'), await person('Bob Asleep', { active: false })]
    const inner = await crew('Night shift', [ann, bob])
    const id = await crew('Shifts', [inner])
    expect((await ola.get(`/groups/${id}/role`)).text).toContain('Which role does this group give?')
    const sight = await ola.get(`/groups/${id}/role?role=admin`)
    expect(sight.text).toContain('2 people rise to a higher role; 1 of them is deactivated')
    expect(sight.text).toContain('Nobody loses anything.')
    expect(sight.text).toMatch(/Who gains .*Ann Riser.* Member .*Admin/)
    expect((await assembly.store.accounts.find(ann))?.effectiveRole).toBe('member')
    const done = await ola.send(`/groups/${id}/role`, hidden(sight.html))
    expect(done.text).toContain('Members of the group have the role Admin now.')
    expect(done.text).toContain('Gives the role Admin')
    expect((await assembly.store.accounts.find(ann))?.effectiveRole).toBe('admin')
    expect((await ola.get(`/groups/${inner}`)).text).toContain('Admin comes from Shifts')
    expect((await ola.get(`/groups/${id}/history`)).text).toContain('Role that it gives changed from none to Admin')
    expect((await ola.get('/audit')).text).toContain('changed what role is given by Shifts')
  })

  test('shows who loses, and signs them out', async () => {
    const ann = await person('Ann Faller', { userName: 'faller@harbor.example' })
    const id = await crew('Fallers', [ann])
    await ola.send(`/groups/${id}/role`, hidden((await ola.get(`/groups/${id}/role?role=viewer`)).html))
    await assembly.store.write((tx) => tx.credentials.put(ann, `not argon2id, but quick: ${password}`))
    const browser = visitor(assembly.url)
    await browser.post('/sign-in', { login: 'faller@harbor.example', password })
    expect((await browser.get('/groups')).status).toBe(200)
    const sight = await ola.get(`/groups/${id}/role?role=none`)
    expect(sight.text).toContain('1 person falls to a lower role')
    expect((await ola.send(`/groups/${id}/role`, hidden(sight.html))).text).toContain('gives no role any more')
    expect((await browser.get('/groups')).location).toContain('/sign-in')
    expect((await assembly.store.sessions.listOf(ann)).length).toBe(0)
  })

  test('is not done where what was confirmed is no longer so: the page shows what is so now', async () => {
    const id = await crew('Changing')
    const sight = await ola.get(`/groups/${id}/role?role=viewer`)
    expect(sight.text).toContain('Nobody gains anything.')
    const late = await person('Late Comer')
    await assembly.ask(harbor, `PATCH /Groups/${id}`, patch({ op: 'add', path: 'members', value: [{ value: late }] }))
    const again = await ola.post(`/groups/${id}/role`, hidden(sight.html))
    expect([again.status, again.text]).toEqual([409, expect.stringContaining('changed meanwhile')])
    expect(again.text).toContain('Late Comer')
    expect((await assembly.store.accounts.find(late))?.effectiveRole).toBe('member')
    expect((await ola.post(`/groups/${id}/role`, hidden(again.html))).status).toBe(303)
    expect((await ola.post(`/groups/${id}/role`, hidden(again.html))).status).toBe(409)
  })

  test('refuses what is no role, the role that it gives already, and forms that are not whole', async () => {
    const id = await crew('Refusing')
    expect((await ola.get(`/groups/${id}/role?role=owner`)).text).toContain('Choose one of the roles.')
    expect((await ola.get(`/groups/${id}/role?role=none`)).text).toContain('This is what the group gives now')
    const broken: readonly Record<string, string>[] = [
      {},
      { role: 'owner' },
      { role: 'admin', from: 'none', version: 'x', gains: '0', losses: '0' },
    ]
    for (const fields of broken) expect((await ola.post(`/groups/${id}/role`, fields)).status).toBe(422)
    expect((await assembly.directory.rosters.read(byCommand(), id)).roster.role).toBeUndefined()
  })

  test('is offered to owners alone, and refused to others', async () => {
    const id = await crew('Only owners')
    const sight = await ola.get(`/groups/${id}/role?role=admin`)
    for (const role of ['viewer', 'admin'] as const) {
      const browser = await staff(assembly, organizationId, role)
      const shown = await browser.get(`/groups/${id}`)
      expect([shown.status, shown.html.includes(`/groups/${id}/role`)]).toEqual([200, false])
      expect((await browser.get(`/groups/${id}/role`)).status).toBe(403)
      expect((await browser.post(`/groups/${id}/role`, hidden(sight.html))).status).toBe(403)
    }
    expect((await ola.get(`/groups/${id}`)).html).toContain(`/groups/${id}/role`)
  })
})

describe('ids of another organization', () => {
  let foreign: string
  beforeEach(async () => {
    const zebra = await assembly.organization(`Zebra${++names}`)
    foreign = (await assembly.ask(zebra, 'POST /Groups', group('Theirs'))).json.id
  })

  test('are not found', async () => {
    for (const path of [
      `/groups/${foreign}`,
      `/groups/${foreign}/history`,
      `/groups/${foreign}/role`,
      `/groups/${foreign}/role?role=admin`,
      '/groups/nothing',
    ])
      expect([path, (await ola.get(path)).status]).toEqual([path, 404])
    const fields = { role: 'admin', from: 'none', version: '1', gains: '0', losses: '0' }
    expect((await ola.post(`/groups/${foreign}/role`, fields)).status).toBe(404)
  })
})

const byCommand = () => ({ organizationId, role: 'owner', actor: { kind: 'command' } }) as const
