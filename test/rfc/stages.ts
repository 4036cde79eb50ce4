import { randomBytes } from 'node:crypto'
import { start } from '../../src/appliance'
import { directory } from '../../src/directory/directory'
import { createLog } from '../../src/log'
import { clear, configAt, newPlace, openStore, type Place } from '../support/place'
import { endServers, serve } from '../support/server'

/** Where an example is replayed: a server, and an organization of its own on it. */
export interface Stage {
  readonly url: string
  readonly connection: string
  readonly token: string
}

export interface Stages {
  of(title: string): Stage
  close(): Promise<void>
}

interface Running {
  readonly url: string
  stop(): Promise<void>
}

/** The appliance in this process. */
export async function inProcess(place: Place): Promise<Running> {
  return start(configAt(place), createLog({ level: 'error', format: 'text' }))
}

/** The executable, built first where a source is newer. */
export async function asExecutable(place: Place): Promise<Running> {
  const { url } = await serve([], { place })
  return { url, stop: endServers }
}

/** A server with an organization for each title. Their owners sign in nowhere, so no password is hashed for them. */
export async function openStages(titles: readonly string[], run: typeof inProcess): Promise<Stages> {
  const place = await newPlace()
  const made = await setUp(place, titles)
  const { url, stop } = await run(place)
  return {
    of(title) {
      const stage = made.get(title)
      if (!stage) throw new Error(`nothing was set up for ${title}`)
      return { url, ...stage }
    },
    async close() {
      await stop()
      await clear(place)
    },
  }
}

async function setUp(place: Place, titles: readonly string[]): Promise<ReadonlyMap<string, Omit<Stage, 'url'>>> {
  const store = await openStore(place)
  const hashPassword = async () => 'nobody signs in here'
  const verifyPassword = async () => false
  const quick = directory({ store, now: Date.now, newId: Bun.randomUUIDv7, randomBytes, hashPassword, verifyPassword })
  const owner = { owner: 'owner@harbor.example', password: 'long enough for one' }
  const stages = await Promise.all(
    titles.map(async (title, index) => {
      const { connection, token } = await quick.setUp({ organization: `${index} ${title}`, ...owner })
      return [title, { connection: connection.id, token }] as const
    }),
  )
  await store.close()
  return new Map(stages)
}
