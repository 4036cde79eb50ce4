import { randomBytes } from 'node:crypto'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { Appliance } from '../appliance'
import { createLog } from '../log'
import { progressBar } from '../simulator/progress-bar'
import { exitCode, render } from '../simulator/report'
import { simulate } from '../simulator/simulate'
import type { Call, Command } from './command'
import { endpoint } from './endpoint'
import { eventLine } from './event-line'
import { number } from './flags'
import { interruption } from './interruption'
import { listen } from './serve'

export const demo: Command = {
  name: 'demo',
  summary: 'shows a simulated Okta provisioning a throw-away organization, and lets you look around',
  settings: ['host', 'logLevel', 'logFormat'],
  flags: [
    { name: 'port', value: 'NUMBER', summary: 'port to listen on (else any free one)' },
    { name: 'keep', summary: 'goes on serving afterwards, until Ctrl-C, as it does by itself in a terminal' },
  ],
  async run(call) {
    const { config, flags, terminal } = call
    const port = number(flags, 'port', 0, 65_535) ?? 0
    const interrupted = interruption()
    const dataDirectory = mkdtempSync(join(tmpdir(), 'rollcall-demo-'))
    try {
      const log = createLog({
        level: config.logLevel === 'debug' ? 'debug' : 'error',
        format: config.logFormat ?? 'text',
      })
      const appliance = await listen({ ...config, port, dataDirectory }, log)
      const code = await Promise.race([show(appliance, call), interrupted.then(() => 0)])
      if (flags.has('keep') || terminal.isWatched) {
        terminal.print('\nCtrl-C ends the demo and removes its data.')
        await interrupted
      }
      await appliance.stop()
      return code
    } finally {
      rmSync(dataDirectory, { recursive: true, force: true })
    }
  },
}

async function show({ url, directory }: Appliance, { terminal }: Call): Promise<number> {
  const password = randomBytes(12).toString('base64url')
  const { organization, owner, connection, token } = await directory.setUp({
    organization: 'Analytical Engines',
    owner: 'ada@example.com',
    password,
  })
  const scimUrl = endpoint(url, connection.id)
  terminal.print(`Okta, simulated, provisions ${organization.name} at ${url}:\n`)
  const report = await simulate('okta', {
    url: scimUrl,
    token,
    users: 50,
    groups: 4,
    onProgress: progressBar(process.stderr),
  })
  const events = await directory.events({ organizationId: organization.id, limit: 5 })
  terminal.print(
    [
      render(report, 'text').trimEnd(),
      '',
      'The latest in its event log:',
      ...events.toReversed().map((event) => `  ${eventLine(event)}`),
      '',
      `Console   ${url}  (sign in as ${owner.email} with the password ${password})`,
      `Endpoint  ${scimUrl}`,
      `Token     ${token}`,
      `Explorer  ${url}/swagger`,
    ].join('\n'),
  )
  return exitCode(report)
}
