/** What is done with which table, and with how many of its rows so far. */
export interface Step {
  readonly phase: string
  readonly done: number
  readonly total: number
}

export type OnStep = (step: Step) => void

/** Tells of what takes so many rows, however many there turn out to be: it ends with the last step, and not before. */
export function steps(phase: string, total: number, onStep: OnStep) {
  return {
    reach(done: number) {
      if (total > 0) onStep({ phase, done: Math.min(done, total - 1), total })
    },
    end() {
      if (total > 0) onStep({ phase, done: total, total })
    },
  }
}
