import type { Command } from './command'
import { baseUrl } from './endpoint'
import { Failure } from './failure'

export const health: Command = {
  name: 'health',
  summary: 'asks a running server whether it is well',
  settings: ['host', 'port', 'logLevel'],
  flags: [],
  async run({ config: { host, port }, terminal }) {
    const url = `${baseUrl({ host, port })}/health`
    const response = await fetch(url, { signal: AbortSignal.timeout(5000), redirect: 'manual' }).catch(() => {
      throw new Failure(`${url} does not answer; is the server running?`)
    })
    if (!response.ok) throw new Failure(`${url} answers ${response.status}; the log of the server may say why.`)
    terminal.print(`${url} is well.`)
    return 0
  },
}
