import { afterAll, beforeAll, describe, expect, test } from 'bun:test'
import { userKeys } from '../../../src/directory/keys'
import { pageHeaders } from '../../../src/http/console/headers'
import { routes } from '../../../src/http/console/routes'
import type { Route } from '../../../src/http/console/visit'
import { type Assembly, assemble, endAssemblies } from '../assembly'
import { formsIn, linksIn } from './forms'
import { type Page, staff, type Visitor, visitor } from './visitor'
import { rowsOf, type World, world } from './world'

/** The foreign organization's name, which stands in all its texts. */
const foreignName = /zebra/i

const ranks = { anyone: -1, member: 0, viewer: 1, admin: 2, owner: 3 } as const
const roles = ['anyone', 'member', 'viewer', 'admin', 'owner'] as const
type Who = (typeof roles)[number]

let assembly: Assembly
let own: World
let foreign: World
let people: Readonly<Record<Who, Visitor>>

afterAll(endAssemblies)
beforeAll(async () => {
  assembly = await assemble()
  own = await world(assembly, 'Harbor')
  foreign = await world(assembly, 'Zebra')
  const { organizationId } = own
  const demoted = await staff(assembly, organizationId, 'viewer')
  people = {
    anyone: visitor(assembly.url),
    member: demoted,
    viewer: await staff(assembly, organizationId, 'viewer'),
    admin: await staff(assembly, organizationId, 'admin'),
    owner: await staff(assembly, organizationId, 'owner'),
  }
  // A member cannot sign in, but may still have a session from before.
  await assembly.store.write(async (tx) => {
    const account = await tx.accounts.find(demoted.id)
    if (!account) throw new Error('gone')
    const keys = userKeys(JSON.parse(account.document), account.document)
    await tx.users.update({ ...account, role: 'member', keys, version: account.version + 1 })
  })
})

const guarded = routes.filter(({ role }) => role !== 'anyone')
const paramsOf = ({ path }: Route) => path.match(/:\w+/g) ?? []
const named = ({ method, path }: Pick<Route, 'method' | 'path'>) => `${method} ${path}`

/** The route's path with every choice of the ids for its parts. */
function filled(route: Route, ids: readonly string[]): readonly string[] {
  return paramsOf(route).reduce<readonly string[]>(
    (paths, param) => paths.flatMap((path) => ids.map((id) => path.replace(param, encodeURIComponent(id)))),
    [route.path],
  )
}

/** The path with theirs in one part at least; in the other parts is what most often stands there. */
function filledWithTheirs(route: Route): readonly string[] {
  const usual = ['connection', 'person', 'group'].flatMap((kind) => [own.ids[kind] ?? '', foreign.ids[kind] ?? ''])
  const theirs = Object.values(foreign.ids)
  const [first, ...others] = paramsOf(route)
  if (first === undefined || others.length === 0) return filledAlike(route, theirs)
  const all = [...new Set([...usual, ...theirs])]
  return filled(route, all).filter((path) => {
    const parts = path.split('/').map(decodeURIComponent)
    return parts.some((part) => theirs.includes(part)) && parts.some((part) => usual.includes(part))
  })
}

/** The same id for every part. */
const filledAlike = (route: Route, ids: readonly string[]) =>
  paramsOf(route).length === 0 ? [route.path] : ids.map((id) => route.path.replace(/:\w+/g, encodeURIComponent(id)))

const ask = (who: Visitor, { method }: Route, path: string) => (method === 'GET' ? who.get(path) : who.post(path))

describe('whoever is not signed in, or may not use the console,', () => {
  test.each(['anyone', 'member'] as const)(
    'is sent to sign in from everywhere: %s',
    async (who) => {
      const before = await rowsOf(assembly, own.organizationId)
      for (const route of guarded) {
        for (const path of filledAlike(route, Object.values(own.ids))) {
          const { status, location, html } = await ask(people[who], route, path)
          expect([named(route), status, location?.split('?')[0], html]).toEqual([named(route), 303, '/sign-in', ''])
        }
      }
      expect(await rowsOf(assembly, own.organizationId)).toBe(before)
    },
    60_000,
  )

  test('sees nothing of anybody on the pages that are open', async () => {
    for (const route of routes.filter(({ role }) => role === 'anyone')) {
      for (const path of filledAlike(route, [...Object.values(own.ids), ...Object.values(foreign.ids)])) {
        const page = await ask(visitor(assembly.url), route, path)
        expect([named(route), page.status < 500, /harbor|zebra/i.test(page.html)]).toEqual([named(route), true, false])
        expectSafe(route, page)
      }
    }
  })
})

