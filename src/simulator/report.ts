import { table } from './table'

export type Operation = {
  readonly name: string
  readonly requests: number
  /** How often each status came; 0 stands for no answer. */
  readonly statuses: Readonly<Record<string, number>>
  readonly ratePerSecond: number
  readonly p50Ms: number
  readonly p99Ms: number
  readonly problems: number
}

export type Problem = {
  readonly operation: string
  readonly method: string
  readonly path: string
  readonly status: number
  readonly said: string
}

export type Account = {
  readonly operations: readonly Operation[]
  /** Answers with 429, and the time spent waiting because of them. */
  readonly throttled: { readonly answers: number; readonly waitedMs: number }
  readonly problemCount: number
  /** The first 20, of each kind 3 at most, so that a frequent one does not hide the others. */
  readonly problems: readonly Problem[]
}

export type Report = Account & {
  readonly provider: string
  readonly url: string
  readonly users: number
  readonly groups: number
  readonly concurrency: number
  readonly durationMs: number
  /** Why the run ended early, if it did. */
  readonly stopped?: string | undefined
  /** What people would wonder about. */
  readonly note?: string | undefined
}

export function exitCode(report: Report): 0 | 1 {
  return report.problemCount === 0 && report.stopped === undefined ? 0 : 1
}

export function render(report: Report, format: 'text' | 'json'): string {
  if (format === 'json') return `${JSON.stringify(report, null, 2)}\n`
  if (report.stopped === undefined) {
    const note = report.note !== undefined && report.users > 1 ? [report.note] : []
    return `${[...summary(report), '', ...verdict(report), ...note].join('\n')}\n`
  }
  const began = report.operations.length > 1
  return `${(began ? [...summary(report), '', ...verdict(report), '', report.stopped] : [report.stopped]).join('\n')}\n`
}

function summary(report: Report): readonly string[] {
  const { provider, url, users, groups, concurrency, durationMs, operations, throttled } = report
  const heading = `${provider} → ${url}: ${plural(users, 'user')}, ${plural(groups, 'group')}, ${concurrency} at a time, ${seconds(durationMs)}`
  const names = ['operation', 'requests', 'answers', 'rate/s', 'p50 ms', 'p99 ms', 'problems']
  const lines = [heading, '', ...table(names, operations.map(row))]
  if (throttled.answers === 0) return lines
  return [
    ...lines,
    '',
    `Asked to slow down (429) ${plural(throttled.answers, 'time')}; waited ${seconds(throttled.waitedMs)} in all.`,
  ]
}

function row({ name, requests, statuses, ratePerSecond, p50Ms, p99Ms, problems }: Operation): readonly string[] {
  const answers = Object.entries(statuses).map(([status, count]) => `${count} × ${status === '0' ? 'none' : status}`)
  const numbers = [ratePerSecond.toFixed(1), p50Ms.toFixed(1), p99Ms.toFixed(1), String(problems)]
  return [name, String(requests), answers.join(', '), ...numbers]
}

function verdict({ provider, problemCount, problems }: Report): readonly string[] {
  if (problemCount === 0) return [`No problems: ${provider} would report no error.`]
  const shown = problems.length < problemCount ? `; ${problems.length} of them` : ''
  const heading = `${plural(problemCount, 'problem')}${shown}:`
  return [
    heading,
    ...problems.flatMap(({ method, path, status, said }) => [
      `  ${method} ${path} → ${status || 'no answer'}`,
      `    ${said}`,
    ]),
  ]
}

function seconds(milliseconds: number): string {
  return `${(milliseconds / 1000).toFixed(1)} s`
}

function plural(count: number, noun: string): string {
  return `${count} ${noun}${count === 1 ? '' : 's'}`
}
