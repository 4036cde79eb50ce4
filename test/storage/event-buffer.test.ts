import { describe, expect, test } from 'bun:test'
import { Unavailable } from '../../src/directory/unavailable'
import { eventBuffer } from '../../src/storage/event-buffer'
import { event } from './people'

const full = new Unavailable('disk full')

describe('the event buffer', () => {
  test('writes in the order of logging, and not each event by itself', async () => {
    const batches: string[][] = []
    const buffer = eventBuffer(async (events) => void batches.push(events.map(({ id }) => id)))
    const ids = Array.from({ length: 600 }, (_, index) => `e${index}`)
    for (const id of ids) buffer.log(event(id))
    await buffer.flush()
    expect(batches.flat()).toEqual(ids)
    expect(batches.length).toBeLessThan(5)
    expect(buffer.lost).toBe(0)
  })

  test('writes at once what is enough to be written together, so that nobody waits for a heap of it', async () => {
    const batches: number[] = []
    const buffer = eventBuffer(async (events) => void batches.push(events.length))
    for (let index = 0; index < 300; index++) buffer.log(event(`e${index}`))
    await new Promise(setImmediate)
    expect(batches).toEqual([250])
    await buffer.close()
    expect(batches).toEqual([250, 50])
  })

  test('tries a database that took none only now and then, however many come', async () => {
    let attempts = 0
    const buffer = eventBuffer(() => {
      attempts++
      return Promise.reject(full)
    })
    for (let index = 0; index < 300; index++) {
      buffer.log(event(`e${index}`))
      if (index > 250) await new Promise(setImmediate)
    }
    expect(attempts).toBe(1)
    await buffer.close().catch(() => undefined)
  })

  test('lets what comes while it writes wait for others', async () => {
    const batches: number[] = []
    const buffer = eventBuffer(async (events) => {
      batches.push(events.length)
      if (batches.length < 20) buffer.log(event(`later ${batches.length}`))
    })
    buffer.log(event('one'))
    while (batches.length === 0) await Bun.sleep(1)
    for (let turn = 0; turn < 5; turn++) await new Promise(setImmediate)
    expect(batches).toEqual([1])
    await buffer.close()
  })

  test('keeps what could not be written, says so, and writes it once it can', async () => {
    const written: string[] = []
    let isBroken = true
    const buffer = eventBuffer(async (events) => {
      if (isBroken) throw full
      written.push(...events.map(({ id }) => id))
    })
    buffer.log(event('one'))
    await expect(buffer.flush()).rejects.toThrow('disk full')
    isBroken = false
    buffer.log(event('two'))
    await buffer.flush()
    expect(written).toEqual(['one', 'two'])
  })

  test('holds only so many while nothing can be written, and counts those it let go', async () => {
    const buffer = eventBuffer(() => Promise.reject(full))
    for (let index = 0; index < 20_100; index++) buffer.log(event(`e${index}`))
    await new Promise(setImmediate)
    expect(buffer.lost).toBe(100)
    await buffer.close().catch(() => undefined)
  })

  test('holds only so much text', async () => {
    const buffer = eventBuffer(() => Promise.reject(full))
    const requestBody = 'x'.repeat(1_000_000)
    for (let index = 0; index < 40; index++) buffer.log(event(`e${index}`, { requestBody }))
    expect(buffer.lost).toBe(8)
    await buffer.close().catch(() => undefined)
  })

  test('takes nothing any more once it is closed', async () => {
    const written: string[] = []
    const buffer = eventBuffer(async (events) => void written.push(...events.map(({ id }) => id)))
    buffer.log(event('one'))
    await buffer.close()
    buffer.log(event('two'))
    await buffer.flush()
    expect(written).toEqual(['one'])
    expect(buffer.lost).toBe(1)
  })

  test('lets go only of what the database takes none of, and says why', async () => {
    const written: string[] = []
    const told: object[] = []
    const write = async (events: readonly { readonly id: string }[]) => {
      if (events.some(({ id }) => id === 'odd')) throw new Error('not like this')
      written.push(...events.map(({ id }) => id))
    }
    const buffer = eventBuffer(write, { warn: (fields) => void told.push(fields) })
    for (const id of ['one', 'odd', 'two']) buffer.log(event(id))
    await buffer.flush()
    expect(written).toEqual(['one', 'two'])
    expect(told).toEqual([{ events: 1, error: new Error('not like this') }])
  })

  test('tells at its end what could not be written', async () => {
    const told: object[] = []
    const buffer = eventBuffer(() => Promise.reject(full), { warn: (fields) => void told.push(fields) })
    for (const id of ['one', 'two']) buffer.log(event(id))
    await expect(buffer.close()).rejects.toBe(full)
    expect(told).toEqual([{ events: 2 }])
  })
})
