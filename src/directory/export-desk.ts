import { Refusal } from './refusal'

/** How many exports of an organization may be read at once: each holds in memory what its reader has not taken yet. */
const most = 5
/** ms after which an export that nobody goes on reading does not count any more. */
const patience = 60_000

/** Watches over what is being read. */
export interface ExportDesk {
  /** The same parts, counted while they are read. Errors: Refusal conflict where too many are. */
  admit<Part>(organizationId: string, parts: AsyncIterable<Part>): AsyncIterable<Part>
}

export function exportDesk(now: () => number): ExportDesk {
  const readings = new Set<{ readonly organizationId: string; latest: number }>()
  return {
    admit(organizationId, parts) {
      const time = now()
      for (const each of readings) if (each.latest <= time - patience) readings.delete(each)
      const others = [...readings].filter((each) => each.organizationId === organizationId)
      if (others.length >= most)
        throw new Refusal('conflict', `${most} exports are under way already; wait until one is done, or a minute.`)
      const reading = { organizationId, latest: time }
      readings.add(reading)
      return counted(
        parts,
        () => {
          reading.latest = now()
        },
        () => readings.delete(reading),
      )
    },
  }
}

async function* counted<Part>(parts: AsyncIterable<Part>, goesOn: () => void, ends: () => void) {
  try {
    for await (const part of parts) {
      goesOn()
      yield part
    }
  } finally {
    ends()
  }
}
