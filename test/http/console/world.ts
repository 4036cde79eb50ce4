import { Database } from 'bun:sqlite'
import { join } from 'node:path'
import { SQL } from 'bun'
import { operator } from '../../../src/directory/staff'
import { type Access, type Assembly, group, patch, urns, user } from '../assembly'

/** An organization that has something of everything. `ids` are what its URLs may name, by what they are of. */
export interface World {
  readonly access: Access
  readonly organizationId: string
  readonly ids: Readonly<Record<string, string>>
}

/** The organization's name stands in every text that is its own. */
export async function world(assembly: Assembly, name: string): Promise<World> {
  const { directory, store } = assembly
  const access = await assembly.organization(name)
  const { organizationId, id: connection } = access.connection
  const by = operator(organizationId)
  const mark = name.toLowerCase()
  const other = await assembly.connection(organizationId)
  const byHand = await assembly.person(
    organizationId,
    { userName: `hand@${mark}.example`, displayName: name },
    'viewer',
  )
  const ann = await assembly.ask(access, 'POST /Users', user(`ann@${mark}.example`, { displayName: `${name} Ann` }))
  const gone = await assembly.ask(access, 'POST /Users', user(`gone@${mark}.example`))
  await assembly.ask(access, `PATCH /Users/${ann.json.id}`, patch({ op: 'replace', path: 'title', value: name }))
  await assembly.ask(access, `DELETE /Users/${gone.json.id}`)
  await assembly.ask(access, 'POST /Users', user(`ann@${mark}.example`))
  const badge = { schemas: [urns.user, `urn:${mark}:User`], [`urn:${mark}:User`]: { badge: name } }
  await assembly.ask(access, 'POST /Users', { ...user(`bea@${mark}.example`), ...badge })
  const crew = await assembly.ask(access, 'POST /Groups', group(`${name} crew`, [ann.json.id]))
  const desk = [{ name: 'desk', type: 'string' }]
  await directory.define(by, { id: `urn:${mark}:Desk`, name: 'Desk', attributes: desk })
  await directory.offerType(by, { name: `${name}Role` })
  await directory.putOffers(by, `${name}Role`, [{ id: mark, displayName: name }])
  const { apiKey } = await directory.addApiKey(by, { name: `${name} key`, rights: 'read' })
  await directory.makeLink(by, 'invitation', byHand)
  const [guest] = await directory.ownersOf(organizationId)
  const hash = new Bun.CryptoHasher('sha256').update(name).digest('hex')
  const session = { hash, userId: guest?.id ?? '', created: 1, expires: Date.now() + 3_600_000, userAgent: name }
  await store.write((tx) => tx.sessions.insert(session))
  await store.flush()
  const [event] = await directory.events({ connectionId: connection, limit: 1 })
  const [token] = await store.tokens.listOf(connection)
  const [entry] = await store.audit.list({ organizationId, limit: 1 })
  const [change] = await store.changes.listOf(organizationId, ann.json.id)
  const ids = {
    organization: organizationId,
    owner: guest?.id ?? '',
    byHand,
    person: ann.json.id,
    deleted: gone.json.id,
    group: crew.json.id,
    connection,
    otherConnection: other.connection.id,
    token: token?.id ?? '',
    apiKey: apiKey.id,
    session: hash,
    event: event?.id ?? '',
    position: String(event?.position),
    entry: String(entry?.id),
    change: String(change?.id),
    attribute: `urn:${mark}:User:badge`,
  }
  return { access, organizationId, ids }
}

/** All rows of an organization, in every table there is, as text. */
export async function rowsOf({ store, place }: Assembly, organizationId: string): Promise<string> {
  await store.flush()
  if (place.databaseUrl !== undefined) return postgresRowsOf(place.databaseUrl, organizationId)
  const db = new Database(join(place.dataDirectory, 'rollcall.db'), { readonly: true })
  try {
    const tables = db.query<{ name: string }, []>("select name from sqlite_schema where type = 'table'").all()
    return tables
      .flatMap(({ name }) => {
        const columns = db.query<{ name: string }, []>(`select name from pragma_table_info('${name}')`).all()
        const owned = ownership.find(([column]) => columns.some((each) => each.name === column))
        if (!owned) return []
        const rows = db.query(`select * from ${name} where ${owned[0]} in (${owned[1]})`)
        return rows.all(organizationId).map((row) => `${name} ${JSON.stringify(row)}`)
      })
      .sort()
      .join('\n')
  } finally {
    db.close()
  }
}

async function postgresRowsOf(url: string, organizationId: string): Promise<string> {
  await using sql = new SQL(url, { max: 1 })
  const columns: readonly { table: string; columns: readonly string[] }[] = await sql.unsafe(`
    select relname as table, array_agg(attname::text) as columns from pg_class join pg_attribute on attrelid = pg_class.oid
    where relkind in ('r', 'p') and not relispartition and relnamespace = 'public'::regnamespace and attnum > 0
    group by relname`)
  const lines: string[] = []
  for (const { table, columns: names } of columns) {
    const owned = ownership.find(([column]) => names.includes(column))
    if (!owned) continue
    const where = `${owned[0]} in (${owned[1].replace('?1', '$1')})`
    const rows: readonly object[] = await sql.unsafe(`select * from ${table} where ${where}`, [organizationId])
    lines.push(...rows.map((row) => `${table} ${JSON.stringify(row)}`))
  }
  return lines.sort().join('\n')
}

/** By which column a row belongs to an organization. */
const ownership = [
  ['organization_id', 'select ?1'],
  ['connection_id', 'select id from connections where organization_id = ?1'],
  ['user_seq', 'select seq from users where organization_id = ?1'],
  ['group_seq', 'select seq from groups where organization_id = ?1'],
  ['slug', 'select slug from organizations where id = ?1'],
] as const
