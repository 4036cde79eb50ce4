import { Database } from 'bun:sqlite'
import { join } from 'node:path'

/** How many events and changes a directory has ever kept. */
export interface Records {
  readonly events: number
  readonly changes: number
}

/** Counts them beside a server that is running, without reading them. */
export function records(dataDirectory: string): Records {
  const db = new Database(join(dataDirectory, 'rollcall.db'), { readonly: true })
  try {
    const numbers = db.query<{ seq: number }, [string]>('select seq from sqlite_sequence where name = ?')
    return { events: numbers.get('request_events')?.seq ?? 0, changes: numbers.get('changes')?.seq ?? 0 }
  } finally {
    db.close()
  }
}
