import { createHistogram, type Histogram } from './histogram'
import type { Account, Operation, Problem } from './report'

/** Keeps what happened to every request of a run, in memory that does not grow with their number. */
export type Ledger = {
  readonly begin: (operation: string) => void
  readonly end: (operation: string, status: number, milliseconds: number) => void
  readonly wait: (milliseconds: number) => void
  readonly object: (problem: Problem) => void
  readonly close: () => Account
}

/** `busy` is the time with at least one request under way: the rate of an operation is measured in it alone. */
type Tally = {
  requests: number
  problems: number
  underWay: number
  busySince: number
  busy: number
  readonly statuses: Map<number, number>
  readonly durations: Histogram
}

const shown = { inAll: 20, ofOneKind: 3 }

export function openLedger(now: () => number): Ledger {
  const tallies = new Map<string, Tally>()
  const kinds = new Map<string, number>()
  const problems: Problem[] = []
  const throttled = { answers: 0, waitedMs: 0 }
  let problemCount = 0

  const tallyOf = (operation: string): Tally => {
    const tally = tallies.get(operation) ?? openTally()
    tallies.set(operation, tally)
    return tally
  }

  return {
    begin(operation) {
      const tally = tallyOf(operation)
      if (tally.underWay++ === 0) tally.busySince = now()
    },
    end(operation, status, milliseconds) {
      const tally = tallyOf(operation)
      tally.requests++
      tally.statuses.set(status, (tally.statuses.get(status) ?? 0) + 1)
      tally.durations.add(milliseconds)
      if (--tally.underWay === 0) tally.busy += now() - tally.busySince
    },
    wait(milliseconds) {
      throttled.answers++
      throttled.waitedMs += milliseconds
    },
    object(problem) {
      problemCount++
      tallyOf(problem.operation).problems++
      const kind = `${problem.operation} ${problem.status}`
      const alike = kinds.get(kind) ?? 0
      kinds.set(kind, alike + 1)
      if (problems.length < shown.inAll && alike < shown.ofOneKind) problems.push(problem)
    },
    close: () => ({ operations: [...tallies].map(summarise), throttled, problemCount, problems }),
  }
}

function openTally(): Tally {
  const durations = createHistogram()
  return { requests: 0, problems: 0, underWay: 0, busySince: 0, busy: 0, statuses: new Map(), durations }
}

function summarise([name, tally]: [string, Tally]): Operation {
  return {
    name,
    requests: tally.requests,
    statuses: Object.fromEntries(tally.statuses),
    ratePerSecond: round(tally.busy > 0 ? (tally.requests * 1000) / tally.busy : 0),
    p50Ms: round(tally.durations.quantile(0.5)),
    p99Ms: round(tally.durations.quantile(0.99)),
    problems: tally.problems,
  }
}

function round(value: number): number {
  return Math.round(value * 100) / 100
}
