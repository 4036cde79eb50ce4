/** Where a command is run from: what it prints to and reads from. */
export interface Terminal {
  /** Whether a person looks on. */
  readonly isWatched: boolean
  /** Writes results, to the standard output. */
  print(text: string): void
  /** Writes everything else, to the standard error. */
  tell(text: string): void
  /** All of the standard input. */
  read(): Promise<string>
}

export function terminal(): Terminal {
  // Whoever reads us may have read enough, as `head` has.
  process.stdout.on('error', () => process.exit(0))
  return {
    isWatched: process.stdout.isTTY === true,
    print: (text) => void process.stdout.write(`${text}\n`),
    tell: (text) => void process.stderr.write(`${text}\n`),
    read: () => Bun.stdin.text(),
  }
}
