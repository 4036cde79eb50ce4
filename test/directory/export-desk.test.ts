import { expect, test } from 'bun:test'
import { exportDesk } from '../../src/directory/export-desk'

async function* three() {
  yield* [1, 2, 3]
}

const read = async (parts: AsyncIterable<number>) => {
  const all: number[] = []
  for await (const part of parts) all.push(part)
  return all
}

test('five exports of an organization are read at once, and another when one is done or left', async () => {
  const desk = exportDesk(() => 0)
  const admit = (organization = 'harbor') => desk.admit(organization, three())
  const [first, second] = [admit(), admit(), admit(), admit(), admit()]
  expect(() => admit()).toThrow('5 exports are under way already')
  expect(await read(admit('zebra'))).toEqual([1, 2, 3])
  expect(await read(first ?? three())).toEqual([1, 2, 3])
  admit()
  expect(() => admit()).toThrow()
  for await (const _ of second ?? three()) break
  admit()
})

test('an export that nobody reads on does not keep others waiting', async () => {
  const clock = { now: 0 }
  const desk = exportDesk(() => clock.now)
  const begun = Array.from({ length: 5 }, () => desk.admit('harbor', three())[Symbol.asyncIterator]())
  clock.now = 50_000
  await begun[0]?.next()
  clock.now = 60_000
  for (let turn = 0; turn < 4; turn++) desk.admit('harbor', three())
  expect(() => desk.admit('harbor', three())).toThrow()
})
