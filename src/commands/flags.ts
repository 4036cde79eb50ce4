import { parseArgs } from 'node:util'
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
  const options = Object.fromEntries(
    known.map(({ name, value }) => [name, { type: value ? ('string' as const) : ('boolean' as const) }]),
  )
  const { tokens } = parseArgs({ args: [...words], options, strict: false, allowPositionals: true, tokens: true })
  const flags = new Map<string, string>()
  for (const token of tokens) {
    if (token.kind !== 'option') continue
    const flag = token.rawName.startsWith('--') ? known.find(({ name }) => name === token.name) : undefined
    if (!flag) throw new UsageError(`rollcall ${command} has no flag ${token.rawName}; --help lists those it has.`)
    flags.set(flag.name, valueIn(flag, token))
  }
  return { flags, operands: tokens.flatMap((token) => (token.kind === 'positional' ? [token.value] : [])) }
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

/** A value that looks like a flag is most often one whose predecessor lacks its value, so it must be tied to it. */
function valueIn(
  { name, value }: Flag,
  token: { value?: string | undefined; inlineValue?: boolean | undefined },
): string {
  if (!value) {
    if (token.value !== undefined) throw new UsageError(`--${name} takes no value.`)
    return ''
  }
  if (token.value === undefined) throw new UsageError(`--${name} needs a value: --${name} ${value}.`)
  if (!token.inlineValue && /^-./.test(token.value)) {
    throw new UsageError(`--${name} needs a value; one that begins with a dash is written --${name}=${token.value}.`)
  }
  return token.value
}
