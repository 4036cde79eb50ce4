import { afterAll, beforeAll, describe, expect, test } from 'bun:test'
import { join } from 'node:path'
import { type Db, writing } from '../../src/storage/sqlite/connection'
import { open } from '../../src/storage/sqlite/store'
import { stretches } from '../../src/storage/sqlite/stretches'
import { users } from '../../src/storage/sqlite/users'
import { scratch } from '../support/scratch'
import { furnish, okta, scope, user, usersWhere } from './people'

describe('A stretch of rows', () => {
  test('grows fourfold at most while there is time', () => {
    const stretch = stretches()
    const rows = Array.from({ length: 6 }, () => {
      const { rows } = stretch
      expect(stretch.isTooHeavy(rows)).toBe(false)
      stretch.took(0)
      return rows
    })
    expect(rows).toEqual([16, 64, 256, 1024, 4000, 4000])
  })

  test('shrinks to what there is time for, and to one row at least', () => {
    const stretch = stretches()
    stretch.isTooHeavy(16_000)
    stretch.took(16)
    expect(stretch.rows).toBe(4)
    stretch.isTooHeavy(4000)
    stretch.took(1000)
    expect(stretch.rows).toBe(1)
    expect(stretch.isTooHeavy(100_000_000)).toBe(false)
  })

  test('is shorter where rows are heavier than those before', () => {
    const stretch = stretches()
    stretch.isTooHeavy(16_000)
    stretch.took(4)
    expect(stretch.rows).toBe(16)
    expect(stretch.isTooHeavy(16_000)).toBe(false)
    expect(stretch.isTooHeavy(160_000)).toBe(true)
    expect(stretch.rows).toBe(1)
  })
})

describe('Heavy users behind light ones', () => {
  const light = 240
  const heavy = 60
  let db: Db
  let turns = 0

  beforeAll(async () => {
    const directory = scratch()
    const store = await furnish(await open(directory))
    await store.write(async (tx) => {
      for (let index = 0; index < light + heavy; index++) {
        const emails = Array.from({ length: index < light ? 1 : 1000 }, (_, n) => ({
          value: `${index}.${n}@ähre.example`,
        }))
        await tx.users.insert(user(`u${index}`, { emails }))
      }
    })
    await store.close()
    db = writing(join(directory, 'rollcall.db'))
  })
  afterAll(() => db.$client.close(true))

  const condition = usersWhere('emails.value co "ÄHRE"')
  const reader = () => {
    turns = 0
    return users(db, async () => void turns++)
  }

  // By their number alone they would be done at the third stretch.
  test('are looked at few by few, and each is found once', async () => {
    const { total, items } = await reader().list(scope(okta), { condition, offset: 0, limit: 1000 })
    expect(total).toBe(light + heavy)
    expect(items.map(({ id }) => id)).toEqual(Array.from({ length: light + heavy }, (_, index) => `u${index}`))
    expect(turns).toBeGreaterThan(5)
  })

  test.each(['forward', 'backward'] as const)('are walked through few by few: %s', async (direction) => {
    const walk = { condition, sort: undefined, from: undefined, direction, limit: 1000 }
    const items = await reader().walk(scope(okta), walk)
    expect(items.map(({ id }) => id)).toEqual(Array.from({ length: light + heavy }, (_, index) => `u${index}`))
    expect(turns).toBeGreaterThan(2)
  })
})
