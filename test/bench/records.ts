import { Database } from 'bun:sqlite'
import { join } from 'node:path'
import { Incomparable } from './statistics'

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

/**
 * Errors: Incomparable where requests left not as much behind as each must: then something was not done, or not logged.
 * What a server writes behind its answers is waited for, so long (ms).
 */
export async function refuseLosses(
  requests: number,
  leaves: Records = { events: 1, changes: 0 },
  before: Records,
  count: () => Records | Promise<Records>,
  patience = 2000,
): Promise<void> {
  const end = performance.now() + patience
  for (;;) {
    const after = await count()
    const loss = kinds.find((kind) => after[kind] - before[kind] !== requests * leaves[kind])
    if (!loss) return
    if (performance.now() >= end) {
      const [found, wanted] = [after[loss] - before[loss], requests * leaves[loss]]
      throw new Incomparable(`${requests} requests left ${found} ${loss} behind; it should have been ${wanted}`)
    }
    await Bun.sleep(100)
  }
}

const kinds = ['events', 'changes'] as const
