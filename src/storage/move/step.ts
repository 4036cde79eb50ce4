/** What is done with which table, and with how many of its rows so far. */
export interface Step {
  readonly phase: string
  readonly done: number
  readonly total: number
}

export type OnStep = (step: Step) => void
