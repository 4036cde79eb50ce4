import type { Database } from 'bun:sqlite'
import { existsSync } from 'node:fs'
import { join } from 'node:path'
import { newest, versionOf } from '../sqlite/migrations'
import { CannotMove } from './cannot-move'
import { reading } from './reading'
import type { Source, SqlitePlace, Value } from './side'
import { holding, progressIn } from './sqlite-file'

/** A data directory to read from. Errors: CannotMove, ForeignFile, NewerDatabase. */
export async function sqliteSource({ name: directory }: SqlitePlace): Promise<Source> {
  if (!existsSync(join(directory, 'rollcall.db')))
    throw new CannotMove(`There is no data in ${directory}, or none that this user may see.`)
  return holding(directory, (client) => {
    client.run('pragma query_only = on')
    if (versionOf(client) < newest)
      throw new CannotMove(
        `${directory} is as an older version of Rollcall left it. Serve from it once, with this one.`,
      )
    if (progressIn(client))
      throw new CannotMove(`${directory} is itself the target of a move that has not been finished.`)
    return sourceOn(client, directory)
  })
}

export function sourceOn(client: Database, directory: string): Source {
  return {
    engine: 'sqlite',
    name: directory,
    ...reading({
      // What is selected is text, numbers and NULL.
      rows: async (text, values) => client.query<never, Value[]>(text).values(...values) as Value[][],
      mark: (position) => `?${position}`,
      say: ({ name, kind }) => (kind === 'bytes' ? `lower(hex("${name}"))` : `"${name}"`),
    }),
    async highest({ name, numbered }) {
      const [row] = client
        .query(
          `select max(coalesce(max("${numbered}"), 0), coalesce((select seq from sqlite_sequence where name = ?), 0))
            from "${name}"`,
        )
        .values(name)
      return Number(row?.[0])
    },
    async close() {
      client.close(true)
    },
  }
}
