import { randomBytes } from 'node:crypto'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { type Appliance, start } from '../../src/appliance'
import { readConfig } from '../../src/config'
import { directory } from '../../src/directory/directory'
import { createLog } from '../../src/log'
import { open } from '../../src/storage/sqlite/store'
import type { Stage } from './player'

let appliance: Appliance
let data: string

/** One appliance with an organization for each title. They are set up beforehand, since hashing their owners' passwords takes long. */
export async function openStages(titles: readonly string[]): Promise<ReadonlyMap<string, Stage>> {
  data = mkdtempSync(join(tmpdir(), 'rollcall-idp-'))
  const store = await open(data)
  const quick = directory({
    store,
    now: Date.now,
    newId: Bun.randomUUIDv7,
    randomBytes,
    hashPassword: async () => 'nobody signs in here',
    verifyPassword: async () => false,
  })
  const made = await Promise.all(
    titles.map((title, index) =>
      quick.setUp({
        organization: `${index} ${title}`,
        owner: 'owner@harbor.example',
        password: 'long enough for one',
      }),
    ),
  )
  await store.close()
  const config = { ...readConfig(new Map(), {}), port: 0, dataDirectory: data }
  appliance = await start(config, createLog({ level: 'error', format: 'text' }))
  const stages = new Map<string, Stage>()
  for (const [index, title] of titles.entries()) {
    const { connection: { id = '' } = {}, token = '' } = made[index] ?? {}
    const connection = await appliance.directory.findConnection(id)
    if (connection) stages.set(title, { url: appliance.url, directory: appliance.directory, connection, token })
  }
  return stages
}

export async function closeStages(): Promise<void> {
  await appliance.stop()
  rmSync(data, { recursive: true })
}
