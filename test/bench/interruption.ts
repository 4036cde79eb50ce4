/** Aborted when a run is cut short: all processes that it has started end with it. */
export const interruption = new AbortController()
