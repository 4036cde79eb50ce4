import type { Config } from '../config'
import type { Flags } from './flags'
import type { Terminal } from './terminal'

/** One of the things the executable does. */
export interface Command {
  readonly name: string
  readonly summary: string
  /** What stands behind the name, if something must: `PROVIDER`. */
  readonly operand?: string
  /** The settings that it has flags for. */
  readonly settings: readonly (keyof Config)[]
  readonly flags: readonly Flag[]
  /** Settles with the exit code. Errors: UsageError, Refusal, Failure. */
  run(call: Call): Promise<number>
}

export interface Flag {
  readonly name: string
  /** What stands for its value in the help; a flag without one is a switch. */
  readonly value?: string
  readonly summary: string
}

export interface Call {
  readonly operand: string
  readonly flags: Flags
  readonly config: Config
  readonly terminal: Terminal
}
