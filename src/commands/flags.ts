import { UsageError } from '../usage-error'
import type { Flag } from './command'

/** The flags that were given; a switch has the empty text. */
export type Flags = ReadonlyMap<string, string>

/** Errors: UsageError for the first word that cannot be understood. */
export function parse(
  command: string,
  words: readonly string[],
  known: readonly Flag[],
): { flags: Flags; operands: readonly string[] } {
  const flags = new Map<string, string>()
  const operands: string[] = []
  const rest = [...words]
  for (let word = rest.shift(); word !== undefined; word = rest.shift()) {
    const [, written, tied] = /^(-[^=]+)(?:=(.*))?$/s.exec(word) ?? []
    if (word === '--') operands.push(...rest.splice(0))
    else if (written === undefined) operands.push(word)
    else {
      const flag = known.find(({ name }) => `--${name}` === written)
      if (!flag) throw new UsageError(`rollcall ${command} has no flag ${written}; --help lists those it has.`)
      flags.set(flag.name, valueFor(flag, tied, rest))
    }
  }
  return { flags, operands }
}

/** The flag's value. Errors: UsageError where it is missing. */
export function required(flags: Flags, name: string, value: string): string {
  const given = flags.get(name)
  if (given === undefined || given.trim() === '') throw new UsageError(`--${name} ${value} is needed.`)
  return given
}

/** The flag's value as a whole number, if it was given. Errors: UsageError where it is none. */
export function number(flags: Flags, name: string, least: number, most: number): number | undefined {
  const given = flags.get(name)
  if (given === undefined) return undefined
  if (/^\d+$/.test(given) && Number(given) >= least && Number(given) <= most) return Number(given)
  throw new UsageError(`--${name} must be a whole number from ${least} to ${most}, not "${given}".`)
}

/** The flag's value, if it was given, as one of some words whatever its case. Errors: UsageError for another. */
export function choice(flags: Flags, name: string, words: readonly string[]): string | undefined {
  const given = flags.get(name)
  if (given === undefined) return undefined
  const found = words.find((word) => word.toLowerCase() === given.trim().toLowerCase())
  if (found !== undefined) return found
  throw new UsageError(`--${name} must be one of ${words.join(', ')}, not "${given}".`)
}

/** The value tied to a flag, else the word behind it, which is taken from the rest. Errors: UsageError where it is missing. */
function valueFor({ name, value }: Flag, tied: string | undefined, rest: string[]): string {
  if (!value) {
    if (tied !== undefined) throw new UsageError(`--${name} takes no value.`)
    return ''
  }
  const given = tied ?? rest.shift()
  if (given === undefined) throw new UsageError(`--${name} needs a value: --${name} ${value}.`)
  // Most often it is a flag whose predecessor lacks its value.
  if (tied === undefined && /^-./.test(given)) {
    throw new UsageError(`--${name} needs a value; one that begins with a dash is written --${name}=${given}.`)
  }
  return given
}
