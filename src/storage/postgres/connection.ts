import { SQL } from 'bun'
import { drizzle, type PgRemoteDatabase } from 'drizzle-orm/pg-proxy'

export type Db = PgRemoteDatabase & {
  /** Runs what drizzle has no words for; rows come as arrays, in the order of the columns. */
  readonly rows: Run
  /** Whether it is a unit's: what it finds must stay as it is until the unit ends. */
  readonly isUnit: boolean
}

type Run = (text: string, values: readonly unknown[]) => Promise<readonly (readonly unknown[])[]>

/** Awaits an answer, and does something about it when none comes. */
export type Ask = <T>(question: () => Promise<T>) => Promise<T>

/** Something that runs statements: the pool, or a connection that was taken from it. */
export type Client = Pick<SQL, 'unsafe'>

/** So many different statements are prepared on a connection; each takes memory there as long as the connection lives. */
const mostPrepared = 400

/** Connects when there is something to do, and again whenever a connection was lost. */
export function pool(url: string, max: number, name = 'rollcall'): SQL {
  const { pathname, searchParams } = new URL(url)
  // What the environment says for other programs, such as PGDATABASE, would win over the name in the URL.
  const named = searchParams.has('dbname') ? '' : decodeURIComponent(pathname.slice(1))
  return new SQL(url, {
    max,
    connectionTimeout: 5,
    connection: { application_name: name },
    ...(named !== '' && { database: named }),
  })
}

/**
 * Statements for whatever client there is when they run. Filters come in as many forms as clients think of: what comes
 * after the first few hundred is not prepared, but sent with its values in its text.
 */
export function statementsOn(
  client: () => Client,
  prepared: Set<string>,
  isUnit = false,
  ask: Ask = (question) => question(),
): Db {
  const rows: Run = (text, given) => {
    const values = given.map(storable)
    if (prepared.size < mostPrepared) prepared.add(text)
    return ask(async () =>
      prepared.has(text)
        ? await client().unsafe(text, values).values()
        : await client().unsafe(inlined(text, values)).simple().values(),
    )
  }
  return Object.assign(
    drizzle(async (text, values) => ({ rows: [...(await rows(text, values))] })),
    { rows, isUnit },
  )
}

/** PostgreSQL takes no NUL in a text. What clients sent is checked before, but for what only the event log keeps. */
export function storable<T>(value: T): T | string {
  return typeof value === 'string' && value.includes('\0') ? value.replaceAll('\0', '\ufffd') : value
}

/** The text with its values in it. Nothing in a text of ours looks like a placeholder but placeholders. */
function inlined(text: string, values: readonly unknown[]): string {
  return text.replace(/\$(\d+)/g, (_, number) => literal(values[Number(number) - 1]))
}

function literal(value: unknown): string {
  if (value === null || value === undefined) return 'null'
  if (typeof value === 'number') return `(${value})`
  if (typeof value === 'boolean') return String(value)
  if (typeof value === 'string') return `'${value.replaceAll("'", "''")}'`
  if (Array.isArray(value)) return value.length > 0 ? `array[${value.map(literal).join()}]` : "'{}'"
  if (value instanceof Uint8Array) return `'\\\\x${value.toHex()}'`
  throw new TypeError('A value of this kind cannot stand in the text of a statement.')
}
