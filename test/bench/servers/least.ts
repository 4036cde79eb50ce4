import { join } from 'node:path'
import { urns } from '../../../src/scim/urns'
import { commitLog } from '../../../src/storage/sqlite/commit-log'
import { writing } from '../../../src/storage/sqlite/connection'
import { readTurns } from '../../../src/storage/sqlite/read-turns'
import { siblingMemory, siblings } from '../../../src/storage/sqlite/siblings'
import { writeQueue } from '../../../src/storage/sqlite/write-queue'

/**
 * The least that a server on this stack can do and still keep what Rollcall keeps: one thread that answers from Rollcall's
 * own tables by hand-written statements, commits as Rollcall does, and logs every request. It believes whatever it is sent,
 * looks up no token, and knows nothing of SCIM but the four requests that it is loaded with. What it reaches tells how much of
 * a request's time is the tables'; it is no bound.
 */
const [dataDirectory = '', organizationId = '', connectionId = ''] = process.argv.slice(2)
const { $client: db } = writing(join(dataDirectory, 'rollcall.db'))
// The log is there once something was committed.
db.run('begin immediate')
db.run('commit')
const threads = siblings(siblingMemory())
const turns = readTurns(db, threads)
const queue = writeQueue(db, 5000, commitLog(db), { begins: turns.leave, committed: () => undefined }, threads)

const person = db.prepare<unknown, [string]>('select version, created, modified, document from users where id = ?')
const namesake = db.prepare<unknown, [string, string]>(
  'select id, version, created, modified, document from users where organization_id = ? and user_name = ? and deleted_at is null',
)
const insertUser =
  db.prepare(`insert into users (id, organization_id, connection_id, source, role, active, version, created,
  modified, user_name, external_id, display_name, employee_number, primary_email, document)
  values (?, ?, ?, 'scim', 'member', 1, 1, ?, ?, ?, ?, ?, ?, ?, ?)`)
const insertEmail = db.prepare('insert into user_emails (organization_id, value, user_seq) values (?, ?, ?)')
const insertText = db.prepare('insert into user_texts (organization_id, user_seq, text) values (?, ?, ?)')
const count = db.prepare(`insert into tallies (organization_id, connection_id, users, active) values (?, ?, 1, 1)
  on conflict do update set users = users + 1, active = active + 1`)
const countInBlock = db.prepare(`insert into user_blocks (organization_id, connection_id, block, users)
  values (?, ?, ?, 1) on conflict do update set users = users + 1`)
const updateUser = db.prepare<unknown, [number, number, string, string]>(
  'update users set active = ?, version = version + 1, modified = ?, document = ? where id = ? returning version',
)
const insertChange =
  db.prepare(`insert into changes (organization_id, connection_id, resource_type, resource_id, action, actor,
  time, version, after) values (?, ?, 'User', ?, ?, ?, ?, ?, ?)`)
const insertEvent =
  db.prepare(`insert into request_events (id, organization_id, connection_id, time, method, path, status,
  resource_type, resource_id, ip, user_agent, duration, change_id, request_body)
  values (?, ?, ?, ?, ?, ?, ?, 'User', ?, '127.0.0.1', ?, ?, ?, ?)`)

type Event = Parameters<typeof insertEvent.run>
let events: Event[] = []

/** Events of reads are written many at once, as Rollcall writes them, and with those of writes. */
function keep(event: Event): void {
  events.push(event)
  if (events.length >= 250) drain()
}

function drain(): void {
  if (events.length > 0) queue.addLoose(async () => writeEvents())
}

setInterval(drain, 50)

function writeEvents(): void {
  const kept = events
  events = []
  for (const event of kept) insertEvent.run(...event)
}

/** `change` is the id of what the request changed. */
function eventOf(request: Request, path: string, status: number, id: string, change?: number, sent?: string): Event {
  const agent = request.headers.get('user-agent')
  const about = [Bun.randomUUIDv7(), organizationId, connectionId, Date.now(), request.method, path, status, id]
  return [...about, agent, 100, change ?? null, sent ?? null]
}

