import { afterAll, beforeAll } from 'bun:test'
import { executable } from './executable'
import { type PostgresServer, startPostgres } from './postgres'
import { endServers } from './server'

/** A PostgreSQL for the commands and servers of a file's tests, which finds them built and ends with them. */
export function commandsOnPostgres(): Pick<PostgresServer, 'createDatabase' | 'restart' | 'pause' | 'resume'> {
  let postgres: PostgresServer | undefined
  const started = () => {
    if (!postgres) throw new Error('The PostgreSQL is there once the tests have begun.')
    return postgres
  }

  beforeAll(async () => {
    await executable()
    postgres = await startPostgres()
  }, 120_000)

  afterAll(async () => {
    await endServers()
    await postgres?.stop()
  })

  return {
    createDatabase: () => started().createDatabase(),
    restart: () => started().restart(),
    pause: () => started().pause(),
    resume: () => started().resume(),
  }
}
