import { randomBytes } from 'node:crypto'
import { type Appliance, start } from '../../src/appliance'
import { directory } from '../../src/directory/directory'
import { createLog } from '../../src/log'
import { clear, configAt, newPlace, openStore, type Place } from '../support/place'
import type { Stage } from './player'

let appliance: Appliance
let place: Place

/** One appliance with an organization for each title. They are set up beforehand, since hashing their owners' passwords takes long. */
export async function openStages(titles: readonly string[]): Promise<ReadonlyMap<string, Stage>> {
  place = await newPlace()
  const store = await openStore(place)
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
  appliance = await start(configAt(place), createLog({ level: 'error', format: 'text' }))
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
  await clear(place)
}
