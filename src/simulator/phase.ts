import type { Session } from './session'

export type Progress = { readonly phase: string; readonly done: number; readonly total: number }

/** A part of a run: the same step for every index from 0 to `count` - 1, several at a time. */
export type Phase = {
  readonly name: string
  readonly count: number
  /** How many steps may be under way at once, where that is less than for others. */
  readonly atOnce?: number
  readonly step: (index: number) => Promise<void>
}

/** A phase that acts on all that exists among `ids`; what could not be created is passed over. */
export function forEach(
  name: string,
  count: number,
  ids: ReadonlyMap<number, string>,
  act: (id: string, index: number) => Promise<unknown>,
): Phase {
  const step = async (index: number) => {
    const id = ids.get(index)
    if (id !== undefined) await act(id, index)
  }
  return { name, count, step }
}

/**
 * How many of so many people are inactive at once, and how many are taken away in the end. A provider that deactivates most
 * people within minutes has gone wrong, and servers with a safeguard, such as Rollcall, stop it.
 */
export const away = (users: number) => Math.max(4, Math.floor(users / 20))
export const leaving = (users: number) => Math.min(users, Math.max(1, Math.floor(users / 10)))

/** Carries a phase out, until it is done or the server has fallen silent. */
export async function carryOut(
  { name, count, step, atOnce = count }: Phase,
  { client }: Session,
  concurrency: number,
  onProgress: (progress: Progress) => void,
): Promise<void> {
  let next = 0
  let done = 0
  const work = async () => {
    while (next < count && !client.isSilent()) {
      await step(next++)
      onProgress({ phase: name, done: ++done, total: count })
    }
  }
  if (count > 0) onProgress({ phase: name, done, total: count })
  await Promise.all(Array.from({ length: Math.min(concurrency, atOnce, count) }, work))
}
