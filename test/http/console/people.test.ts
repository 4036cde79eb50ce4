import { afterAll, beforeAll, describe, expect, test } from 'bun:test'
import { operator } from '../../../src/directory/staff'
import { type Access, type Assembly, assemble, endAssemblies, group, patch, urns, user } from '../assembly'
import { owner, password, staff, type Visitor, visitor } from './visitor'

let assembly: Assembly
let harbor: Access
let organizationId: string
let browser: Visitor

afterAll(endAssemblies)
beforeAll(async () => {
  assembly = await assemble()
  harbor = await assembly.organization('Harbor')
  organizationId = harbor.connection.organizationId
  browser = await owner(assembly, 'Harbor')
})

const provision = async (userName: string, more = {}): Promise<string> =>
  (await assembly.ask(harbor, 'POST /Users', user(userName, more))).json.id
const add = (userName: string, more = {}, role: 'member' | 'viewer' | 'admin' | 'owner' = 'member') =>
  assembly.directory.people.create(operator(organizationId), { userName, ...more }, role)
const documentOf = async (id: string) =>
  JSON.parse((await assembly.store.people.find(organizationId, id))?.document ?? '{}')

/** The fields of a page's form as they stand there. */
function fieldsOf(html: string, action: string): Record<string, string> {
  const form = html.split('<form ').find((part) => part.includes(`action="${action}"`)) ?? ''
  const fields: Record<string, string> = {}
  for (const [input] of form.matchAll(/<input [^>]*>/g)) {
    const [, name = ''] = /name="([^"]*)"/.exec(input) ?? []
    const [, value = ''] = /value="([^"]*)"/.exec(input) ?? []
    if (!/type="radio"/.test(input) || /\schecked/.test(input)) fields[name] = value.replaceAll('&quot;', '"')
  }
  for (const [, name = '', options = ''] of form.matchAll(/<select [^>]*name="([^"]*)"[^>]*>(.*?)<\/select>/gs))
    fields[name] =
      /<option value="([^"]*)"[^>]*selected/.exec(
        options.replaceAll(/<option selected value="/g, '<option value="'),
      )?.[1] ??
      /selected value="([^"]*)"/.exec(options)?.[1] ??
      ''
  return fields
}

describe('the list of people', () => {
  test('shows everybody of the organization, and nobody of another', async () => {
    await provision('list-sue@harbor.example', { displayName: 'Sue Storm', active: false })
    await add('list-hank@harbor.example', { displayName: 'Hank Pym' }, 'viewer')
    const island = await assembly.organization('Island')
    await assembly.ask(island, 'POST /Users', user('castaway@island.example'))
    const { status, text } = await browser.get('/people')
    expect(status).toBe(200)
    for (const shown of ['Sue Storm', 'Deactivated', 'Hank Pym', 'Viewer', 'Added by hand', harbor.connection.name])
      expect(text).toContain(shown)
    expect(text).not.toContain('castaway')
    expect((await browser.get(`/people?connection=${island.connection.id}`)).text).toContain('Nobody matches')
  })

  test('searches, filters and sorts', async () => {
    const found = async (query: string) => {
      const { html } = await browser.get(`/people?${query}`)
      return ['Sue Storm', 'Hank Pym'].filter((name) => html.includes(`title="${name}"`))
    }
    expect(await found('q=STORM+sue')).toEqual(['Sue Storm'])
    expect(await found('q=list-&state=active')).toEqual(['Hank Pym'])
    expect(await found('q=list-&state=inactive')).toEqual(['Sue Storm'])
    expect(await found('role=viewer')).toEqual(['Hank Pym'])
    expect(await found('connection=none&q=list-')).toEqual(['Hank Pym'])
    expect(await found('filter=displayName+sw+%22sue%22')).toEqual(['Sue Storm'])
    expect(await found('state=deleted')).toEqual([])
    const { html } = await browser.get('/people?q=list-&sort=name-descending')
    expect(html.indexOf('Sue Storm')).toBeLessThan(html.indexOf('Hank Pym'))
  })

  test('says what is wrong with a filter, and takes nonsense for nothing', async () => {
    const { status, text } = await browser.get('/people?filter=title+is+x')
    expect([status, text]).toEqual([422, expect.stringContaining('operator')])
    for (const query of [
      'sort=x',
      'state=x',
      'role=x',
      'after=nobody',
      'before=nobody',
      'at=x',
      `q=${'x'.repeat(300)}`,
      'q=%00',
      'filter=password+pr',
    ])
      expect([query, (await browser.get(`/people?${query}`)).status]).toEqual([
        query,
        query.startsWith('filter') ? 422 : 200,
      ])
  })

  test('goes through many, page by page, there and back', async () => {
    const isle = await assembly.organization('Isle')
    const { organizationId } = isle.connection
    for (let index = 0; index < 120; index++) await settle(organizationId, `p${String(index).padStart(3, '0')}`)
    const reader = await owner(assembly, 'Isle')
    for (const sort of ['', 'sort=name-descending', 'sort=created-descending', 'sort=modified-descending', 'q=p']) {
      const seen: string[][] = []
      let path: string | undefined = `/people?${sort}`
      let before: string | undefined
      while (path) {
        const { html } = await reader.get(path)
        seen.push([...html.matchAll(/href="\/people\/([0-9a-f-]{36})"/g)].map(([, id]) => id ?? ''))
        before = link(html, 'prev')
        path = link(html, 'next')
      }
      expect(new Set(seen.flat()).size).toBe(121)
      expect(seen.map((ids) => new Set(ids).size)).toEqual([50, 50, 21])
      const back = [...(await reader.get(before ?? '')).html.matchAll(/href="\/people\/([0-9a-f-]{36})"/g)]
      expect(back.map(([, id]) => id)).toEqual(seen[1] ?? [])
    }
  })

  test('leads on where nobody is there yet', async () => {
    await assembly.organization('Atoll')
    const { text, html } = await (await owner(assembly, 'Atoll')).get('/people')
    expect(text).toContain('Your team is not here yet')
    expect(html).toContain('href="/people/new"')
  })
})

