import type { Report } from '../../../src/simulator/report'
import { type Bench, serving } from '../bench'
import { interruption } from '../interruption'
import { processorTime } from '../servers/running'
import { shown, type Table } from '../table'

export const syncName = 'Okta initial sync'

/** The whole of what Okta does with an application it was just given, by `rollcall simulate`. */
export async function measureSync(bench: Bench): Promise<Table> {
  const { quick, connections } = bench.options
  const [users, groups] = quick ? [200, 10] : [10_000, 200]
  return serving(bench, 0, [], async ({ server, seeded: { token } }) => {
    bench.say(`Okta provisions ${users} people and ${groups} groups`)
    const words = Object.entries({
      url: `http://127.0.0.1:${server.port}/scim/v2`,
      token,
      users,
      groups,
      concurrency: connections,
    })
    const child = Bun.spawn(
      [bench.programs.rollcall, 'simulate', 'okta', '--json', ...words.map(([name, value]) => `--${name}=${value}`)],
      { env: {}, stdio: ['ignore', 'pipe', 'ignore'], signal: interruption.signal },
    )
    const before = processorTime(server.pid) ?? Number.NaN
    const report: Report = JSON.parse(await new Response(child.stdout).text())
    const cost = (processorTime(server.pid) ?? Number.NaN) - before
    const { operations, durationMs, problemCount, problems, stopped } = report
    const requests = operations.reduce((sum, operation) => sum + operation.requests, 0)
    const seconds = durationMs / 1000
    return {
      kind: 'table',
      name: syncName,
      title: `Okta's initial sync of ${users} people and ${groups} groups, everything it does later included: ${requests} requests in ${shown(seconds)} s, ${shown(requests / seconds)}/s; the server used ${shown(cost)} s of processor time`,
      columns: ['operation', 'requests', '/s', 'p50 ms', 'p99 ms'],
      rows: operations.map(({ name, requests, ratePerSecond, p50Ms, p99Ms }) => [
        name,
        String(requests),
        shown(ratePerSecond),
        shown(p50Ms),
        shown(p99Ms),
      ]),
      values: { requests, seconds },
      ...((problemCount > 0 || stopped) && { refused: stopped ?? `${problemCount} problems: ${problems[0]?.said}` }),
    }
  })
}
