import { check } from '../conformance/options'
import { exitCode, renderJson } from '../conformance/report'
import { run } from '../conformance/run'
import { renderText } from '../conformance/text-report'
import { UsageError } from '../usage-error'
import type { Command } from './command'
import { required } from './flags'

export const conformance: Command = {
  name: 'conformance',
  summary: 'asks any SCIM server what RFC 7643, 7644 and 9865 demand of it, and reports what it does not do',
  settings: ['logLevel'],
  flags: [
    { name: 'url', value: 'BASE', summary: 'the SCIM base URL' },
    { name: 'token', value: 'TOKEN', summary: 'the token for it' },
    { name: 'only', value: 'TEXT', summary: 'only checks with this in their theme, section or sentence' },
    { name: 'json', summary: 'prints JSON' },
    { name: 'verbose', summary: 'shows every exchange, not only those where something is wrong' },
  ],
  async run({ flags, terminal }) {
    const only = flags.get('only')
    const options = {
      url: required(flags, 'url', 'BASE'),
      token: required(flags, 'token', 'TOKEN'),
      ...(only !== undefined && { only }),
      onProgress: (done: number, total: number) => {
        const isDone = done === total
        if (process.stderr.isTTY) process.stderr.write(isDone ? '\r\u001b[K' : `\r${done} of ${total} checks made`)
      },
    }
    const unusable = check(options)
    if (unusable !== undefined) throw new UsageError(unusable)
    const report = await run(options)
    if (only !== undefined && report.findings.length === 0 && report.stopped === undefined) {
      throw new UsageError(`No check has "${only}" in its theme, section or sentence.`)
    }
    const isVerbose = flags.has('verbose')
    terminal.print(flags.has('json') ? renderJson(report, isVerbose) : renderText(report, isVerbose))
    return exitCode(report)
  },
}