describe('a role that is too low', () => {
  test.each(['viewer', 'admin'] as const)(
    'is refused, and changes nothing: %s',
    async (who) => {
      const before = await rowsOf(assembly, own.organizationId)
      let refused = 0
      for (const route of guarded.filter(({ role }) => ranks[role] > ranks[who])) {
        for (const path of filledAlike(route, Object.values(own.ids))) {
          const page = await ask(people[who], route, path)
          expect([named(route), page.status]).toEqual([named(route), 403])
          expectSafe(route, page)
          refused++
        }
      }
      expect(refused).toBeGreaterThan(0)
      expect(await rowsOf(assembly, own.organizationId)).toBe(before)
    },
    60_000,
  )
})

describe('a role that is high enough', () => {
  test('finds every page of its own organization: a new page that this misses needs its ids named in world.ts, or a link', async () => {
    const { pages } = await crawl(people.owner)
    const linked = [...pages].map((path) => path.split('?')[0] ?? '')
    const lost: string[] = []
    for (const route of guarded.filter(({ method }) => method === 'GET')) {
      const statuses = new Set<number>()
      const found: string[] = []
      for (const path of filled(route, Object.values(own.ids))) {
        const page = await people.owner.get(path)
        statuses.add(page.status)
        expectSafe(route, page)
        if (page.status < 400) found.push(path)
      }
      expect([named(route), [...statuses].filter((status) => status >= 500)]).toEqual([named(route), []])
      const pattern = new RegExp(`^${route.path.replace(/:\w+/g, '[^/]+')}$`)
      if (found.length === 0 && !linked.some((path) => pattern.test(path))) lost.push(named(route))
      for (const who of ['viewer', 'admin'] as const) {
        if (ranks[route.role] > ranks[who]) continue
        // Of some things, such as an owner, the directory keeps an admin away.
        const open = new Set<number>()
        for (const path of found) open.add((await people[who].get(path)).status)
        expect([named(route), who, [...open].filter((each) => each >= 400 && each !== 403)]).toEqual([
          named(route),
          who,
          [],
        ])
        if (found.length > 0)
          expect([named(route), who, [...open].some((each) => each < 400)]).toEqual([named(route), who, true])
      }
    }
    expect(lost).toEqual([])
  }, 60_000)
})

describe('the ids of another organization', () => {
  test.each(['viewer', 'admin', 'owner'] as const)(
    'lead nowhere, and change nothing: %s',
    async (who) => {
      const before = await rowsOf(assembly, foreign.organizationId)
      for (const route of guarded.filter((each) => paramsOf(each).length > 0 && ranks[each.role] <= ranks[who])) {
        const paths = who === 'owner' ? filledWithTheirs(route) : filledAlike(route, Object.values(foreign.ids))
        for (const path of paths) {
          const page = await ask(people[who], route, path)
          expectNothingForeign(`${route.method} ${path}`, page)
          expect([path, page.status < 500]).toEqual([path, true])
          if (paramsOf(route).length === 1 && !isSmall(path))
            expect([path, page.status >= 400 || page.status === 303]).toEqual([path, true])
        }
      }
      expect(await rowsOf(assembly, foreign.organizationId)).toBe(before)
    },
    30_000,
  )

  test('lead nowhere in links and forms that a page of one’s own has, either', async () => {
    const before = await rowsOf(assembly, foreign.organizationId)
    const { pages, forms } = await crawl(people.owner)
    expect(pages.size).toBeGreaterThan(10)
    let swapped = 0
    for (const path of pages) {
      const other = theirs(path)
      if (other === path) continue
      expectNothingForeign(other, await people.owner.get(other))
      swapped++
    }
    for (const { action, fields } of forms.values()) {
      const sent = JSON.stringify([action, fields])
      const other = theirs(sent)
      if (other === sent) continue
      // One that was replaced only in part is tried as well: my form with somebody else's value, and the other way round.
      const [theirAction, theirFields] = JSON.parse(other) as [string, (readonly [string, string])[]]
      for (const [path, entries] of [
        [theirAction, fields],
        [theirAction, theirFields],
        [action, theirFields],
      ] as const) {
        if (path === action && entries === fields) continue
        if (JSON.stringify([path, entries]) === sent) continue
        const grouped = Object.groupBy(entries, ([name]) => name)
        const values = Object.fromEntries(
          Object.entries(grouped).map(([name, all = []]) => [name, all.map(([, value]) => value)]),
        )
        const page = await people.owner.post(path, values)
        expectNothingForeign(path, page)
        expect([path, page.status < 500]).toEqual([path, true])
        swapped++
      }
    }
    expect(swapped).toBeGreaterThan(10)
    expect(await rowsOf(assembly, foreign.organizationId)).toBe(before)
  }, 60_000)
})

