import { Database } from 'bun:sqlite'
import { afterEach, beforeEach, describe, expect, test } from 'bun:test'
import { join } from 'node:path'
import { siblingMemory, siblings } from '../../src/storage/sqlite/siblings'
import { DatabaseBusy, SyncFailure, type WriteQueue, writeQueue } from '../../src/storage/sqlite/write-queue'
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
    expect(queue.counters.units).toBe(100)
    expect(queue.counters.commits).toBeLessThan(10) // one, unless the machine is very busy
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
    expect(queue.counters).toEqual({ commits: 1, units: 4, syncs: 1 })
  })

  test('runs a batch again where a unit failed behind what it had written, and only then', async () => {
    const runs: string[] = []
    const named = (name: string, unit: () => Promise<unknown>) => () => {
      runs.push(name)
      return unit()
    }
    const fail = async () => {
      throw new Error('no')
    }
    const statuses = async (...units: (() => Promise<unknown>)[]) =>
      (await Promise.allSettled(units.map((unit) => queue.add(unit)))).map(({ status }) => status)

    const ofOne = [
      named('one', write('one')),
      named('bad', fail),
      named('same', write('one')),
      named('two', write('two')),
    ]
    expect(await statuses(...ofOne)).toEqual(['fulfilled', 'rejected', 'rejected', 'fulfilled'])
    expect(runs.splice(0)).toEqual(['one', 'bad', 'same', 'two'])

    const half = async () => {
      await write('half')()
      await fail()
    }
    const ofThree = [named('three', write('three')), named('half', half), named('four', write('four'))]
    expect(await statuses(...ofThree)).toEqual(['fulfilled', 'rejected', 'fulfilled'])
    expect(runs.splice(0)).toEqual(['three', 'half', 'three', 'half', 'four'])
    expect(committed()).toEqual(['one', 'two', 'three', 'four'])

    expect(await statuses(named('five', write('five')), named('bad', fail))).toEqual(['fulfilled', 'rejected'])
    expect(runs).toEqual(['five', 'bad'])
    expect(queue.counters.units).toBe(9)
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

/** A log whose syncs end when the test says so. */
function slowLog() {
  const syncs: PromiseWithResolvers<void>[] = []
  const sync = () => {
    const begun = Promise.withResolvers<void>()
    syncs.push(begun)
    return begun.promise
  }
  return { syncs, sync, grew: () => undefined }
}

/** Enough turns of the event loop for all that is not waiting for a sync. */
async function turns(): Promise<void> {
  for (let turn = 0; turn < 10; turn++) await new Promise(setImmediate)
}

describe('the write queue, where commits do not wait for the disk', () => {
  test('tells nobody anything before what was committed is on the disk', async () => {
    const log = slowLog()
    const threads = siblings(siblingMemory())
    const synced = writeQueue(client, 200, log, undefined, threads)
    const told: string[] = []
    const good = synced.add(write('one')).then((entry) => told.push(entry))
    const bad = synced.add(write('one')).catch(() => told.push('refused'))
    await turns()
    expect([committed(), log.syncs.length, told]).toEqual([['one'], 1, []])
    log.syncs[0]?.resolve()
    await Promise.all([good, bad])
    expect(told).toEqual(['one', 'refused'])
    expect(threads.settled()).toBeUndefined()
  })

  test('acknowledges what comes during a sync after one that began later', async () => {
    const log = slowLog()
    const synced = writeQueue(client, 200, log)
    const told: string[] = []
    const add = async (entry: string) => void told.push(await synced.add(write(entry)))
    const first = add('one')
    await turns()
    const others = [add('two'), add('three')]
    await turns()
    expect([log.syncs.length, told]).toEqual([1, []])
    log.syncs[0]?.resolve()
    await turns()
    expect([committed(), log.syncs.length, told]).toEqual([['one', 'two', 'three'], 2, ['one']])
    log.syncs[1]?.resolve()
    await Promise.all([first, ...others])
    expect(synced.counters).toEqual({ commits: 2, units: 3, syncs: 2 })
  })

  test('commits many that come during a sync meanwhile', async () => {
    const log = slowLog()
    const synced = writeQueue(client, 200, log)
    const first = synced.add(write('one'))
    await turns()
    let told = 0
    const many = Array.from({ length: 100 }, (_, index) => synced.add(write(`e${index}`)).then(() => told++))
    await turns()
    expect([committed().length, log.syncs.length, told]).toEqual([101, 1, 0])
    log.syncs[0]?.resolve()
    await turns()
    expect([log.syncs.length, told]).toEqual([2, 0])
    log.syncs[1]?.resolve()
    await Promise.all([first, ...many])
    expect(synced.counters.syncs).toBe(2)
  })

  test('says of reads when what they see is on the disk, on whichever thread they are', async () => {
    const log = slowLog()
    const memory = siblingMemory()
    const synced = writeQueue(client, 200, log, undefined, siblings(memory))
    const other = siblings(memory)
    expect(other.settled()).toBeUndefined()
    const written = synced.add(write('one'))
    await turns()
    let isSettled = false
    const settled = other.settled()?.then(() => {
      isSettled = true
    })
    await turns()
    expect(isSettled).toBe(false)
    log.syncs[0]?.resolve()
    await Promise.all([written, settled])
    expect(isSettled).toBe(true)
    expect(other.settled()).toBeUndefined()
  })

  test('keeps no read waiting for a disk that has failed', async () => {
    const log = slowLog()
    const threads = siblings(siblingMemory())
    const synced = writeQueue(client, 200, log, undefined, threads)
    const written = synced.add(write('one')).catch((error: unknown) => error)
    await turns()
    const settled = threads.settled()
    expect(settled).toBeInstanceOf(Promise)
    log.syncs[0]?.reject(new Error('EIO'))
    await settled
    expect(await written).toBeInstanceOf(SyncFailure)
    expect(threads.settled()).toBeUndefined()
  })

  test('lets what nobody is told of wait for the next sync', async () => {
    const log = slowLog()
    const synced = writeQueue(client, 200, log)
    await synced.addLoose(async () => void (await write('event')()))
    expect([committed(), log.syncs.length]).toEqual([['event'], 0])
    const written = synced.add(write('one'))
    await turns()
    expect(log.syncs.length).toBe(1)
    log.syncs[0]?.resolve()
    await written
  })

  test('acknowledges nothing any more once the disk has failed', async () => {
    const log = slowLog()
    const synced = writeQueue(client, 200, log)
    const first = synced.add(write('one'))
    const later = first.catch(() => synced.add(write('three')))
    await turns()
    const outcomes = Promise.allSettled([first, synced.add(write('two')), later])
    await turns()
    log.syncs[0]?.reject(new Error('EIO'))
    for (const outcome of await outcomes)
      expect(outcome).toMatchObject({ status: 'rejected', reason: expect.any(SyncFailure) })
    expect(log.syncs.length).toBe(1)
    expect(committed()).not.toContain('three')
  })

  test('is closed when the last sync has ended', async () => {
    const log = slowLog()
    const synced = writeQueue(client, 200, log)
    const written = synced.add(write('one'))
    let isClosed = false
    const closing = synced.close().then(() => {
      isClosed = true
    })
    await turns()
    expect(isClosed).toBe(false)
    log.syncs[0]?.resolve()
    expect(await written).toBe('one')
    await closing
  })
})

describe('the write queues of several threads', () => {
  test('take turns at the file, so that none finds it busy', async () => {
    const memory = siblingMemory()
    const connections = Array.from({ length: 3 }, () => new Database(client.filename))
    const queues = connections.map((each) => {
      each.run('pragma busy_timeout = 0')
      // Without patience it gives up at once where another has the file.
      return { each, queue: writeQueue(each, -1, undefined, undefined, siblings(memory)) }
    })
    const units = queues.flatMap(({ each, queue }, thread) =>
      Array.from({ length: 40 }, (_, index) =>
        queue.add(async () => {
          each.query('insert into log values (?)').run(`${thread} ${index}`)
          // As a unit that awaits its transaction: others would come between, if they could.
          for (let turn = 0; turn < 5; turn++) await Promise.resolve()
        }),
      ),
    )
    await Promise.all(units)
    expect(committed().length).toBe(120)
    for (const { each, queue } of queues) {
      await queue.close()
      each.close(true)
    }
  })

  test('all wait while the log of one is brought to its beginning', async () => {
    const memory = siblingMemory()
    const copied = Promise.withResolvers<void>()
    const log = { sync: async () => undefined, grew: () => copied.promise }
    const first = writeQueue(client, 200, log, undefined, siblings(memory))
    const second = writeQueue(client, 200, undefined, undefined, siblings(memory))
    expect(await first.add(write('one'))).toBe('one')
    const later = second.add(write('two'))
    await turns()
    expect(committed()).toEqual(['one'])
    copied.resolve()
    expect(await later).toBe('two')
    expect(committed()).toEqual(['one', 'two'])
  })

  test('go on with their turns where one has failed', async () => {
    const memory = siblingMemory()
    const first = writeQueue(client, -1, undefined, undefined, siblings(memory))
    const second = writeQueue(client, 200, undefined, undefined, siblings(memory))
    onlooker.run('begin immediate')
    expect(first.add(write('one'))).rejects.toBeInstanceOf(DatabaseBusy)
    await turns()
    onlooker.run('rollback')
    expect(await second.add(write('two'))).toBe('two')
    expect(committed()).toEqual(['two'])
  })
})
