import { type Config, defaultOf, type Setting, settings } from '../config'
import type { Command, Flag } from './command'

/** What the executable can do. */
export function overview(commands: readonly Command[]): string {
  const rows = commands.map(({ name, summary }) => [name, summary] as const)
  return [
    'Rollcall: a SCIM 2.0 appliance that identity providers provision people into.',
    '',
    'usage: rollcall COMMAND [flags]',
    '',
    ...columns(rows),
    '',
    'rollcall COMMAND --help says more about each. Settings can be flags or environment variables; flags win.',
    'Exit codes: 0 done, 1 failed, 2 arguments that cannot be used.',
  ].join('\n')
}

/** What one command needs and takes. */
export function explanation(command: Command): string {
  const { name, operand, summary } = command
  const rows = [
    ...command.flags.map((flag) => [written(flag), flag.summary] as const),
    ...settingsOf(command.settings).map((setting) => [`--${setting.flag} ${setting.value}`, story(setting)] as const),
    ['--help', 'this text'] as const,
  ]
  const usage = `usage: rollcall ${name}${operand ? ` ${operand}` : ''} [flags]`
  return [`rollcall ${name}: ${summary}`, '', usage, '', ...columns(rows)].join('\n')
}

/** The settings as flags. */
export function settingFlags(names: readonly (keyof Config)[]): readonly Flag[] {
  return settingsOf(names).map(({ flag, value, summary }) => ({ name: flag, value, summary }))
}

function settingsOf(names: readonly (keyof Config)[]): readonly Setting[] {
  return settings.filter(({ name }) => names.includes(name))
}

function story(setting: Setting): string {
  const usual = defaultOf(setting)
  return `${setting.summary} (${setting.variable}${usual ? `, else ${usual}` : ''})`
}

function written({ name, value }: Flag): string {
  return value ? `--${name} ${value}` : `--${name}`
}

function columns(rows: readonly (readonly [string, string])[]): readonly string[] {
  const width = Math.max(...rows.map(([left]) => left.length))
  return rows.map(([left, right]) => `  ${left.padEnd(width)}  ${right}`)
}