test('what is no page, and a form from elsewhere, are answered as safely', async () => {
  const elsewhere = { origin: 'https://evil.example' }
  const pages = [
    await people.owner.get('/nothing/at/all'),
    await people.anyone.get('/nothing/at/all'),
    await people.owner.post('/account/password', {}, elsewhere),
    await people.anyone.post('/sign-in', {}, elsewhere),
  ]
  expect(pages.map(({ status }) => status)).toEqual([404, 404, 403, 403])
  for (const page of pages) expectSafe({ method: 'GET', path: '/nothing' }, page)
})

test('nothing failed unexpectedly meanwhile', () => {
  expect(assembly.errors).toEqual([])
})

/** Numbers such as an event's position may by chance be the number of something of one's own as well. */
const isSmall = (path: string) => /\/\d{1,6}(\/|$)/.test(path)

/** The text with what names something of our own made the same of the foreign organization. */
function theirs(text: string): string {
  return Object.entries(own.ids)
    .filter(([, id]) => id.length > 8)
    .reduce((all, [kind, id]) => {
      const other = foreign.ids[kind] ?? ''
      return all.replaceAll(id, other).replaceAll(encodeURIComponent(id), encodeURIComponent(other))
    }, text)
}

function expectNothingForeign(what: string, page: Page): void {
  const headers = JSON.stringify([...page.headers])
  // What was asked by may be in the answer.
  const said = Object.values(foreign.ids).reduce(
    (text, id) => text.replaceAll(id, '').replaceAll(encodeURIComponent(id), '').replaceAll(encodeURI(id), ''),
    `${page.html} ${headers}`,
  )
  expect([what, foreignName.test(said)]).toEqual([what, false])
}

/** What every answer of the console has to have. */
function expectSafe(route: Pick<Route, 'method' | 'path'>, { status, headers, html }: Page): void {
  const wanted = headers.get('content-type')?.startsWith('text/html') ? pageHeaders : { 'cache-control': 'no-store' }
  const got = Object.fromEntries(Object.keys(wanted).map((name) => [name, headers.get(name)]))
  expect([named(route), status, got]).toEqual([named(route), status, { ...wanted }])
  expect([named(route), /<[^>]* (?:style|on[a-z]+)=|<script(?![^>]* src=)|<style/i.test(html)]).toEqual([
    named(route),
    false,
  ])
}

/** Follows links from the overview on, and gathers pages and forms. */
async function crawl(browser: Visitor) {
  const pages = new Set<string>(['/'])
  const forms = new Map<string, ReturnType<typeof formsIn>[number]>()
  for (const path of pages) {
    const { html, location, status } = await browser.get(path)
    if (status >= 400) pages.delete(path)
    const found = location?.startsWith('/') ? [location] : linksIn(html)
    for (const link of found) {
      const [clean = ''] = link.split('#')
      if (pages.size < 400 && clean !== '' && !/^\/(assets|swagger|api\/|scim)/.test(clean)) pages.add(clean)
    }
    for (const form of formsIn(html)) if (form.action !== '/sign-out') forms.set(JSON.stringify(form), form)
  }
  return { pages, forms }
}
