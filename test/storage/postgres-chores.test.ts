import { afterAll, beforeAll, beforeEach, describe, expect, setDefaultTimeout, test } from 'bun:test'
import type { Store } from '../../src/directory/store'
import { type Chore, housekeeping } from '../../src/housekeeping'
import { open } from '../../src/storage/postgres/store'
import { type PostgresServer, startPostgres } from '../support/postgres'

setDefaultTimeout(60_000)

/** Two replicas on one database. */
let server: PostgresServer
let one: Store
let other: Store
let name = ''
let names = 0

beforeAll(async () => {
  server = await startPostgres()
  const url = await server.createDatabase()
  one = await open(url, { connections: 4 })
  other = await open(url, { connections: 4 })
})

beforeEach(() => {
  name = `chore ${names++}`
})

afterAll(async () => {
  await Promise.all([one.close(), other.close()])
  await server.stop()
})

const claim = (store: Store, turn: string, duration: number) => store.claim?.(name, turn, duration)

describe('a chore', () => {
  test('is claimed by one, who keeps it', async () => {
    const claims = Array.from({ length: 20 }, (_, index) => claim(index % 2 ? one : other, `turn ${index}`, 60_000))
    const outcomes = await Promise.all(claims)
    const winner = outcomes.indexOf(true)
    expect(outcomes.filter(Boolean)).toEqual([true])
    expect(await claim(one, `turn ${winner}`, 60_000)).toBe(true)
    expect(await claim(one, 'turn 99', 60_000)).toBe(false)
  })

  test('is free when its time is over, or it is given back', async () => {
    expect(await claim(one, 'first', 60_000)).toBe(true)
    expect(await claim(one, 'first', 0)).toBe(true)
    expect(await claim(other, 'second', 20)).toBe(true)
    const deadline = Date.now() + 5000
    while (!(await claim(one, 'third', 60_000)) && Date.now() < deadline) await Bun.sleep(5)
    expect(await claim(one, 'third', 60_000)).toBe(true)
    expect(await claim(other, 'second', 60_000)).toBe(false)
  })

  test('is no matter for another', async () => {
    expect(await claim(one, 'first', 60_000)).toBe(true)
    expect(await one.claim?.(`${name}, another`, 'second', 60_000)).toBe(true)
  })
})

describe('of two who keep the house', () => {
  const log = { error: () => undefined }
  const keepers = (chores: (who: number) => Chore, lease: number) =>
    [one, other].map((store, who) => {
      if (!store.claim) throw new Error('replicas share their chores')
      return housekeeping([chores(who)], log, { claim: store.claim, lease })
    })

  test('one does a chore at a time, and nobody before it is time again', async () => {
    const spans: (readonly [began: number, ended: number])[] = []
    const { promise: enough, resolve } = Promise.withResolvers<void>()
    const run = async () => {
      const began = performance.now()
      await Bun.sleep(60)
      spans.push([began, performance.now()])
      if (spans.length === 6) resolve()
    }
    const houses = keepers(() => ({ name, every: 100, run }), 2000)
    await enough
    for (const house of houses) house.stop()
    const gaps = spans.slice(1).map(([began], index) => began - (spans[index]?.[1] ?? 0))
    for (const gap of gaps) expect(gap).toBeGreaterThanOrEqual(95)
  })

  test('the other does what one died over, within its lease and a little more', async () => {
    const begun: number[] = []
    const times: number[] = []
    const { promise: begins, resolve: begin } = Promise.withResolvers<void>()
    const { promise: taken, resolve: take } = Promise.withResolvers<void>()
    const run = (who: number) => async () => {
      begun.push(who)
      times.push(performance.now())
      if (begun.length > 1) return take()
      begin()
      await new Promise(() => undefined)
    }
    const houses = keepers((who) => ({ name, every: 60_000, run: run(who) }), 400)
    await begins
    // It is kept as long as its keeper lives, however long that takes.
    await Bun.sleep(1200)
    expect(begun).toHaveLength(1)
    const [first = 0] = begun
    const died = performance.now()
    houses[first]?.stop()
    await taken
    for (const house of houses) house.stop()
    expect(begun).toEqual([first, 1 - first])
    expect((times[1] ?? 0) - died).toBeLessThan(5000)
  })

  test('one is enough where a chore fails', async () => {
    let failures = 0
    const { promise: enough, resolve } = Promise.withResolvers<void>()
    const run = async () => {
      failures++
      if (failures === 3) resolve()
      throw new Error('no broom')
    }
    const houses = keepers(() => ({ name, every: 50, run }), 2000)
    await enough
    for (const house of houses) house.stop()
    expect(failures).toBe(3)
  })
})
