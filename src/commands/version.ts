import { Database } from 'bun:sqlite'
import { version as rollcall } from '../version'
import type { Command } from './command'

export const version: Command = {
  name: 'version',
  summary: 'prints the version, and what it is made of',
  settings: [],
  flags: [{ name: 'json', summary: 'prints JSON' }],
  async run({ flags, terminal }) {
    const made = {
      version: rollcall,
      bun: Bun.version,
      sqlite: sqlite(),
      platform: `${process.platform}-${process.arch}`,
    }
    terminal.print(
      flags.has('json')
        ? JSON.stringify(made, null, 2)
        : `rollcall ${made.version} (bun ${made.bun}, sqlite ${made.sqlite}, ${made.platform})`,
    )
    return 0
  },
}

function sqlite(): string {
  using database = new Database(':memory:')
  return database.query<{ version: string }, []>('select sqlite_version() as version').get()?.version ?? 'unknown'
}
