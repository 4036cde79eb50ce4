import { afterAll, beforeAll, describe, expect, setDefaultTimeout, test } from 'bun:test'
import { existsSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { SQL } from 'bun'
import { move } from '../../src/storage/move/move'
import { open as openPostgres } from '../../src/storage/postgres/store'
import { open as openSqlite } from '../../src/storage/sqlite/store'
import { type PostgresServer, startPostgres } from '../support/postgres'
import { scratch } from '../support/scratch'
import { dumpOf, dumpOfDatabase, furnished, open } from './furniture'
import { database, directory, watcher } from './places'

let server: PostgresServer

// Others may keep the machine busy.
setDefaultTimeout(60_000)

beforeAll(async () => {
  server = await startPostgres()
})

afterAll(() => server.stop())

/** A database that an appliance was moved into. */
async function furnishedDatabase() {
  const place = await database(server)
  await move(directory(furnished()), place, watcher())
  return place
}

async function run(url: string, statement: string): Promise<void> {
  const sql = new SQL(url, { max: 1 })
  await sql.unsafe(statement).simple()
  await sql.close()
}

describe('a target is left as it is', () => {
  test('where a directory holds anything', async () => {
    const to = directory(furnished())
    const before = dumpOf(to.name)
    await expect(move(directory(furnished()), to, watcher())).rejects.toThrow(
      `${to.name} is not empty: there are 16 rows in organizations.`,
    )
    expect(dumpOf(to.name)).toEqual(before)
    await (await openSqlite(to.name)).close()
  })

  test('where a database holds anything', async () => {
    const to = await furnishedDatabase()
    const before = await dumpOfDatabase(to.url)
    await expect(move(directory(furnished()), to, watcher())).rejects.toThrow(
      'is not empty: there are 16 rows in organizations.',
    )
    expect(await dumpOfDatabase(to.url)).toEqual(before)
  })

  test('where it was served from, even if nobody has begun there', async () => {
    const to = await database(server)
    const store = await openPostgres(to.url)
    await store.write((tx) => tx.secrets.obtain('cursors', new Uint8Array(32)))
    await store.close()
    await expect(move(directory(furnished()), to, watcher())).rejects.toThrow(
      'is not empty: there is 1 row in secrets.',
    )
  })

  test('where a database holds what is not ours', async () => {
    const to = await database(server)
    await run(to.url, 'create table poems (text text)')
    await expect(move(directory(furnished()), to, watcher())).rejects.toThrow("holds tables that are not Rollcall's")
    expect(Object.keys(await dumpOfDatabase(to.url))).toEqual(['poems'])
  })

  test('where a file is not ours', async () => {
    const to = directory(scratch())
    writeFileSync(join(to.name, 'rollcall.db'), 'minutes of the last meeting')
    await expect(move(directory(furnished()), to, watcher())).rejects.toThrow('is not a Rollcall database')
    expect(readFileSync(join(to.name, 'rollcall.db'), 'utf8')).toBe('minutes of the last meeting')
  })

  test('where a newer version has been there', async () => {
    const [file, base] = [directory(furnished()), await furnishedDatabase()]
    const client = open(file.name)
    client.run('pragma user_version = 99')
    client.close(true)
    await run(base.url, 'update schema_version set version = 99')
    for (const to of [file, base])
      await expect(move(directory(furnished()), to, watcher())).rejects.toThrow('newer version of Rollcall')
  })
})

describe('nothing is moved', () => {
  test('from where there is nothing, and nothing is made', async () => {
    const [from, to] = [directory(), directory()]
    await expect(move(from, to, watcher())).rejects.toThrow(`There is no data in ${from.name}`)
    expect([existsSync(from.name), existsSync(to.name)]).toEqual([false, false])
    await expect(move(await database(server), to, watcher())).rejects.toThrow('There is no data of Rollcall in')
    expect(existsSync(to.name)).toBe(false)
  })

  test('from what a newer version has written', async () => {
    const [file, base] = [directory(furnished()), await furnishedDatabase()]
    const client = open(file.name)
    client.run('pragma user_version = 99')
    client.close(true)
    await run(base.url, 'update schema_version set version = 99')
    for (const from of [file, base])
      await expect(move(from, directory(), watcher())).rejects.toThrow('newer version of Rollcall')
  })

  test('from a directory that somebody has open', async () => {
    const from = directory(furnished())
    const store = await openSqlite(from.name)
    await expect(move(from, directory(), watcher())).rejects.toThrow(`${from.name} is in use by another process.`)
    await store.close()
    expect(await move(from, directory(), watcher())).toBe(true)
  })

  test('from a database that a replica serves from, or that somebody writes to', async () => {
    const from = await furnishedDatabase()
    const store = await openPostgres(from.url)
    await store.organizations.find('none')
    await expect(move(from, directory(), watcher())).rejects.toThrow('is in use: Rollcall has')
    await store.close()
    const sql = new SQL(from.url, { max: 1 })
    const writer = await sql.reserve()
    await writer.unsafe("begin; update users set role = 'admin' where seq = 2").simple()
    await expect(move(from, directory(), watcher())).rejects.toThrow('is being written to')
    await writer.unsafe('rollback').simple()
    writer.release()
    await sql.close()
    expect(await move(from, directory(), watcher())).toBe(true)
  })

  test('from the half of another move', async () => {
    for (const half of [directory(), await database(server)]) {
      const cut = watcher({
        onStep() {
          throw new Error('cut')
        },
      })
      await expect(move(directory(furnished()), half, cut)).rejects.toThrow('cut')
      await expect(move(half, directory(), watcher())).rejects.toThrow(
        'the target of a move that has not been finished',
      )
    }
  })

  test('into a database that another move goes into', async () => {
    const to = await database(server)
    const sql = new SQL(to.url, { max: 1 })
    await sql.unsafe('select pg_advisory_lock(7307105)')
    await expect(move(directory(furnished()), to, watcher())).rejects.toThrow('Another move into')
    await sql.close()
    expect(await move(directory(furnished()), to, watcher())).toBe(true)
  })
})

describe('while a move is made', () => {
  test('nobody else can open either directory', async () => {
    const [from, to] = [directory(furnished()), directory()]
    const opened = ({ name }: { readonly name: string }) => {
      const client = open(name)
      try {
        client.query('select id from organizations').values()
      } finally {
        client.close()
      }
    }
    const watching = watcher({
      onVerdicts() {
        for (const each of [from, to]) expect(() => opened(each)).toThrow('database is locked')
      },
    })
    expect(await move(from, to, watching)).toBe(true)
    for (const each of [from, to]) expect(() => opened(each)).not.toThrow()
  })

  test('who tries to is told', async () => {
    const from = directory(furnished())
    const client = open(from.name)
    client.run('pragma locking_mode = exclusive; begin immediate')
    await expect(openSqlite(from.name)).rejects.toThrow('Another process has')
    client.close()
  })

  test('nobody can write to the database that is read', async () => {
    const from = await furnishedDatabase()
    const sql = new SQL(from.url, { max: 1 })
    const tried: unknown[] = []
    const watching = watcher({
      onBegin() {
        void sql
          .unsafe('begin; lock table users in row exclusive mode nowait')
          .simple()
          .catch((error) => tried.push(error))
      },
    })
    expect(await move(from, directory(), watching)).toBe(true)
    expect(tried).toMatchObject([{ errno: '55P03' }])
    await sql.close()
  })
})

test('the row that the target cannot keep is named', async () => {
  const [from, to] = [directory(furnished()), await database(server)]
  const client = open(from.name)
  client.run("update users set id = 'ada', document = ? where seq = 5", ['{"displayName":"\\u0000"}'])
  client.close(true)
  await expect(move(from, to, watcher())).rejects.toThrow(/cannot keep the row of users with id ada: .*Unicode escape/)
  const again = open(from.name)
  again.run("update users set document = '{}' where seq = 5")
  again.close(true)
  expect(await move(from, to, watcher())).toBe(true)
})