const settle = (id: string, userName: string) =>
  assembly.directory.people.create(operator(id), { userName, emails: [{ value: `${userName}@p.example` }] }, 'member')
const link = (html: string, rel: string) =>
  html.match(new RegExp(`<a class="button secondary" href="([^"]*)" rel="${rel}"`))?.[1]?.replaceAll('&amp;', '&')

describe('the page of somebody', () => {
  test('shows every attribute with its SCIM name, the groups, the history and the requests', async () => {
    const id = await provision('page@harbor.example', {
      externalId: 'x77',
      name: { givenName: 'Pa', familyName: 'Ge' },
      title: 'Mate',
      emails: [
        { value: 'page@harbor.example', type: 'work', primary: true },
        { value: 'p@home.example', type: 'home' },
      ],
      addresses: [{ type: 'work', locality: 'Port' }],
      [urns.enterprise]: { department: 'Deck', manager: { value: 'm1' } },
      password: 'never to be seen',
    })
    await assembly.ask(harbor, 'POST /Groups', group('Page crew', [id]))
    await assembly.ask(harbor, `PATCH /Users/${id}`, patch({ op: 'replace', path: 'title', value: 'Captain' }))
    await assembly.store.flush()
    const { status, text, html } = await browser.get(`/people/${id}`)
    expect(status).toBe(200)
    const words = text.replaceAll(' ', '')
    for (const path of [
      'userName',
      'externalId',
      'name.givenName',
      'emails[type eq "work"].value',
      'emails[type eq "home"].value',
      'addresses[type eq "work"].locality',
      `${urns.enterprise}:department`,
      `${urns.enterprise}:manager.value`,
    ])
      expect(words).toContain(path.replaceAll(' ', ''))
    for (const shown of [
      'x77',
      'Pa',
      'Deck',
      'm1',
      'Page crew',
      'Direct',
      'before: Mate',
      'after: Captain',
      'owns this person',
    ])
      expect(text).toContain(shown)
    expect(html).toMatch(/href="\/events\/[0-9a-f-]+"/)
    expect(text).not.toContain('never to be seen')
    expect(html).not.toContain(`/people/${id}/edit`)
  })

  test('never shows what is never returned', async () => {
    await assembly.directory.define(operator(organizationId), {
      id: 'urn:acme:2.0:User',
      name: 'Acme',
      attributes: [
        { name: 'pin', type: 'string', mutability: 'writeOnly', returned: 'never' },
        { name: 'badge', type: 'string' },
      ],
    })
    const id = await provision('pin@harbor.example', { 'urn:acme:2.0:User': { pin: 'secret-1234', badge: 'B-9' } })
    const { html, text } = await browser.get(`/people/${id}`)
    expect(text).toContain('B-9')
    expect(html).not.toContain('secret-1234')
  })

  test('keeps names of every kind in their place', async () => {
    const long = 'x'.repeat(200)
    const id = await add('<script>alert(1)</script>', {
      displayName: `${long} مرحبا <b>`,
      title: '"><script>alert(2)</script>',
    })
    for (const path of ['/people?q=script', `/people/${id}`, `/people/${id}/edit`, `/people/${id}/deletion`]) {
      const { status, html } = await browser.get(path)
      expect([path, status, /<script>|<b>/.test(html)]).toEqual([path, 200, false])
    }
  })

  test('holds many attributes', async () => {
    const emails = Array.from({ length: 60 }, (_, index) => ({ value: `e${index}@x`, type: 'other' }))
    const id = await provision('many@harbor.example', { emails })
    const { status, text } = await browser.get(`/people/${id}`)
    expect([status, text.includes('e59@x')]).toEqual([200, true])
  })

  test('is not there for a stranger, nor any of its actions', async () => {
    const id = await add('foreign@harbor.example')
    await assembly.organization('Elsewhere')
    const stranger = await owner(assembly, 'Elsewhere')
    for (const path of ['', '/edit', '/deactivation', '/deletion'])
      expect([path, (await stranger.get(`/people/${id}${path}`)).status]).toEqual([path, 404])
    for (const path of ['edit', 'role', 'deactivation', 'deletion', 'reactivation', 'restoration']) {
      const fields = { version: '1', from: 'member', role: 'admin', userName: 'x' }
      const { status, location } = await stranger.post(`/people/${id}/${path}`, fields)
      expect([path, status, location]).toEqual([path, 404, null])
    }
    expect(await assembly.store.changes.listOf(organizationId, id)).toHaveLength(1)
    expect((await browser.get('/people/nobody')).status).toBe(404)
  })
})

