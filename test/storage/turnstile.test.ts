import { expect, test } from 'bun:test'
import { turnstile } from '../../src/storage/sqlite/turnstile'

test('of many that wait, one goes on in each turn of the event loop, each in its order', async () => {
  let turn = 0
  let isOver = false
  const count = () => {
    turn++
    if (!isOver) setImmediate(count)
  }
  setImmediate(count)
  const pause = turnstile(() => false)
  const turns: number[] = []
  const order: number[] = []
  const search = async (name: number) => {
    for (let stretch = 0; stretch < 5; stretch++) {
      await pause()
      turns.push(turn)
      order.push(name)
    }
  }
  await Promise.all([0, 1, 2].map(search))
  isOver = true
  expect(new Set(turns).size).toBe(15)
  expect(order).toEqual([0, 1, 2, 0, 1, 2, 0, 1, 2, 0, 1, 2, 0, 1, 2])
})

test('nobody goes on while it is busy', async () => {
  let busy = 10
  await turnstile(() => busy-- > 0)()
  expect(busy).toBe(-1)
})
