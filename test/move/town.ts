import { type Appliance, start } from '../../src/appliance'
import { readConfig } from '../../src/config'
import { operator } from '../../src/directory/staff'
import { createLog } from '../../src/log'
import type { Place } from '../../src/storage/move/side'
import { group, patch, urns, user } from '../http/assembly'
import { linksIn } from '../http/console/forms'
import { type Visitor, visitor } from '../http/console/visitor'

/** What is known of an appliance outside of it: by identity providers, by somebody who is signed in, by software. */
export interface Town {
  readonly organizationId: string
  readonly token: string
  readonly accessToken: string
  readonly apiKey: string
  readonly owner: { readonly login: string; readonly password: string; readonly cookies: Visitor['cookies'] }
  /** The path of a link by which somebody may choose a password. */
  readonly invitation: string
  /** A request for the page behind one that was read. */
  readonly nextPage: string
}

export interface Answer {
  readonly status: number
  readonly etag: string | null
  // biome-ignore lint/suspicious/noExplicitAny: tests read answers of every shape
  readonly json: any
}

const badge = 'urn:harbor:2.0:User'
const login = 'owner@harbor.example'
const password = 'long enough for one'

/** Serves from a place. */
export function served(place: Place): Promise<Appliance> {
  const at = place.kind === 'sqlite' ? { dataDirectory: place.name } : { databaseUrl: place.url }
  const config = { ...readConfig(new Map(), {}), ...at, port: 0, threads: 1 }
  return start(config, createLog({ level: 'error', format: 'json' }))
}

export async function ask(url: string, token: string, request: string, body?: unknown): Promise<Answer> {
  const [method = '', path = ''] = request.split(/ (.*)/s)
  const response = await fetch(`${url}${path.startsWith('/api') ? path : `/scim/v2${path}`}`, {
    method,
    headers: { authorization: `Bearer ${token}`, 'content-type': 'application/scim+json' },
    ...(body !== undefined && { body: JSON.stringify(body) }),
  })
  const text = await response.text()
  return { status: response.status, etag: response.headers.get('etag'), json: text === '' ? '' : JSON.parse(text) }
}

const names = ['Ada', 'bob', 'Émile', 'ŁUKASZ', 'Straße', 'Zoë', 'İrem', '李雷', '😀', 'eve', 'Ælf', 'o\'clock "x" \\']

/** An appliance that has been used, with something of everything that it keeps. */
export async function settled(place: Place): Promise<Town> {
  const appliance = await served(place)
  const { directory, url } = appliance
  const made = await directory.setUp({ organization: 'Harbor', owner: login, password })
  const other = await directory.setUp({ organization: 'Globex', owner: 'owner@globex.example', password })
  const { token, connection, organization } = made
  const by = operator(organization.id)
  await directory.define(by, {
    id: badge,
    name: 'Badge',
    attributes: [
      { name: 'badge', type: 'string', uniqueness: 'server' },
      { name: 'hired', type: 'dateTime' },
    ],
  })
  await directory.offerType(by, { name: 'Role' })
  await directory.putOffers(by, 'Role', [{ id: 'admin', displayName: 'Admin' }])
  const { key } = await directory.addApiKey(by, { name: 'portal', rights: 'read' })
  const scim = (request: string, body?: unknown) => ask(url, token, request, body)

  const ids: string[] = []
  for (const [index, name] of names.entries()) {
    const { json } = await scim('POST /Users', {
      ...user(`${name}@harbor.example`, {
        externalId: `x${index}`,
        ...(index % 4 !== 0 && { displayName: `${name} of Harbor` }),
        name: { givenName: name, familyName: 'Harbor' },
        emails: [{ value: `${name}@Harbor.example`, primary: true }, { value: `${index}@home.example` }],
        title: index % 3 === 0 ? 'Captain' : 'Crew',
        active: index % 5 !== 0,
        favourite: 'tea',
      }),
      schemas: [urns.user, urns.enterprise, badge],
      [urns.enterprise]: { employeeNumber: `${100 - index}`, department: name },
      [badge]: { badge: `b${index}`, hired: `2026-0${1 + (index % 9)}-01T00:00:00+0${index % 9}:00` },
    })
    ids.push(json.id)
  }
  await ask(url, other.token, 'POST /Users', user('somebody@globex.example'))
  const crew = await scim('POST /Groups', group('Crew', ids.slice(2, 9)))
  const all = await scim('POST /Groups', group('Ålle Leute', [crew.json.id, ids[9] ?? '']))
  await scim('POST /Groups', group('Empty'))
  await scim(`PATCH /Groups/${crew.json.id}`, patch({ op: 'remove', path: `members[value eq "${ids[4]}"]` }))
  await scim(
    `PATCH /Groups/${all.json.id}`,
    patch({ op: 'add', path: 'members', value: [{ value: ids[10], display: 'Ælf, the ÆLF' }] }),
  )
  await scim(`PATCH /Users/${ids[3]}`, patch({ op: 'replace', path: 'nickName', value: 'Łu' }))
  await scim(`PATCH /Users/${ids[7]}`, patch({ op: 'replace', path: 'active', value: false }))
  await scim(`DELETE /Users/${ids[1]}`)
  await scim('POST /Users', user('Ada@harbor.example'))
  await scim('GET /Users/nobody')
  await ask(url, 'wrong', `GET /connections/${connection.id}/Users`)
  const { roster, gains, losses } = await directory.rosters.previewRole(by, crew.json.id, 'viewer')
  const seen = { version: roster.version, role: undefined, gains: gains.count, losses: losses.count }
  await directory.rosters.changeRole(by, crew.json.id, seen, 'viewer')
  const grant = await fetch(`${url}/oauth2/token`, {
    method: 'POST',
    body: new URLSearchParams({ grant_type: 'client_credentials', client_id: connection.id, client_secret: token }),
  })
  const { access_token: accessToken } = (await grant.json()) as { readonly access_token: string }
  const browser = visitor(url)
  await browser.post('/sign-in', { login, password: 'not this one' })
  await browser.post('/sign-in', { login, password })
  const invitation = `/invitation/${await directory.makeLink(by, 'invitation', ids[2] ?? '')}`
  const { json: page } = await scim('GET /Users?cursor&count=4&filter=userName%20pr')
  await appliance.stop()
  return {
    organizationId: organization.id,
    token,
    accessToken,
    apiKey: key,
    owner: { login, password, cookies: browser.cookies },
    invitation,
    nextPage: `GET /Users?cursor=${page.nextCursor}&count=4&filter=userName%20pr`,
  }
}