describe('adding somebody', () => {
  test('leads to their page, with the role, the address and the number', async () => {
    const done = await browser.send('/people', {
      userName: ' new@harbor.example ',
      displayName: 'Neu',
      'name.givenName': 'Ne',
      'emails.0': 'new@harbor.example',
      'emails.0.type': 'work',
      'emails.1': 'n@home.example',
      'emails.1.type': 'home',
      'phoneNumbers.0': '+47 1',
      'phoneNumbers.0.type': 'mobile',
      [`${urns.enterprise}:department`]: 'Deck',
      role: 'viewer',
    })
    expect([done.status, done.text]).toEqual([200, expect.stringContaining('new@harbor.example is added.')])
    const found = await assembly.store.users.findByUserName(organizationId, 'new@harbor.example')
    expect(found).toMatchObject({ role: 'viewer', source: 'manual', active: true })
    expect(JSON.parse(found?.document ?? '')).toMatchObject({
      name: { givenName: 'Ne' },
      emails: [
        { value: 'new@harbor.example', type: 'work', primary: true },
        { value: 'n@home.example', type: 'home' },
      ],
      phoneNumbers: [{ value: '+47 1', type: 'mobile' }],
      [urns.enterprise]: { department: 'Deck' },
    })
  })

  test('keeps what was typed beside what is wrong', async () => {
    await add('taken@harbor.example')
    const fields = { userName: 'TAKEN@harbor.example', displayName: 'Kept', role: 'admin' }
    const taken = await browser.post('/people', fields)
    expect([taken.status, taken.text]).toEqual([409, expect.stringContaining('belongs to somebody else')])
    expect(fieldsOf(taken.html, '/people')).toMatchObject(fields)
    const wrong = await browser.post('/people', { displayName: 'Kept', 'emails.0': 'no address', role: 'boss' })
    expect(wrong.status).toBe(422)
    for (const sentence of ['Enter a user name.', 'no address is not an e-mail address.', 'Choose a role.'])
      expect(wrong.text).toContain(sentence)
    expect(fieldsOf(wrong.html, '/people')).toMatchObject({ displayName: 'Kept', 'emails.0': 'no address' })
    const long = await browser.post('/people', { userName: 'x'.repeat(1001), role: 'member' })
    expect(long.status).toBe(422)
    const huge = await browser.post('/people', { userName: 'x', title: 'x'.repeat(300_000) })
    expect(huge.status).toBe(422)
  })

  test('is for admins, and owners are made by owners', async () => {
    const viewer = await staff(assembly, organizationId, 'viewer')
    expect((await viewer.get('/people')).status).toBe(200)
    expect((await viewer.get('/people')).html).not.toContain('/people/new')
    expect((await viewer.get('/people/new')).status).toBe(403)
    expect((await viewer.post('/people', { userName: 'v', role: 'member' })).status).toBe(403)
    const admin = await staff(assembly, organizationId, 'admin')
    expect((await admin.get('/people/new')).html).not.toContain('value="owner"')
    expect((await admin.post('/people', { userName: 'v', role: 'owner' })).status).toBe(403)
    expect(await assembly.store.users.findByUserName(organizationId, 'v')).toBeUndefined()
  })
})

