import type { Answer } from './answer'

/** Something a server did that it must not do, with the answer that shows it. */
export interface Problem {
  readonly sentence: string
  readonly answer?: Answer
}

/** Thrown by a check that found the server wrong. */
export class Failed extends Error {
  override readonly name = 'Failed'

  constructor(readonly problems: readonly Problem[]) {
    super(problems.map(({ sentence }) => sentence).join('; '))
  }
}

/** Thrown by a check that cannot be made on this server. */
export class Skipped extends Error {
  override readonly name = 'Skipped'
}

/** Thrown where no further request may be made: too many, too long, or nobody answers any more. */
export class Stopped extends Error {
  override readonly name = 'Stopped'
}

export function fail(sentence: string, answer?: Answer): never {
  throw new Failed([{ sentence, ...(answer && { answer }) }])
}

export function skip(reason: string): never {
  throw new Skipped(reason)
}

/** Several judgements in one check: each is made, whatever became of those before it. */
export interface Steps {
  take(name: string, step: () => Promise<void> | void): Promise<void>
  /** Errors: Failed, with all that was found. */
  end(): void
}

export function steps(): Steps {
  const problems: Problem[] = []
  return {
    async take(name, step) {
      try {
        await step()
      } catch (error) {
        if (error instanceof Skipped) return
        if (!(error instanceof Failed)) throw error
        problems.push(...error.problems.map(({ sentence, answer }) => found(`${name}: ${sentence}`, answer)))
      }
    },
    end() {
      if (problems.length > 0) throw new Failed(problems)
    },
  }
}

/** Makes one judgement of several cases, each whatever became of those before it. Errors: Failed, with all that was found. */
export async function forEachOf<T>(
  cases: readonly T[],
  name: (each: T) => string,
  judge: (each: T) => Promise<void>,
): Promise<void> {
  const judgements = steps()
  for (const each of cases) await judgements.take(name(each), () => judge(each))
  judgements.end()
}

function found(sentence: string, answer: Answer | undefined): Problem {
  return { sentence, ...(answer && { answer }) }
}
