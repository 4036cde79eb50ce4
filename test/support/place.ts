import { join } from 'node:path'
import { SQL } from 'bun'
import { type Config, readConfig } from '../../src/config'
import type { Store } from '../../src/directory/store'
import { open as openPostgres } from '../../src/storage/postgres/store'
import { open as openSqlite } from '../../src/storage/sqlite/store'
import { emptyDatabase } from './empty-database'
import { scratch } from './scratch'

/** Where an appliance keeps its data: a directory, or a database where there is the URL of one. */
export type Place = Pick<Config, 'dataDirectory' | 'databaseUrl'>

/** A database of a PostgreSQL server, from which new ones are copied, where the tests are to run on PostgreSQL. */
const template = process.env.TEST_TEMPLATE

export const engine = template === undefined ? 'sqlite' : 'postgres'

let admin: SQL | undefined
/** Databases that are empty again. */
const free: string[] = []

/** A place that is empty, of the engine that the tests run on. */
export async function newPlace(): Promise<Place> {
  const dataDirectory = join(scratch(), 'data')
  if (template === undefined) return { dataDirectory }
  const emptied = free.pop()
  if (emptied !== undefined) return { dataDirectory, databaseUrl: emptied }
  const url = new URL(template)
  const [source, name] = [url.pathname.slice(1), `test_${crypto.randomUUID().replaceAll('-', '')}`]
  url.pathname = '/postgres'
  admin ??= new SQL(url.href, { max: 1 })
  await admin.unsafe(`create database ${name} template ${source} strategy file_copy`).simple()
  url.pathname = `/${name}`
  return { dataDirectory, databaseUrl: url.href }
}

/** Gives a place back that nobody uses any more; directories go at the end. */
export async function clear({ databaseUrl }: Place): Promise<void> {
  if (databaseUrl === undefined) return
  await emptyDatabase(databaseUrl)
  free.push(databaseUrl)
}

/** The place as flags of a command. */
export function flagsFor({ dataDirectory, databaseUrl }: Place): readonly string[] {
  return databaseUrl === undefined ? ['--data', dataDirectory] : ['--database-url', databaseUrl]
}

/** How an appliance runs there, on a free port. */
export function configAt({ dataDirectory, databaseUrl }: Place): Config {
  const config = readConfig(new Map([['port', '0']]), {})
  return { ...config, dataDirectory, ...(databaseUrl !== undefined && { databaseUrl, databaseConnections: 5 }) }
}

export function openStore({ dataDirectory, databaseUrl }: Place): Promise<Store> {
  return databaseUrl === undefined ? openSqlite(dataDirectory) : openPostgres(databaseUrl, { connections: 5 })
}

/** A text as the event log keeps it: PostgreSQL takes no NUL. */
export const asKept = (text: string) => (engine === 'postgres' ? text.replaceAll('\0', '\ufffd') : text)
