import type { Pause } from './listing'

/**
 * Lets whoever asks go on in a later turn of the event loop, and only one in each: however many long searches there are,
 * everybody else waits for one stretch of one of them. Nobody goes on while it `isBusy`.
 */
export function turnstile(isBusy: () => boolean): Pause {
  let last = Promise.resolve()
  async function turn(): Promise<void> {
    // Whoever came during the last stretch is answered in the turn between.
    await new Promise(setImmediate)
    do await new Promise(setImmediate)
    while (isBusy())
  }
  return () => {
    last = last.then(turn)
    return last
  }
}