const headers = { 'content-type': 'application/scim+json' }

/** The document with what the server adds to it. */
function represented(id: string, version: number, created: number, modified: number, document: string): string {
  const [from, to] = [new Date(created).toISOString(), new Date(modified).toISOString()]
  return `${document.slice(0, -1)},"id":"${id}","meta":{"resourceType":"User","created":"${from}","lastModified":"${to}","location":"http://localhost/scim/v2/Users/${id}","version":"W/\\"${version}\\""}}`
}

type Row = [version: number, created: number, modified: number, document: string]

function read(request: Request, path: string): Response {
  turns.enter()
  const query = path.indexOf('?')
  let id = path.slice(path.lastIndexOf('/') + 1)
  let body: string
  if (query < 0) {
    const [row] = person.values(id) as [Row]
    body = represented(id, ...row)
  } else {
    const filter = decodeURIComponent(path.slice(query))
    const name = filter.slice(filter.indexOf('"') + 1, filter.lastIndexOf('"'))
    const [[found, ...row]] = namesake.values(organizationId, name) as [[string, ...Row]]
    id = found
    body = `{"schemas":["${urns.listResponse}"],"totalResults":1,"startIndex":1,"itemsPerPage":1,"Resources":[${represented(id, ...row)}]}`
  }
  keep(eventOf(request, path, 200, id))
  return new Response(body, { headers })
}

function create(request: Request, path: string, sent: string): Response {
  const document = JSON.parse(sent)
  const [now, id, name] = [Date.now(), Bun.randomUUIDv7(), document.userName.toLowerCase()]
  const { externalId, displayName, emails, [urns.enterpriseUser]: enterprise } = document
  const addresses: string[] = emails.map(({ value }: { value: string }) => value.toLowerCase())
  const kept = JSON.stringify({ ...document, schemas: undefined })
  const shown = displayName.toLowerCase()
  const keys = [name, externalId, shown, enterprise.employeeNumber.toLowerCase(), addresses[0] ?? null]
  const seq = Number(insertUser.run(id, organizationId, connectionId, now, now, ...keys, kept).lastInsertRowid)
  for (const address of addresses) insertEmail.run(organizationId, address, seq)
  insertText.run(organizationId, seq, `${name} ${shown}`)
  count.run(organizationId, connectionId)
  countInBlock.run(organizationId, connectionId, Math.floor(seq / 1000))
  const change = insertChange.run(organizationId, connectionId, id, 'created', connectionId, now, 1, kept)
  events.push(eventOf(request, path, 201, id, Number(change.lastInsertRowid), sent))
  writeEvents()
  return new Response(represented(id, 1, now, now, kept), { status: 201, headers })
}

function patch(request: Request, path: string, sent: string): Response {
  const id = path.slice(path.lastIndexOf('/') + 1)
  const { active } = JSON.parse(sent).Operations[0].value
  const [[, created, , document]] = person.values(id) as [Row]
  const kept = JSON.stringify({ ...JSON.parse(document), active })
  const now = Date.now()
  const [[version]] = updateUser.values(active ? 1 : 0, now, kept, id) as [[number]]
  const action = active ? 'activated' : 'deactivated'
  const change = insertChange.run(organizationId, connectionId, id, action, connectionId, now, version, kept)
  events.push(eventOf(request, path, 200, id, Number(change.lastInsertRowid), sent))
  writeEvents()
  return new Response(represented(id, version, created, now, kept), { headers })
}

const { port } = Bun.serve({
  hostname: '127.0.0.1',
  port: 0,
  fetch(request) {
    const path = request.url.slice(request.url.indexOf('/', 'http://'.length))
    if (request.method === 'GET') return read(request, path)
    const write = request.method === 'POST' ? create : patch
    return request.text().then((sent) => queue.add(async () => write(request, path, sent)))
  },
})
process.stderr.write(`http://127.0.0.1:${port}\n`)
