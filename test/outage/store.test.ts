import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, setDefaultTimeout, test } from 'bun:test'
import type { Store } from '../../src/directory/store'
import { Unavailable } from '../../src/directory/unavailable'
import { open } from '../../src/storage/postgres/store'
import { watchedPool } from '../../src/storage/postgres/watched-pool'
import { acme, entra, event, furnish, okta, scope, user } from '../storage/people'
import { type PostgresServer, startPostgres } from '../support/postgres'
import { type Wire, wire } from '../support/wire'

setDefaultTimeout(60_000)

let postgres: PostgresServer
let line: Wire
let store: Store
let reports: (readonly [fields: object, message: string])[]

beforeAll(async () => {
  postgres = await startPostgres()
})

beforeEach(async () => {
  const url = new URL(await postgres.createDatabase())
  line = await wire(Number(url.port))
  url.port = String(line.port)
  reports = []
  const tell = (fields: object, message: string) => void reports.push([fields, message])
  store = await furnish(await open(url.href, { connections: 3, reports: { warn: tell, info: tell } }))
})

afterEach(async () => {
  await store.close().catch(() => undefined)
  await line.close()
})

afterAll(() => postgres.stop())

const find = (id: string) => store.users.find(scope(okta), id)

describe('a unit', () => {
  test('whose commit got no answer is said to be uncertain, and is there once', async () => {
    const cut = line.cutBehind('commit\0')
    let runs = 0
    const attempt = store.write(async (tx) => {
      runs++
      await tx.users.insert(user('ada'))
    })
    const error = await attempt.then(
      () => undefined,
      (thrown) => thrown,
    )
    await cut
    expect(error).toBeInstanceOf(Unavailable)
    expect(error.detail).toMatch(/^The connection .* may have been made or not\. Look, and try again\.$/)
    expect(runs).toBe(1)
    expect(await find('ada')).toMatchObject({ id: 'ada' })
  })

  test('that is cut off before its commit runs again, and nobody notices', async () => {
    let runs = 0
    await store.write(async (tx) => {
      if (runs++ === 0) line.cut()
      await tx.users.insert(user('ada'))
    })
    expect(runs).toBe(2)
    expect(await find('ada')).toMatchObject({ id: 'ada' })
    expect(reports).toEqual([])
  })

  test('that falls silent keeps others waiting for ten seconds, and runs again', async () => {
    await store.write((tx) => tx.users.insert(user('ada')))
    let runs = 0
    let others: Promise<unknown> = Promise.resolve()
    const titled = (title: string) => ({ ...user('ada'), document: JSON.stringify({ userName: 'ada', title }) })
    const rename = (title: string, wait: () => Promise<unknown>) =>
      store.write(async (tx) => {
        const { version = 0 } = (await tx.users.find(scope(okta), 'ada')) ?? {}
        await wait()
        expect(await tx.users.update({ ...titled(title), version: version + 1 })).toBe(true)
      })
    const before = performance.now()
    await rename('silent', async () => {
      if (runs++ > 0) return
      others = rename('other', async () => undefined)
      await others
      await Bun.sleep(100)
    })
    expect(performance.now() - before).toBeLessThan(15_000)
    expect(runs).toBe(2)
    const { version, document = '' } = (await find('ada')) ?? {}
    expect([version, JSON.parse(document).title]).toEqual([3, 'silent'])
    expect(reports).toEqual([])
  })

  test('that meets a database without an answer is refused, and not there', async () => {
    const attempt = store.write(async (tx) => {
      line.freeze()
      await tx.users.insert(user('ada'))
    })
    await expect(attempt).rejects.toBeInstanceOf(Unavailable)
    line.thaw()
    await until(() => store.isReachable())
    expect(await find('ada')).toBeUndefined()
  })
})

describe('what rides in no unit', () => {
  const ids = async () => (await store.events.list({ organizationId: acme.id, limit: 1000, forward: true })).map(idOf)
  const idOf = ({ id }: { readonly id: string }) => id
  const logged = (id: string) => event(id, { organizationId: acme.id, time: Date.now() })

  test('is written once where the answer to its writing was lost', async () => {
    store.log(logged('before'))
    await store.flush()
    const cut = line.cutBehind('asked-for-once')
    store.log(logged('asked-for-once'))
    store.log(logged('asked-for-as-well'))
    await expect(store.flush()).rejects.toBeInstanceOf(Unavailable)
    await cut
    store.log(logged('later'))
    await store.flush()
    expect(await ids()).toEqual(['before', 'asked-for-once', 'asked-for-as-well', 'later'])
  })

  test('is kept while the database is away, and what was too much is told of', async () => {
    await postgres.pause()
    const many = Array.from({ length: 20_010 }, (_, index) => logged(`e${index}`))
    for (const each of many) store.log(each)
    await expect(store.flush()).rejects.toBeInstanceOf(Unavailable)
    await postgres.resume()
    await until(() => store.isReachable())
    await store.flush()
    expect((await ids()).slice(0, 2)).toEqual(['e10', 'e11'])
    expect(reports).toContainEqual([{ events: 10 }, 'events of requests were lost'])
  })

  test('is counted once, be it cut off in the middle', async () => {
    const hour = Math.floor(Date.now() / 3_600_000)
    for (const { id } of [okta, entra]) store.log({ ...logged(`of ${id}`), connectionId: id })
    const cut = line.cutBehind('delete from "request_counts"')
    await store.flush().catch(() => undefined)
    await cut
    await until(() => store.isReachable())
    await store.flush()
    for (const { id } of [okta, entra])
      expect(await store.activity.counts(id, hour - 1)).toEqual([expect.objectContaining({ succeeded: 1 })])
  })
})

test('a connection that has died unnoticed is given up after a while, though the database is there for others', async () => {
  const url = new URL(await postgres.createDatabase())
  const own = await wire(Number(url.port))
  url.port = String(own.port)
  const pool = watchedPool(url.href, 1, undefined, { patience: 100, longest: 500 })
  const ask = () => pool.ask(async () => [...(await pool.unsafe('select 1 as one'))])
  expect(await ask()).toMatchObject([{ one: 1 }])
  own.forget()
  const before = performance.now()
  await expect(ask()).rejects.toBeInstanceOf(Unavailable)
  expect(performance.now() - before).toBeWithin(500, 5000)
  await until(pool.isReachable)
  expect(await ask()).toMatchObject([{ one: 1 }])
  await pool.close()
  await own.close()
})

test('an answer that takes long is waited for while the database is there', async () => {
  const pool = watchedPool(await postgres.createDatabase(), 1, undefined, { patience: 100, longest: 60_000 })
  const rows = await pool.ask(async () => [...(await pool.unsafe('select 1 as one, pg_sleep(1)'))])
  expect(rows).toMatchObject([{ one: 1 }])
  await pool.close()
})

test('closing while the database is away ends soon, and tells what is lost', async () => {
  await postgres.pause()
  store.log(event('lost'))
  const before = performance.now()
  await expect(store.close()).rejects.toBeInstanceOf(Unavailable)
  expect(performance.now() - before).toBeLessThan(10_000)
  expect(reports).toContainEqual([{ events: 1 }, 'events of requests were lost'])
  await postgres.resume()
})

async function until(isTrue: () => Promise<boolean>): Promise<void> {
  const deadline = performance.now() + 20_000
  while (!(await isTrue())) {
    if (performance.now() > deadline) throw new Error('It did not come to pass.')
    await Bun.sleep(20)
  }
}
