import { Database } from 'bun:sqlite'
import { afterEach, beforeEach, describe, expect, test } from 'bun:test'
import { join } from 'node:path'
import { DatabaseBusy, type WriteQueue, writeQueue } from '../../src/storage/sqlite/write-queue'
import { scratch } from '../support/scratch'

let client: Database
let onlooker: Database
let queue: WriteQueue

beforeEach(() => {
  const file = join(scratch(), 'queue.db')
  client = new Database(file)
  client.run('pragma journal_mode = wal')
  client.run('pragma busy_timeout = 5')
  client.run('create table log (entry text unique)')
  onlooker = new Database(file)
  queue = writeQueue(client, 200)
})

afterEach(async () => {
  await queue.close()
  client.close(true)
  onlooker.close(true)
})

const write = (entry: string) => async () => {
  client.query('insert into log values (?)').run(entry)
  return entry
}
const committed = () => onlooker.query('select entry from log order by rowid').values().flat()

describe('the write queue', () => {
  test('commits units that wait together with one commit, in their order', async () => {
    const entries = Array.from({ length: 100 }, (_, index) => `e${index}`)
    expect(await Promise.all(entries.map((entry) => queue.add(write(entry))))).toEqual(entries)
    expect(queue.counters).toEqual({ commits: 1, units: 100 })
    expect(committed()).toEqual(entries)
  })

  test('tells nobody of success before the commit, and everybody right after it', async () => {
    const seen: unknown[][] = []
    const answered = ['one', 'two'].map((entry) => queue.add(write(entry)).then(() => seen.push(committed())))
    const meanwhile = queue.add(async () => seen.push(committed()))
    await Promise.all([...answered, meanwhile])
    expect(seen[0]).toEqual([])
    expect(seen.slice(1)).toEqual([
      ['one', 'two'],
      ['one', 'two'],
    ])
  })

  test('undoes a failing unit alone, also one that failed in the database', async () => {
    const outcomes = await Promise.allSettled([
      queue.add(write('one')),
      queue.add(async () => {
        await write('undone')()
        throw new Error('no')
      }),
      queue.add(write('one')),
      queue.add(write('two')),
    ])
    expect(outcomes.map(({ status }) => status)).toEqual(['fulfilled', 'rejected', 'rejected', 'fulfilled'])
    expect(committed()).toEqual(['one', 'two'])
    expect(queue.counters).toEqual({ commits: 1, units: 4 })
  })

  test('rejects the whole batch when the commit fails, and goes on with the next', async () => {
    client.run('pragma foreign_keys = on')
    client.run('create table child (log_entry text references log (entry) deferrable initially deferred)')
    const first = await Promise.allSettled([
      queue.add(write('one')),
      queue.add(async () => client.run("insert into child values ('nobody')")),
    ])
    expect(first.map(({ status }) => status)).toEqual(['rejected', 'rejected'])
    expect(committed()).toEqual([])
    expect(await queue.add(write('two'))).toBe('two')
    expect(committed()).toEqual(['two'])
  })

  test('rejects the whole batch when SQLite gives up the transaction in the middle of it', async () => {
    const outcomes = await Promise.allSettled([
      queue.add(write('one')),
      queue.add(async () => {
        client.run('rollback')
        throw new Error('disk full')
      }),
      queue.add(write('two')),
    ])
    expect(outcomes.slice(0, 2)).toMatchObject([
      { status: 'rejected', reason: { message: 'disk full' } },
      { status: 'rejected', reason: { message: 'disk full' } },
    ])
    expect(outcomes[2]).toMatchObject({ status: 'fulfilled' })
    expect(committed()).toEqual(['two'])
  })

  test('ends a batch after so many units, so that others have their turn', async () => {
    const turns: number[] = []
    let isDone = false
    const watch = () => {
      turns.push(queue.counters.commits)
      if (!isDone) setImmediate(watch)
    }
    setImmediate(watch)
    await Promise.all(Array.from({ length: 1000 }, (_, index) => queue.add(write(`e${index}`))))
    isDone = true
    expect(queue.counters.units).toBe(1000)
    expect(queue.counters.commits).toBeGreaterThanOrEqual(4)
    expect(new Set(turns).size).toBeGreaterThanOrEqual(4)
  })

  test('waits for another process that writes, while everything else goes on', async () => {
    const patient = writeQueue(client, 60_000)
    onlooker.run('begin immediate')
    const written = patient.add(write('one'))
    for (let turn = 0; turn < 20; turn++) await Bun.sleep(1)
    expect(committed()).toEqual([])
    onlooker.run('commit')
    expect(await written).toBe('one')
    await patient.close()
  })

  test('says so when another process does not let go, and works again when it does', async () => {
    onlooker.run('begin immediate')
    const outcomes = await Promise.allSettled([queue.add(write('one')), queue.add(write('two'))])
    for (const outcome of outcomes)
      expect(outcome).toMatchObject({ status: 'rejected', reason: expect.any(DatabaseBusy) })
    onlooker.run('rollback')
    expect(await queue.add(write('three'))).toBe('three')
    expect(committed()).toEqual(['three'])
  })

  test('finishes what waits when it is closed, and refuses what comes after', async () => {
    const waiting = queue.add(write('one'))
    const closing = queue.close()
    await expect(queue.add(write('two'))).rejects.toThrow('closed')
    await closing
    expect(await waiting).toBe('one')
    expect(committed()).toEqual(['one'])
  })
})
