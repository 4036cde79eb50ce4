import { expect, test } from 'bun:test'
import { housekeeping } from '../src/housekeeping'

test('a chore is done again and again, also where it failed, until the house is left', async () => {
  const errors: object[] = []
  let times = 0
  const { promise: done, resolve } = Promise.withResolvers<void>()
  const chore = {
    name: 'sweeping',
    every: 1,
    async run() {
      times++
      if (times === 1) throw new Error('no broom')
      if (times === 3) resolve()
    },
  }
  const house = housekeeping([chore], { error: (fields) => void errors.push(fields) })
  await done
  house.stop()
  expect(times).toBe(3)
  expect(errors).toEqual([{ chore: 'sweeping', error: new Error('no broom') }])
})
