/** Settles when all have ended, whatever came of each; rejects with what the first of them failed by. */
export async function together(works: readonly Promise<void>[]): Promise<void> {
  const outcomes = await Promise.allSettled(works)
  for (const outcome of outcomes) if (outcome.status === 'rejected') throw outcome.reason
}
