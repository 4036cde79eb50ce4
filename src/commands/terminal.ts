import { fstatSync } from 'node:fs'

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
  let opened: typeof process.stdout | undefined
  const out = () => {
    // Whoever reads us may have read enough, as `head` has.
    opened ??= process.stdout.on('error', () => process.exit(0))
    return opened
  }
  return {
    get isWatched() {
      // Node's streams take longer to load than a start may; what is no device is no terminal.
      return fstatSync(1).isCharacterDevice() && out().isTTY === true
    },
    print: (text) => void out().write(`${text}\n`),
    tell: (text) => void process.stderr.write(`${text}\n`),
    read: () => Bun.stdin.text(),
  }
}