describe('editing somebody', () => {
  test('saves what was changed and leaves the rest', async () => {
    const id = await add('edit@harbor.example', {
      title: 'Mate',
      emails: [{ value: 'e@x', type: 'work', display: 'E' }],
      photos: [{ value: 'http://x/p.png' }],
      [urns.enterprise]: { department: 'Deck', manager: { value: 'm' } },
    })
    const { html } = await browser.get(`/people/${id}/edit`)
    const fields = fieldsOf(html, `/people/${id}/edit`)
    expect(fields).toMatchObject({ title: 'Mate', 'emails.0': 'e@x', 'emails.0.type': 'work', version: '1' })
    const unchanged = await browser.send(`/people/${id}/edit`, fields)
    expect(unchanged.text).toContain('The changes are saved.')
    expect((await assembly.store.people.find(organizationId, id))?.version).toBe(1)
    const edited = {
      ...fields,
      title: '',
      'emails.1': 'second@x',
      'emails.1.type': 'home',
      [`${urns.enterprise}:department`]: 'Bridge',
    }
    expect((await browser.post(`/people/${id}/edit`, edited)).status).toBe(303)
    const document = await documentOf(id)
    expect(document).toMatchObject({
      emails: [
        { value: 'e@x', type: 'work', display: 'E', primary: true },
        { value: 'second@x', type: 'home' },
      ],
      photos: [{ value: 'http://x/p.png' }],
      [urns.enterprise]: { department: 'Bridge', manager: { value: 'm' } },
    })
    expect(document).not.toHaveProperty('title')
  })

  test('of a version that is gone shows what would change, and loses nothing', async () => {
    const id = await add('stale@harbor.example', { title: 'Mate' })
    const fields = fieldsOf((await browser.get(`/people/${id}/edit`)).html, `/people/${id}/edit`)
    await browser.post(`/people/${id}/edit`, { ...fields, title: 'Theirs', displayName: 'Theirs too' })
    const mine = await browser.post(`/people/${id}/edit`, { ...fields, title: 'Mine' })
    expect(mine.status).toBe(409)
    expect(mine.text).toContain('Somebody else has changed this person meanwhile')
    expect(mine.text).toContain('before: Theirs after: Mine')
    expect((await documentOf(id)).title).toBe('Theirs')
    const again = fieldsOf(mine.html, `/people/${id}/edit`)
    expect(again).toMatchObject({ title: 'Mine', version: '2' })
    await browser.post(`/people/${id}/edit`, again)
    expect((await documentOf(id)).title).toBe('Mine')
  })

  test('is refused for what a connection owns, by the page and by the action', async () => {
    const id = await provision('owned@harbor.example')
    const sentence = `${harbor.connection.name} owns owned@harbor.example: change them there`
    for (const path of ['edit', 'deactivation', 'deletion']) {
      const shown = await browser.get(`/people/${id}/${path}`)
      const sent = await browser.post(`/people/${id}/${path}`, { version: '1', userName: 'mine' })
      for (const { status, text } of [shown, sent])
        expect([status, text]).toEqual([403, expect.stringContaining(sentence)])
    }
    expect((await documentOf(id)).userName).toBe('owned@harbor.example')
  })
})

