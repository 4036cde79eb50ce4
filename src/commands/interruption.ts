/** Two signals within this time are one wish: a Ctrl-C under npm arrives twice. */
const oneWish = 250

/** Settles with the first SIGINT or SIGTERM. A second one ends the process at once. */
export function interruption(): Promise<NodeJS.Signals> {
  return new Promise((resolve) => {
    let first: number | undefined
    const hear = (signal: NodeJS.Signals) => {
      first ??= performance.now()
      if (performance.now() - first > oneWish) process.exit(1)
      resolve(signal)
    }
    process.on('SIGINT', hear)
    process.on('SIGTERM', hear)
  })
}
