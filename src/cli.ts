import { apiKey } from './commands/api-key'
import type { Command } from './commands/command'
import { conformance } from './commands/conformance'
import { connection } from './commands/connection'
import { demo } from './commands/demo'
import { events } from './commands/events'
import { isExpected } from './commands/failure'
import { type Flags, parse } from './commands/flags'
import { health } from './commands/health'
import { explanation, overview, settingFlags } from './commands/help'
import { owner } from './commands/owner'
import { resource } from './commands/resource'
import { resourceType } from './commands/resource-type'
import { schema } from './commands/schema'
import { serve } from './commands/serve'
import { setup } from './commands/setup'
import { simulate } from './commands/simulate'
import type { Terminal } from './commands/terminal'
import { token } from './commands/token'
import { version } from './commands/version'
import { type Config, type Environment, readConfig } from './config'
import { Refusal } from './directory/refusal'
import { UsageError } from './usage-error'

const commands: readonly Command[] = [
  serve,
  setup,
  connection,
  token,
  owner,
  apiKey,
  schema,
  resourceType,
  resource,
  events,
  simulate,
  conformance,
  demo,
  health,
  version,
]

/** Does what the words behind the executable's name say; settles with the exit code: 0 done, 1 failed, 2 unusable words. */
export async function run(words: readonly string[], terminal: Terminal, environment?: Environment): Promise<number> {
  let config: Config | undefined
  try {
    const wish = understand(words)
    if ('help' in wish) {
      terminal.print(wish.help)
      return 0
    }
    const { command, operand, flags } = wish
    config = readConfig(flags, environment, command.settings)
    return await command.run({ operand, flags, config, terminal })
  } catch (error) {
    terminal.tell(`rollcall: ${complaint(error)}`)
    if (config?.logLevel === 'debug') terminal.tell(Bun.inspect(error))
    return error instanceof UsageError || (error instanceof Refusal && error.code === 'invalid') ? 2 : 1
  }
}

type Wish = { readonly help: string } | { readonly command: Command; readonly operand: string; readonly flags: Flags }

function understand([first, ...rest]: readonly string[]): Wish {
  if (first === undefined || isHelp(first)) return { help: overview(commands) }
  if (first === '--version') return understand(['version', ...rest])
  if (first === 'help') return rest.length === 0 ? { help: overview(commands) } : understand([...rest, '--help'])
  const command = commands.find(({ name }) => name === first)
  if (!command) {
    const names = commands.map(({ name }) => name).join(', ')
    throw new UsageError(`There is no command "${first}"; there are ${names}.`)
  }
  if (rest.some(isHelp)) return { help: explanation(command) }
  const { flags, operands } = parse(first, rest, [...command.flags, ...settingFlags(command.settings)])
  const [operand = '', ...surplus] = command.operand ? operands : ['', ...operands]
  if (surplus.length > 0) throw new UsageError(`rollcall ${first} does not know what to do with "${surplus[0]}".`)
  if (command.operand && operand === '') throw new UsageError(`rollcall ${first} ${command.operand}: say which.`)
  return { command, operand, flags }
}

function isHelp(word: string): boolean {
  return word === '--help' || word === '-h'
}

function complaint(error: unknown): string {
  const message = (error instanceof Error ? error.message : String(error)).replace(/\s+/g, ' ').trim()
  if (isExpected(error)) return message
  return `Something unexpected went wrong (${message}). Please report it, with what --log-level debug prints.`
}
