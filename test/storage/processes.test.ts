import { Database } from 'bun:sqlite'
import { describe, expect, test } from 'bun:test'
import { join } from 'node:path'
import { open } from '../../src/storage/sqlite/store'
import { DatabaseBusy } from '../../src/storage/sqlite/write-queue'
import { scratch } from '../support/scratch'
import { furnish, okta, scope, user } from './people'

async function furnished(): Promise<string> {
  const directory = scratch()
  await (await furnish(await open(directory))).close()
  return directory
}

function writer(directory: string, prefix: string, count = 0) {
  const script = join(import.meta.dir, 'writer.ts')
  return Bun.spawn([process.execPath, script, directory, prefix, String(count)], { stdout: 'pipe', stderr: 'inherit' })
}

const linesOf = (text: string) => text.split('\n').slice(0, -1)

/** Reads a process's output until it has said so many lines, kills it, and returns all that it said. */
async function killAfter(process: ReturnType<typeof writer>, lines: number): Promise<readonly string[]> {
  const decoder = new TextDecoder()
  let said = ''
  let isKilled = false
  for await (const chunk of process.stdout) {
    said += decoder.decode(chunk, { stream: true })
    if (!isKilled && linesOf(said).length >= lines) {
      process.kill('SIGKILL')
      isKilled = true
    }
  }
  await process.exited
  expect(process.signalCode).toBe('SIGKILL')
  return linesOf(said)
}

describe('processes', () => {
  test('a process killed while it writes loses nothing it has acknowledged, and leaves no half of a unit', async () => {
    const directory = await furnished()
    const acknowledged: string[] = []
    for (const round of [0, 1, 2, 3, 4]) {
      acknowledged.push(...(await killAfter(writer(directory, `r${round}-`), 40 + round * 37)))
    }
    const store = await open(directory)
    const { total, items } = await store.users.list(scope(okta), { offset: 0, limit: 1_000_000 })
    const kept = new Set(items.map(({ id }) => id))
    expect(acknowledged.length).toBeGreaterThan(500)
    expect(acknowledged.filter((id) => !kept.has(id))).toEqual([])
    expect(total).toBe(kept.size)
    const events = await store.events.list({ limit: 1_000_000 })
    expect(new Set(events.map(({ id }) => id))).toEqual(kept)
    for (const { id, changeId } of events) {
      expect(await store.changes.find(changeId ?? 0)).toMatchObject({ resourceId: id })
    }
    await store.close()
    const client = new Database(join(directory, 'rollcall.db'))
    expect(client.query('pragma integrity_check').values()).toEqual([['ok']])
    expect(client.query('select count(*) from user_emails').values()).toEqual([[kept.size]])
    client.close(true)
  }, 60_000)

  test('two processes write to one database at the same time, and lose nothing', async () => {
    const directory = await furnished()
    const processes = [writer(directory, 'a', 300), writer(directory, 'b', 300)]
    const store = await open(directory)
    for (let index = 0; index < 100; index++) await store.write((tx) => tx.users.insert(user(`c${index}`)))
    const said = await Promise.all(processes.map((process) => new Response(process.stdout).text()))
    expect(await Promise.all(processes.map((process) => process.exited))).toEqual([0, 0])
    expect(said.flatMap(linesOf)).toHaveLength(600)
    expect((await store.users.list(scope(okta), { offset: 0, limit: 0 })).total).toBe(700)
    await store.close()
  }, 60_000)

  test('a write is refused clearly while another process holds the lock; reads and logged events go on', async () => {
    const directory = await furnished()
    const store = await open(directory, { patience: 100 })
    const other = new Database(join(directory, 'rollcall.db'))
    other.run('begin immediate')
    await expect(store.write((tx) => tx.users.insert(user('ann')))).rejects.toBeInstanceOf(DatabaseBusy)
    expect(await store.connections.find('okta')).toEqual(okta)
    store.log({ id: 'kept', time: 1, method: 'GET', path: '/', status: 200, duration: 1 })
    await expect(store.flush()).rejects.toBeInstanceOf(DatabaseBusy)
    other.run('rollback')
    other.close(true)
    await store.write((tx) => tx.users.insert(user('ann')))
    await store.flush()
    expect(await store.events.list({ limit: 10 })).toMatchObject([{ id: 'kept' }])
    await store.close()
  })

  test('what another process commits is seen by the next read, also of what is kept between reads', async () => {
    const directory = await furnished()
    const store = await open(directory)
    const other = new Database(join(directory, 'rollcall.db'))
    await store.write((tx) => tx.tokens.insert({ id: 't', connectionId: 'okta', name: 'first', hash: 'h', created: 1 }))
    for (let time = 1; time <= 50; time++) {
      expect((await store.tokens.find('h'))?.revoked).toBe(time === 1 ? undefined : time - 1)
      other.run(`update tokens set revoked = ${time}`)
      other.run(`update connections set name = 'named at ${time}' where id = 'okta'`)
      await new Promise(setImmediate)
      expect((await store.tokens.find('h'))?.revoked).toBe(time)
      expect((await store.connections.find('okta'))?.name).toBe(`named at ${time}`)
    }
    other.close(true)
    await store.write((tx) => tx.tokens.revokeAll('okta', 99))
    await store.write((tx) => tx.tokens.insert({ id: 'u', connectionId: 'okta', name: 'next', hash: 'i', created: 1 }))
    expect(await store.tokens.find('i')).toMatchObject({ connection: { id: 'okta' } })
    await store.write(async (tx) => void (await tx.tokens.revokeAll('okta', 100)))
    expect((await store.tokens.find('i'))?.revoked).toBe(100)
    await store.close()
  })

  test('a process with several threads keeps its locks, so that others know it is there', async () => {
    const directory = await furnished()
    const store = await open(directory)
    const script = `const { open } = await import(${JSON.stringify(join(import.meta.dir, '../../src/storage/sqlite/store.ts'))});
      const store = await open(${JSON.stringify(directory)});
      postMessage('open'); await new Promise((resolve) => { onmessage = resolve }); await store.close(); postMessage('closed')`
    const worker = new Worker(URL.createObjectURL(new Blob([script])))
    const said = () => new Promise((resolve) => worker.addEventListener('message', resolve, { once: true }))
    await said()
    const taking = `const { Database } = await import('bun:sqlite');
      const client = new Database(${JSON.stringify(join(directory, 'rollcall.db'))});
      client.run('pragma locking_mode = exclusive'); client.query('select count(*) from users').values()`
    const { stderr, exitCode } = Bun.spawnSync([process.execPath, '-e', taking])
    expect([exitCode, String(stderr)]).toEqual([1, expect.stringContaining('database is locked')])
    const closed = said()
    worker.postMessage('')
    await closed
    worker.terminate()
    await store.close()
  }, 60_000)

  test('two processes that open a new directory at once both find it ready', async () => {
    const directory = join(scratch(), 'data')
    const script = `const { open } = await import(${JSON.stringify(join(import.meta.dir, '../../src/storage/sqlite/store.ts'))});
      const store = await open(${JSON.stringify(directory)}); console.log((await store.organizations.list()).length); await store.close()`
    const processes = Array.from({ length: 4 }, () =>
      Bun.spawn([process.execPath, '-e', script], { stdout: 'pipe', stderr: 'pipe' }),
    )
    const outcomes = await Promise.all(
      processes.map(async (each) => [
        await new Response(each.stdout).text(),
        await new Response(each.stderr).text(),
        await each.exited,
      ]),
    )
    expect(outcomes).toEqual(processes.map(() => ['0\n', '', 0]))
  }, 60_000)
})
