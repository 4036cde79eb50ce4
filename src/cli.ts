import type { Command } from './commands/command'
import { isExpected } from './commands/failure'
import { type Flags, parse } from './commands/flags'
import { explanation, overview, settingFlags } from './commands/help'
import type { Terminal } from './commands/terminal'
import { type Config, type Environment, readConfig } from './config'
import { Refusal } from './directory/refusal'
import { UsageError } from './usage-error'

/** The commands in the order of the help. Only the one that is wanted is loaded: none waits for what others need. */
const commands: ReadonlyMap<string, () => Promise<Command>> = new Map([
  ['serve', async () => (await import('./commands/serve')).serve],
  ['setup', async () => (await import('./commands/setup')).setup],
  ['connection', async () => (await import('./commands/connection')).connection],
  ['token', async () => (await import('./commands/token')).token],
  ['owner', async () => (await import('./commands/owner')).owner],
  ['api-key', async () => (await import('./commands/api-key')).apiKey],
  ['schema', async () => (await import('./commands/schema')).schema],
  ['resource-type', async () => (await import('./commands/resource-type')).resourceType],
  ['resource', async () => (await import('./commands/resource')).resource],
  ['events', async () => (await import('./commands/events')).events],
  ['simulate', async () => (await import('./commands/simulate')).simulate],
  ['conformance', async () => (await import('./commands/conformance')).conformance],
  ['demo', async () => (await import('./commands/demo')).demo],
  ['move', async () => (await import('./commands/move')).move],
  ['health', async () => (await import('./commands/health')).health],
  ['version', async () => (await import('./commands/version')).version],
])

/** Does what the words behind the executable's name say; settles with the exit code: 0 done, 1 failed, 2 unusable words. */
export async function run(words: readonly string[], terminal: Terminal, environment?: Environment): Promise<number> {
  let config: Config | undefined
  try {
    const wish = await understand(words)
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

async function understand([first, ...rest]: readonly string[]): Promise<Wish> {
  if (first === undefined || isHelp(first)) return { help: await everything() }
  if (first === '--version') return understand(['version', ...rest])
  if (first === 'help') return rest.length === 0 ? { help: await everything() } : understand([...rest, '--help'])
  const load = commands.get(first)
  if (!load) throw new UsageError(`There is no command "${first}"; there are ${[...commands.keys()].join(', ')}.`)
  const command = await load()
  if (rest.some(isHelp)) return { help: explanation(command) }
  const { flags, operands } = parse(first, rest, [...command.flags, ...settingFlags(command.settings)])
  const [operand = '', ...surplus] = command.operand ? operands : ['', ...operands]
  if (surplus.length > 0) throw new UsageError(`rollcall ${first} does not know what to do with "${surplus[0]}".`)
  if (command.operand && operand === '') throw new UsageError(`rollcall ${first} ${command.operand}: say which.`)
  return { command, operand, flags }
}

async function everything(): Promise<string> {
  return overview(await Promise.all([...commands.values()].map((load) => load())))
}

function isHelp(word: string): boolean {
  return word === '--help' || word === '-h'
}

function complaint(error: unknown): string {
  const message = (error instanceof Error ? error.message : String(error)).replace(/\s+/g, ' ').trim()
  if (isExpected(error)) return message
  return `Something unexpected went wrong (${message}). Please report it, with what --log-level debug prints.`
}
