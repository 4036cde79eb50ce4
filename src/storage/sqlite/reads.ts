import type { Reader } from '../../directory/store'
import type { ReadTurns } from './read-turns'
import type { Siblings } from './siblings'
import type { WriteQueue } from './write-queue'

/**
 * Reads by one of two readers, for each call anew: by `own`, on the connection that writes, whose pages are at hand, but
 * never in the middle of its transaction; else by `apart`. What was read is given out when it is durable: nobody acts on
 * what a power cut may take back.
 */
export function reads(
  own: Reader,
  apart: Reader,
  { isWriting }: Pick<WriteQueue, 'isWriting'>,
  { settled }: Pick<Siblings, 'settled'>,
  turns: ReadTurns,
): Reader {
  const chosen = Object.entries(own).map(([kind, readers]) => {
    const others: Record<string, Read> = apart[kind as keyof Reader] as never
    const both = Object.entries(readers as Record<string, Read>).map(([name, read]) => [
      name,
      choose(read, others[name] ?? read),
    ])
    return [kind, Object.fromEntries(both)]
  })
  // Has the functions of `own` under the same names.
  return Object.fromEntries(chosen) as Reader

  function choose(read: Read, other: Read): Read {
    return (...parameters) => {
      const isApart = isWriting()
      if (!isApart) turns.enter()
      const found = isApart ? other(...parameters) : read(...parameters)
      const unsettled = settled()
      return unsettled ? held(found, unsettled) : found
    }
  }
}

type Read = (...parameters: readonly unknown[]) => Promise<unknown>

async function held(found: Promise<unknown>, settled: Promise<void>): Promise<unknown> {
  const value = await found
  await settled
  return value
}