describe('a role', () => {
  test('is given on the page, and a group’s is told', async () => {
    const id = await provision('role@harbor.example')
    const done = await browser.send(`/people/${id}/role`, { from: 'member', role: 'admin' })
    expect(done.text).toContain('The role is admin now.')
    expect(done.text).toContain('Role changed from member to admin')
    const stale = await browser.post(`/people/${id}/role`, { from: 'member', role: 'viewer' })
    expect(stale.status).toBe(409)
    expect((await browser.post(`/people/${id}/role`, { from: 'admin', role: 'boss' })).status).toBe(422)
    expect((await browser.post(`/people/${id}/role`, { from: 'admin', role: 'member' })).status).toBe(303)
    const crew = (await assembly.ask(harbor, 'POST /Groups', group('Role crew', [id]))).json.id
    await assembly.store.write((tx) => tx.groups.setRole(organizationId, crew, 'admin'))
    expect((await browser.get(`/people/${id}`)).text).toContain('Admin by the group Role crew')
    const kept = await browser.post(`/people/${id}/role`, { from: 'member', role: 'viewer' })
    expect([kept.status, kept.text]).toEqual([409, expect.stringContaining('by the group Role crew')])
  })

  test('of an owner is changed by owners only', async () => {
    const id = await add('boss@harbor.example', {}, 'owner')
    const admin = await staff(assembly, organizationId, 'admin')
    const { html } = await admin.get(`/people/${id}`)
    for (const action of ['role', 'edit', 'deactivation', 'deletion', 'invitation'])
      expect(html).not.toContain(`/people/${id}/${action}`)
    expect((await admin.post(`/people/${id}/role`, { from: 'owner', role: 'member' })).status).toBe(403)
    expect((await admin.post(`/people/${id}/deactivation`, { version: '1' })).status).toBe(403)
    expect((await admin.post(`/people/${id}/edit`, { version: '1', userName: 'mine' })).status).toBe(403)
    expect((await assembly.store.people.find(organizationId, id))?.version).toBe(1)
  })
})

describe('ending and bringing back', () => {
  test('asks first, then does it, and can be undone', async () => {
    const person = await staff(assembly, organizationId, 'viewer', 'ending@harbor.example')
    const to = `/people/${person.id}`
    const asked = await browser.get(`${to}/deactivation`)
    expect(asked.text).toContain('signed out')
    const form = fieldsOf(asked.html, `${to}/deactivation`)
    expect((await browser.send(`${to}/deactivation`, form)).text).toContain('Deactivated.')
    expect((await person.get('/')).location).toBe('/sign-in')
    const again = await browser.post(`${to}/deactivation`, { version: '1' })
    expect([again.status, again.text]).toEqual([409, expect.stringContaining('changed by somebody else')])
    const page = await browser.get(to)
    expect((await browser.send(`${to}/reactivation`, fieldsOf(page.html, `${to}/reactivation`))).text).toContain(
      'Reactivated',
    )
    const back = visitor(assembly.url)
    expect((await back.post('/sign-in', { login: person.userName, password })).status).toBe(303)
    const deletion = await browser.get(`${to}/deletion`)
    expect(deletion.text).toContain('You can restore them for 30 days')
    const deleted = await browser.send(`${to}/deletion`, fieldsOf(deletion.html, `${to}/deletion`))
    expect(deleted.text).toContain('Can be restored for 30 days, until')
    expect((await back.get('/')).location).toBe('/sign-in')
    expect((await browser.get('/people?state=deleted')).html).toContain(to)
    await add('ending@harbor.example')
    expect((await browser.send(`${to}/restoration`)).text).toContain('belongs to somebody else')
    const other = await assembly.store.users.findByUserName(organizationId, 'ending@harbor.example')
    await browser.post(`/people/${other?.id}/deletion`, { version: '1' })
    expect((await browser.send(`${to}/restoration`)).text).toContain('Restored, with the role they had')
  })

  test('spares the last owner', async () => {
    await assembly.organization('Lonely')
    const lonely = await owner(assembly, 'Lonely')
    const [, id = ''] = /href="\/people\/([0-9a-f-]{36})"/.exec((await lonely.get('/people')).html) ?? []
    for (const path of ['deactivation', 'deletion', 'role']) {
      const { status, text } = await lonely.post(`/people/${id}/${path}`, {
        version: '1',
        from: 'owner',
        role: 'admin',
      })
      expect([path, status, text]).toEqual([path, 403, expect.stringContaining('the last active owner')])
    }
  })

  test('deleting is for owners', async () => {
    const id = await add('spared@harbor.example')
    const admin = await staff(assembly, organizationId, 'admin')
    expect((await admin.get(`/people/${id}`)).html).not.toContain(`/people/${id}/deletion`)
    expect((await admin.get(`/people/${id}/deletion`)).status).toBe(403)
    expect((await admin.post(`/people/${id}/deletion`, { version: '1' })).status).toBe(403)
    expect((await admin.post(`/people/${id}/deactivation`, {})).status).toBe(422)
  })
})