const filters = [
  'userName eq "ada@harbor.example"',
  'userName eq "łukasz@harbor.example"',
  'emails.value eq "ZOË@harbor.example"',
  'emails[value ew "home.example"]',
  'externalId eq "x5"',
  'displayName co "of harbor"',
  'displayName gt "M"',
  'name.givenName sw "é"',
  'title eq "captain" and active eq true',
  'not (title pr)',
  `${urns.enterprise}:employeeNumber le "95"`,
  `${badge}:badge eq "b3"`,
  `${badge}:hired lt "2026-03-31T12:00:00Z"`,
  'groups pr',
  'groups.display eq "crew"',
  'meta.lastModified gt "2020-01-01T00:00:00Z"',
]

const sorts = ['userName', 'displayName', 'name.givenName', 'meta.created', 'title', `${badge}:hired`, 'active']

/** What identity providers and software read: each answer by what was asked. */
export async function answersOf(
  url: string,
  { token, accessToken, apiKey }: Town,
): Promise<Readonly<Record<string, string>>> {
  const encoded = encodeURIComponent
  const found: Record<string, string> = {}
  const note = async (request: string, as = token) => {
    found[`${request} as ${as}`] = JSON.stringify(await ask(url, as, request)).replaceAll(url, '')
  }
  for (const request of ['/Schemas', '/ResourceTypes', '/Roles', '/Users?count=100', '/Groups', '/Users/nobody'])
    await note(`GET ${request}`)
  for (const filter of filters) await note(`GET /Users?filter=${encoded(filter)}&attributes=userName`)
  for (const sort of sorts)
    for (const order of ['ascending', 'descending'])
      await note(`GET /Users?sortBy=${encoded(sort)}&sortOrder=${order}&startIndex=3&count=6&attributes=userName`)
  for (const filter of ['displayName eq "crew"', 'members.display eq "ælf, the ælf"', 'members[type eq "Group"]'])
    await note(`GET /Groups?filter=${encoded(filter)}`)
  for (const kind of ['Users', 'Groups']) {
    const { json } = await ask(url, token, `GET /${kind}?count=100`)
    for (const { id } of json.Resources) await note(`GET /${kind}/${id}`)
    let cursor: string | undefined = ''
    for (let page = 1; cursor !== undefined; page++) {
      const { json } = await ask(url, token, `GET /${kind}?cursor=${cursor}&count=5&attributes=id`)
      found[`page ${page} of ${kind}`] = JSON.stringify(json.Resources)
      cursor = json.nextCursor
    }
  }
  await note('GET /Users?count=1', accessToken)
  await note('GET /api/v1/organizations', apiKey)
  await note('GET /Users', 'wrong')
  return found
}

/** What somebody who is signed in finds from the first page on: each page by its address, as it is read. */
export async function pagesOf(url: string, { owner }: Town): Promise<Readonly<Record<string, string>>> {
  const browser = visitor(url)
  for (const [name, value] of owner.cookies) browser.cookies.set(name, value)
  const pages: Record<string, string> = {}
  const ahead = ['/', '/events', '/audit', '/people', '/groups', '/connections', '/settings']
  for (let path = ahead.shift(); path !== undefined && Object.keys(pages).length < mostPages; path = ahead.shift()) {
    if (path in pages || /^\/(?:assets|swagger|sign-out)|export|\.csv|\.ndjson/.test(path)) continue
    const { status, html } = await browser.get(path)
    pages[path] = `${status} ${html.replace(changing, '').replaceAll(url, '')}`
    ahead.push(...linksIn(html).filter((link) => !link.includes('#')))
  }
  return pages
}

const mostPages = 250
/** What a page says of the time at which it is read. */
const changing = /just now|\d+ (?:seconds?|minutes?) ago|in \d+ days|As of <time [^>]*>/g

/** Where two sets of texts are not the same: by which name, and what stands there. */
export function differences(
  before: Readonly<Record<string, string>>,
  after: Readonly<Record<string, string>>,
): readonly string[] {
  return [...new Set([...Object.keys(before), ...Object.keys(after)])].flatMap((name) => {
    const [was = '', is = ''] = [before[name], after[name]]
    if (was === is) return []
    let at = 0
    while (was[at] === is[at]) at++
    return [`${name}: ${was.slice(at - 60, at + 60)} became ${is.slice(at - 60, at + 60)}`]
  })
}
