import { check, limits } from '../simulator/options'
import { progressBar } from '../simulator/progress-bar'
import { isProvider, providers } from '../simulator/providers'
import { exitCode, render } from '../simulator/report'
import { simulate as play } from '../simulator/simulate'
import { UsageError } from '../usage-error'
import type { Command } from './command'
import { number, required } from './flags'

export const simulate: Command = {
  name: 'simulate',
  summary: 'acts as an identity provider does, against any SCIM server, and judges its answers',
  operand: providers.join('|'),
  settings: ['logLevel'],
  flags: [
    { name: 'url', value: 'ENDPOINT', summary: 'the SCIM base URL to provision into' },
    { name: 'token', value: 'TOKEN', summary: 'the token for it' },
    { name: 'users', value: 'NUMBER', summary: `how many people to provision (else ${limits.users.usual})` },
    { name: 'groups', value: 'NUMBER', summary: `how many groups to push (else ${limits.groups.usual})` },
    { name: 'concurrency', value: 'NUMBER', summary: `how many requests at a time (else ${limits.concurrency.usual})` },
    { name: 'json', summary: 'prints JSON' },
  ],
  async run({ operand, flags, terminal }) {
    if (!isProvider(operand)) {
      throw new UsageError(`The provider must be one of ${providers.join(', ')}, not "${operand}".`)
    }
    const count = (name: keyof typeof limits) => number(flags, name, limits[name].least, limits[name].most)
    const [users, groups, concurrency] = [count('users'), count('groups'), count('concurrency')]
    const options = {
      url: required(flags, 'url', 'ENDPOINT'),
      token: required(flags, 'token', 'TOKEN'),
      ...(users !== undefined && { users }),
      ...(groups !== undefined && { groups }),
      ...(concurrency !== undefined && { concurrency }),
      onProgress: progressBar(process.stderr),
    }
    const unusable = check(options)
    if (unusable !== undefined) throw new UsageError(unusable)
    const report = await play(operand, options)
    terminal.print(render(report, flags.has('json') ? 'json' : 'text').trimEnd())
    return exitCode(report)
  },
}
