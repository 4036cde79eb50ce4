import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { type Options, open, type SqliteStore } from '../../src/storage/sqlite/store'

export interface TemporaryStore extends SqliteStore {
  readonly directory: string
}

/** A store in a directory of its own, which goes when the store is closed. */
export async function openTemporary(options?: Options): Promise<TemporaryStore> {
  const directory = mkdtempSync(join(tmpdir(), 'rollcall-'))
  const store = await open(directory, options)
  return {
    ...store,
    directory,
    get counters() {
      return store.counters
    },
    async close() {
      await store.close()
      rmSync(directory, { recursive: true })
    },
  }
}
