import { randomBytes } from 'node:crypto'
import { start } from '../../src/appliance'
import { readConfig } from '../../src/config'
import { directory } from '../../src/directory/directory'
import { createLog } from '../../src/log'
import { open } from '../../src/storage/sqlite/store'
import { scratch } from '../support/scratch'

export interface Stage {
  /** The SCIM base URL. */
  readonly url: string
  readonly token: string
  stop(): Promise<void>
}

/** An appliance with one organization, whose owner's password costs no time. */
export async function openStage(): Promise<Stage> {
  const dataDirectory = scratch()
  const store = await open(dataDirectory)
  const quick = directory({
    store,
    now: Date.now,
    newId: Bun.randomUUIDv7,
    randomBytes,
    hashPassword: async () => 'nobody signs in here',
    verifyPassword: async () => false,
  })
  const { token } = await quick.setUp({
    organization: 'Harbor',
    owner: 'owner@harbor.example',
    password: 'long enough for one',
  })
  await store.close()
  const config = { ...readConfig(new Map(), {}), port: 0, dataDirectory }
  const appliance = await start(config, createLog({ level: 'error', format: 'text' }))
  return { url: `${appliance.url}/scim/v2`, token, stop: () => appliance.stop() }
}
