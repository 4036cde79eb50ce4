import { beforeAll, describe, expect, setDefaultTimeout, test } from 'bun:test'
import { existsSync } from 'node:fs'
import { SQL } from 'bun'
import { commandsOnPostgres } from '../support/commands-on-postgres'
import { executable } from '../support/executable'
import { type SetUp, setUp } from '../support/organization'
import { startPostgres } from '../support/postgres'
import { rollcall } from '../support/rollcall'
import { scratch } from '../support/scratch'
import { type Server, serve } from '../support/server'

// A machine that is busy takes long to start so many processes, and a test that takes too long has all of them killed.
setDefaultTimeout(60_000)

const postgres = commandsOnPostgres()

describe('with ROLLCALL_DATABASE_URL', () => {
  let env: Readonly<Record<string, string>>
  let server: Server
  let made: SetUp

  beforeAll(async () => {
    env = { ROLLCALL_DATABASE_URL: await postgres.createDatabase() }
    server = await serve([], { env })
    made = await setUp(server, 'Harbor', { env })
  })

  test('identity providers are served, and nothing is written beside the database', async () => {
    const headers = { authorization: `Bearer ${made.token}`, 'content-type': 'application/scim+json' }
    const body = JSON.stringify({ schemas: ['urn:ietf:params:scim:schemas:core:2.0:User'], userName: 'ada' })
    expect((await fetch(`${made.endpoint}/Users`, { method: 'POST', headers, body })).status).toBe(201)
    expect((await fetch(`${server.url}/ready`)).status).toBe(200)
    expect(existsSync(server.dataDirectory)).toBe(false)
  })

  test('the log says which database it is, and not how to get in', () => {
    const { host, pathname } = new URL(env.ROLLCALL_DATABASE_URL ?? '')
    const [listening] = server.logged().filter(({ message }) => message === 'listening')
    expect(listening?.data).toBe(`postgres://${host}${pathname}`)
  })

  test.each([
    [['token', '--list'], 'first'],
    [['token', '--add', 'second'], 'rc_scim_'],
    [['owner', 'list'], 'owner@harbor.example'],
    [['api-key', 'add', '--name', 'portal'], 'rc_api_'],
    [['schema', 'define', '--attribute', 'urn:acme:2.0:User:badge'], 'badge'],
    [['schema', 'seen'], ''],
    [['resource-type', 'enable', '--type', 'Role'], 'Role'],
    [['resource', 'add', '--type', 'Role', '--id', 'admin', '--name', 'Admin'], 'Admin'],
    [['connection', '--set', 'strict=true'], 'strict             true'],
    [['events'], 'POST'],
  ])('rollcall %j works on it', async (words, part) => {
    const { code, stdout, stderr } = await rollcall([...words, '--organization', 'harbor'], { env })
    expect({ code, stderr, stdout }).toEqual({ code: 0, stderr: '', stdout: expect.stringContaining(part) })
  })

  test.each(['', '?prepare=false'])('another process serves the same beside it, with the URL%s', async (more) => {
    const other = await serve([], { env: { ROLLCALL_DATABASE_URL: env.ROLLCALL_DATABASE_URL + more } })
    const headers = { authorization: `Bearer ${made.token}` }
    const answer = await fetch(`${other.url}/scim/v2/Users?filter=userName eq "ada"`, { headers })
    expect(await answer.json()).toMatchObject({ totalResults: 1 })
  })

  test('what the environment says for other programs has no effect', async () => {
    const { code, stdout } = await rollcall(['owner', 'list', '--organization', 'harbor'], {
      env: { ...env, PGDATABASE: 'elsewhere', PGUSER: 'stranger', PGHOST: '192.0.2.1', DATABASE_URL: 'mysql://x/y' },
    })
    expect([code, stdout]).toEqual([0, expect.stringContaining('owner@harbor.example')])
  })
})

describe('a command says in one line why it cannot', () => {
  const list = ['owner', 'list', '--organization', 'Harbor']
  const complaint = async (url: string, words = list) => {
    const { code, stdout, stderr } = await rollcall(words, { env: { ROLLCALL_DATABASE_URL: url } })
    expect([code, stdout]).toEqual([1, ''])
    expect(stderr).not.toContain('secret')
    return stderr
  }

  test('reach the database', async () => {
    expect(await complaint('postgres://rollcall:secret@127.0.0.1:1/rollcall')).toBe(
      'rollcall: The database at 127.0.0.1:1 cannot be reached: Failed to connect.\n',
    )
  })

  test('get into it', async () => {
    const url = new URL(await postgres.createDatabase())
    url.username = 'stranger'
    url.password = 'secret'
    expect(await complaint(url.href)).toBe(
      `rollcall: The database at ${url.host} cannot be used: role "stranger" does not exist.\n`,
    )
  })

  test('find it on the server', async () => {
    const url = new URL(await postgres.createDatabase())
    url.pathname = '/nowhere'
    expect(await complaint(url.href, ['serve', '--port=0'])).toBe(
      `rollcall: The database at ${url.host} cannot be used: database "nowhere" does not exist.\n`,
    )
  })

  test('speak to it in the way that the URL asks for', async () => {
    const url = await postgres.createDatabase()
    expect(await complaint(`${url}?sslmode=require`)).toMatch(/cannot be used: Server does not support SSL\.\n$/)
    expect(await complaint(`${url}?sslmode=maybe`)).toMatch(
      /cannot be used: The argument 'sslmode' must be one of: .*\n$/,
    )
  })

  test('make tables in it', async () => {
    const url = new URL(await postgres.createDatabase())
    const sql = new SQL(url.href)
    await sql.unsafe('create role reader login').simple()
    await sql.close()
    url.username = 'reader'
    expect(await complaint(url.href)).toBe(
      `rollcall: The database at ${url.host} cannot be used: permission denied for schema public.\n`,
    )
  })

  test('serve from a database that a newer version has written', async () => {
    const url = await postgres.createDatabase()
    const sql = new SQL(url)
    await sql.unsafe('create table schema_version (version int); insert into schema_version values (99)').simple()
    await sql.close()
    expect(await complaint(url)).toMatch(/^rollcall: The database was written by a newer version of Rollcall.*\n$/)
  })

  test('find an organization in an empty one', async () => {
    expect(await complaint(await postgres.createDatabase())).toBe(
      'rollcall: There is no organization "Harbor"; there is none.\n',
    )
  })
})

describe('rollcall serve, where the database is not there yet', () => {
  test('waits for it, and serves once it is', async () => {
    const late = await startPostgres()
    const url = await late.createDatabase()
    await late.pause()
    const starting = serve([], { env: { ROLLCALL_DATABASE_URL: url } })
    await Bun.sleep(300)
    await late.resume()
    const server = await starting
    expect((await fetch(`${server.url}/ready`)).status).toBe(200)
    expect(server.logged()).toContainEqual(
      expect.objectContaining({ level: 'warn', message: 'waiting for the database' }),
    )
    await server.end()
    await late.stop()
  })

  test('and ends with 0 when it is told to stop meanwhile', async () => {
    const child = Bun.spawn([await executable(), 'serve', '--port=0'], {
      cwd: scratch(),
      env: { ROLLCALL_DATABASE_URL: 'postgres://rollcall:secret@127.0.0.1:1/rollcall' },
      stdin: 'ignore',
      stdout: 'ignore',
      stderr: 'pipe',
    })
    for await (const text of child.stderr.pipeThrough(new TextDecoderStream())) {
      expect(text).not.toContain('secret')
      if (text.includes('waiting for the database')) child.kill('SIGTERM')
    }
    expect(await child.exited).toBe(0)
  })
})
