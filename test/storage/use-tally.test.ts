import { expect, test } from 'bun:test'
import type { TokenUse } from '../../src/directory/token'
import { useTally } from '../../src/storage/use-tally'

/** A tally, and what it has written; the first writings fail. */
function tally(failures = 0) {
  const written: (readonly TokenUse[])[] = []
  let left = failures
  const uses = useTally(async (taken) => {
    if (left-- > 0) throw new Error('the disk is full')
    written.push(taken)
  })
  return { uses, written }
}

test('a token that is used a thousand times is written once, as it was used last', async () => {
  const { uses, written } = tally()
  for (let time = 0; time < 1000; time++) uses.used({ id: 'one', time, ip: `10.0.0.${time % 9}` })
  uses.used({ id: 'two', time: 5 })
  uses.used({ id: 'one', time: 3 })
  await uses.flush()
  expect(written).toEqual([
    [
      { id: 'one', time: 999, ip: '10.0.0.0' },
      { id: 'two', time: 5 },
    ],
  ])
  await uses.flush()
  expect(written.length).toBe(1)
})

test('what could not be written is written later, unless something newer is known by then', async () => {
  const { uses, written } = tally(1)
  uses.used({ id: 'one', time: 1 })
  uses.used({ id: 'two', time: 1 })
  await expect(uses.flush()).rejects.toThrow('the disk is full')
  uses.used({ id: 'two', time: 2 })
  await uses.close()
  expect(written).toEqual([
    [
      { id: 'one', time: 1 },
      { id: 'two', time: 2 },
    ],
  ])
})
