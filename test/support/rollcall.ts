import { executable } from './executable'
import { scratch } from './scratch'

export interface Surroundings {
  /** Where it runs; an empty directory where absent. */
  readonly cwd?: string
  /** All of its environment; nothing is inherited. */
  readonly env?: Readonly<Record<string, string>>
  /** Its standard input; none where absent. */
  readonly input?: string
  /** The user it runs as, by number. */
  readonly uid?: number
  /** Where the executable is, where it is not the one that was built. */
  readonly path?: string
}

export interface Ended {
  readonly code: number
  readonly stdout: string
  readonly stderr: string
}

/** Runs the executable to its end, alone: in an empty directory, with an empty environment. */
export async function rollcall(
  words: readonly string[],
  { cwd, env, input, uid, path }: Surroundings = {},
): Promise<Ended> {
  const child = Bun.spawn([path ?? (await executable()), ...words], {
    cwd: cwd ?? scratch(),
    env: { ...env },
    ...(uid !== undefined && { uid, gid: uid }),
    stdin: new Blob([input ?? '']),
    stdout: 'pipe',
    stderr: 'pipe',
  })
  const [stdout, stderr] = await Promise.all([new Response(child.stdout).text(), new Response(child.stderr).text()])
  return { code: await child.exited, stdout, stderr }
}
