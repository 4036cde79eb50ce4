/** `warned`: departs from a SHOULD. `observed`: one of several right ways, worth knowing. */
export type Outcome = 'passed' | 'failed' | 'warned' | 'skipped' | 'observed'

export const outcomes: readonly Outcome[] = ['passed', 'failed', 'warned', 'skipped', 'observed']

/** One request and its answer, trimmed. */
export interface Shown {
  /** The request line and the headers that are not the usual ones. */
  readonly request: string
  readonly sent?: string
  /** 0 where nothing came back. */
  readonly status: number
  readonly headers: string
  readonly answered: string
}

export interface Finding {
  readonly theme: string
  readonly section: string
  readonly says: string
  readonly outcome: Outcome
  /** What is wrong, why it was skipped, or what was observed. */
  readonly because: readonly string[]
  /** What shows it; all that was exchanged where nothing is wrong. */
  readonly exchanges: readonly Shown[]
}

export interface Report {
  readonly url: string
  readonly durationMs: number
  readonly requests: number
  /** Why the run ended early, if it did. */
  readonly stopped?: string
  readonly findings: readonly Finding[]
  /** Paths of what was created and could not be removed. */
  readonly leftovers: readonly string[]
}

export function exitCode({ findings, stopped }: Report): 0 | 1 {
  return stopped === undefined && findings.every(({ outcome }) => outcome !== 'failed') ? 0 : 1
}

export function count({ findings }: Report): Readonly<Record<Outcome, number>> {
  const counts = { passed: 0, failed: 0, warned: 0, skipped: 0, observed: 0 }
  for (const { outcome } of findings) counts[outcome]++
  return counts
}

/** The whole report as JSON; the exchanges of what passed only where they are asked for. */
export function renderJson(report: Report, isVerbose: boolean): string {
  const findings = report.findings.map((finding) => ({ ...finding, exchanges: exchangesOf(finding, isVerbose) }))
  return JSON.stringify({ ...report, counts: count(report), findings }, null, 2)
}

export function exchangesOf({ outcome, exchanges }: Finding, isVerbose: boolean): readonly Shown[] {
  return isVerbose || outcome === 'failed' || outcome === 'warned' ? exchanges : []
}
