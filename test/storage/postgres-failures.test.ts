import { afterAll, beforeAll, expect, setDefaultTimeout, test } from 'bun:test'
import { SQL } from 'bun'
import { isAway, isCollision, isDuplicate, isOverdue, isUnable } from '../../src/storage/postgres/failures'
import { type PostgresServer, startPostgres } from '../support/postgres'

setDefaultTimeout(60_000)

let server: PostgresServer
let url: string
let sql: SQL

beforeAll(async () => {
  server = await startPostgres()
  url = await server.createDatabase()
  sql = new SQL(url, { max: 4 })
  await sql.unsafe('create table one (id int primary key); insert into one values (1), (2)').simple()
})

afterAll(async () => {
  await sql.close()
  await server.stop()
})

const thrownBy = (done: PromiseLike<unknown>): Promise<unknown> =>
  Promise.resolve(done).then(
    () => undefined,
    (error: unknown) => error,
  )

async function connecting(to: string): Promise<unknown> {
  const other = new SQL(to, { max: 1, connectionTimeout: 5 })
  return await thrownBy(other.unsafe('select 1').simple()).finally(() => other.close({ timeout: 0 }))
}

/** Two transactions, each of which has changed one of two rows, and wants the other's then. */
async function deadlocked(): Promise<unknown> {
  const [one, other] = [await sql.reserve(), await sql.reserve()]
  await one.unsafe('begin; update one set id = id where id = 1').simple()
  await other.unsafe('begin; update one set id = id where id = 2').simple()
  const outcomes = [
    thrownBy(one.unsafe('update one set id = id where id = 2').simple()),
    thrownBy(other.unsafe('update one set id = id where id = 1').simple()),
  ]
  const first = await Promise.race(outcomes)
  for (const each of [one, other]) await each.unsafe('rollback').simple()
  const all = await Promise.all(outcomes)
  for (const each of [one, other]) each.release()
  return first ?? all.find((error) => error !== undefined)
}

async function timedOut(): Promise<unknown> {
  const [one, other] = [await sql.reserve(), await sql.reserve()]
  await one.unsafe('begin; lock table one').simple()
  const error = await thrownBy(other.unsafe("begin; set local lock_timeout = '10ms'; lock table one").simple())
  for (const each of [one, other]) {
    await each.unsafe('rollback').simple()
    each.release()
  }
  return error
}

async function terminated(): Promise<unknown> {
  const one = await sql.reserve()
  const [row] = await one.unsafe('select pg_backend_pid()').values()
  const sleeping = thrownBy(one.unsafe('select pg_sleep(60)').simple())
  await sql.unsafe('select pg_terminate_backend($1)', [row?.[0]])
  const error = await sleeping
  one.release()
  return error
}

async function overdue(): Promise<unknown> {
  const one = await sql.reserve()
  await one.unsafe("begin; set local idle_in_transaction_session_timeout = '10ms'").simple()
  await Bun.sleep(100)
  const error = await thrownBy(one.unsafe('select 1').simple())
  one.release()
  return error
}

async function crowded(): Promise<unknown> {
  await sql.unsafe('create role guest login connection limit 0').simple()
  return connecting(url.replace('rollcall@', 'guest@'))
}

test.each<readonly [why: string, fail: () => Promise<unknown>, kinds: readonly string[]]>([
  ['that nobody listens', () => connecting('postgres://rollcall@127.0.0.1:1/x'), ['away', 'unable']],
  ['that a connection was ended by the server', terminated, ['away', 'unable']],
  ['that there are too many connections', crowded, ['away', 'unable']],
  ['that a transaction has let it wait for too long', overdue, ['unable', 'overdue']],
  ['that there is no such database', () => connecting(url.replace(/[^/]*$/, 'nowhere')), ['unable']],
  ['that two wait for each other', deadlocked, ['collision']],
  ['that a lock was waited for too long', timedOut, ['collision']],
  ['that a row is there already', () => thrownBy(sql.unsafe('insert into one values (1)').simple()), ['duplicate']],
  ['that it is told nonsense', () => thrownBy(sql.unsafe('nonsense').simple()), []],
  ['anything else', async () => new Error('away'), []],
])('the driver says %s so that it is known', async (_, fail, kinds) => {
  const error = await fail()
  expect(error).toBeInstanceOf(Error)
  const told = { away: isAway, unable: isUnable, overdue: isOverdue, collision: isCollision, duplicate: isDuplicate }
  expect(Object.entries(told).flatMap(([kind, is]) => (is(error) ? [kind] : []))).toEqual([...kinds])
})
