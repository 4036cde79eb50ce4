import { randomBytes } from 'node:crypto'
import { start } from '../../src/appliance'
import { directory } from '../../src/directory/directory'
import { createLog } from '../../src/log'
import { clear, configAt, newPlace, openStore } from '../support/place'

export interface Stage {
  /** The SCIM base URL. */
  readonly url: string
  readonly token: string
  stop(): Promise<void>
}

/** An appliance with one organization, whose owner's password costs no time. */
export async function openStage(): Promise<Stage> {
  const place = await newPlace()
  const store = await openStore(place)
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
  const appliance = await start(configAt(place), createLog({ level: 'error', format: 'text' }))
  async function stop(): Promise<void> {
    await appliance.stop()
    await clear(place)
  }
  return { url: `${appliance.url}/scim/v2`, token, stop }
}
