import { type PostgresServer, startPostgresIn } from './postgres-server'
import { scratch } from './scratch'

export type { PostgresServer } from './postgres-server'

/** An order of text that is none of ours, so that a comparison which forgets to name one is found out. */
const databases = "locale_provider icu icu_locale 'en-u-ks-level2-kn' locale 'C'"

/** What is lost when the machine fails matters to nobody here. */
const settings = ['fsync=off', 'max_connections=200', 'full_page_writes=off']

/** Starts a server on a free port; its data go when the tests of the file have ended. */
export function startPostgres(): Promise<PostgresServer> {
  return startPostgresIn({ directory: scratch(), settings, databases })
}
