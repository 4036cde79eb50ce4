import { Database } from 'bun:sqlite'
import { describe, expect, test } from 'bun:test'
import { createHash } from 'node:crypto'
import { existsSync, mkdirSync, readdirSync, readFileSync, statSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { ForeignFile, NewerDatabase } from '../../src/storage/sqlite/file'
import { siblingMemory } from '../../src/storage/sqlite/siblings'
import { open } from '../../src/storage/sqlite/store'
import { scratch } from '../support/scratch'
import { openTemporary } from '../support/temporary-store'
import { event, furnish, okta, scope, user } from './people'

/** Every file of a directory with a digest of what is in it. */
const digests = (directory: string) =>
  Object.fromEntries(
    readdirSync(directory)
      .sort()
      .map((name) => [
        name,
        createHash('sha256')
          .update(readFileSync(join(directory, name)))
          .digest('hex'),
      ]),
  )
const mode = (path: string) => statSync(path).mode & 0o777

/** A closed database, with something done to it afterwards. */
async function doctored(change: (client: Database) => void): Promise<string> {
  const directory = scratch()
  await (await furnish(await open(directory))).close()
  const client = new Database(join(directory, 'rollcall.db'))
  change(client)
  client.close(true)
  return directory
}

describe('the database file', () => {
  test('and its directory are made for their owner alone', async () => {
    const directory = join(scratch(), 'new', 'data')
    const store = await furnish(await open(directory))
    expect(mode(directory)).toBe(0o700)
    for (const name of readdirSync(directory)) expect(mode(join(directory, name))).toBe(0o600)
    expect(readdirSync(directory).sort()).toEqual(['rollcall.db', 'rollcall.db-shm', 'rollcall.db-wal'])
    await store.close()
    expect(readdirSync(directory)).toEqual(['rollcall.db'])
  })

  test('leaves a directory that was there as it was', async () => {
    const directory = join(scratch(), 'data')
    mkdirSync(directory, { mode: 0o755 })
    await (await open(directory)).close()
    expect(mode(directory)).toBe(0o755)
  })

  test('holds after reopening what was written and logged before closing', async () => {
    const directory = scratch()
    const store = await furnish(await open(directory))
    const written = store.write((tx) => tx.users.insert(user('ann')))
    store.log(event('one'))
    await store.close()
    await written
    const again = await open(directory)
    expect(await again.users.find(scope(okta), 'ann')).toMatchObject({ id: 'ann' })
    expect(await again.events.list({ limit: 10 })).toMatchObject([{ id: 'one' }])
    await again.close()
  })

  test('has the settings that the write queue counts on: WAL, which is synced before it is copied back, foreign keys; readers cannot write', async () => {
    const { reading, writing } = await import('../../src/storage/sqlite/connection')
    const directory = scratch()
    await (await open(directory)).close()
    const writer = writing(join(directory, 'rollcall.db')).$client
    const reader = reading(join(directory, 'rollcall.db')).$client
    const pragma = (name: string) => writer.query(`pragma ${name}`).values().flat()[0]
    expect(pragma('journal_mode')).toBe('wal')
    expect(pragma('synchronous')).toBe(1)
    expect(pragma('foreign_keys')).toBe(1)
    expect(() => reader.run('delete from users')).toThrow('readonly')
    reader.close(true)
    writer.close(true)
  })

  test('is waited for on the disk by every unit, and by no logged event', async () => {
    const store = await furnish(await openTemporary())
    const { syncs } = store.counters
    for (const id of ['ann', 'ben', 'cy']) await store.write((tx) => tx.users.insert(user(id)))
    expect(store.counters.syncs).toBe(syncs + 3)
    store.log(event('one'))
    await store.flush()
    expect(store.counters.syncs).toBe(syncs + 3)
    await store.close()
  })

  test.each([1, 2])(
    'is copied back from its log on other threads while %d write, so that the log does not grow for ever',
    async (count) => {
      const directory = scratch()
      const memory = siblingMemory()
      const first = await furnish(await open(directory, { memory }))
      const stores = [
        first,
        ...(await Promise.all(Array.from({ length: count - 1 }, () => open(directory, { memory })))),
      ]
      const title = 'x'.repeat(20_000)
      let longest = 0
      for (let round = 0; round < 120; round++) {
        await Promise.all(
          Array.from({ length: 64 }, (_, index) =>
            stores[index % count]?.write((tx) => tx.users.insert(user(`u${round}-${index}`, { title }))),
          ),
        )
        longest = Math.max(longest, statSync(join(directory, 'rollcall.db-wal')).size)
      }
      expect(statSync(join(directory, 'rollcall.db')).size).toBeGreaterThan(100_000_000)
      expect(longest).toBeLessThan(60_000_000)
      for (const store of stores) await store.close()
      expect(existsSync(join(directory, 'rollcall.db-wal'))).toBe(false)
    },
  )

  test('after closing, writes are refused with a clear error, and closing again does nothing', async () => {
    const store = await openTemporary()
    await store.close()
    await expect(store.write(async () => 1)).rejects.toThrow('The store is closed.')
  })

  test('of a temporary store is gone once it is closed', async () => {
    const before = readdirSync(process.env.TMPDIR ?? '/tmp').filter((name) => name.startsWith('rollcall-'))
    const store = await furnish(await openTemporary())
    await store.close()
    const after = readdirSync(process.env.TMPDIR ?? '/tmp').filter((name) => name.startsWith('rollcall-'))
    expect(after.filter((name) => !before.includes(name) && !name.startsWith('rollcall-test-'))).toEqual([])
  })

  test('of a newer version is refused with what to do, and left as it is to the byte', async () => {
    const directory = await doctored((client) => client.run('pragma user_version = 999'))
    const before = digests(directory)
    const refusal = await open(directory).catch((error: unknown) => error)
    expect(refusal).toBeInstanceOf(NewerDatabase)
    expect(String(refusal)).toContain('version 999')
    expect(digests(directory)).toEqual(before)
  })

  test('of a newer version is refused also when only its log says so', async () => {
    const directory = await doctored(() => undefined)
    // A process that died: its log was never copied back into the file.
    const crash = Bun.spawnSync([
      process.execPath,
      '-e',
      `const { Database } = require('bun:sqlite'); const c = new Database(${JSON.stringify(join(directory, 'rollcall.db'))});
       c.run('pragma user_version = 999'); process.kill(process.pid, 'SIGKILL')`,
    ])
    expect(crash.signalCode).toBe('SIGKILL')
    const header = readFileSync(join(directory, 'rollcall.db')).readUInt32BE(60)
    expect(header).not.toBe(999)
    const data = ({ 'rollcall.db-shm': _, ...files }: Record<string, string>) => files
    const before = data(digests(directory))
    await expect(open(directory)).rejects.toBeInstanceOf(NewerDatabase)
    expect(data(digests(directory))).toEqual(before)
    expect(Object.keys(before)).toEqual(['rollcall.db', 'rollcall.db-wal'])
  })

  test.each([
    ['text', 'This is no database, and has never been one. '.repeat(10)],
    ['a few bytes', 'SQLite'],
  ])('that is %s is refused and left as it is', async (_, content) => {
    const directory = scratch()
    writeFileSync(join(directory, 'rollcall.db'), content)
    const before = digests(directory)
    await expect(open(directory)).rejects.toBeInstanceOf(ForeignFile)
    expect(digests(directory)).toEqual(before)
  })

  test.each([
    ['unsigned', (client: Database) => client.run('create table theirs (x)')],
    ['signed by another program', (client: Database) => client.run('pragma application_id = 7')],
  ])("that is somebody else's database, %s, is refused and left as it is", async (_, change) => {
    const directory = scratch()
    const client = new Database(join(directory, 'rollcall.db'))
    change(client)
    client.close(true)
    const before = digests(directory)
    await expect(open(directory)).rejects.toBeInstanceOf(ForeignFile)
    expect(digests(directory)).toEqual(before)
  })

  test('that is empty, as after a crash at the first start, is filled', async () => {
    const directory = scratch()
    writeFileSync(join(directory, 'rollcall.db'), '')
    await (await furnish(await open(directory))).close()
    expect(existsSync(join(directory, 'rollcall.db'))).toBe(true)
  })
})
