import { type Stats, statSync } from 'node:fs'
import { join } from 'node:path'
import { root } from './repository'

let built: Promise<string> | undefined

/** The path of the executable, which is built first where there is none or where a source is newer. */
export function executable(): Promise<string> {
  built ??= build()
  return built
}

async function build(): Promise<string> {
  const path = join(root, 'dist', 'rollcall')
  if (modified(path) > newestSource()) return path
  const { exitCode, stderr } = Bun.spawnSync([process.execPath, 'run', 'build'], { cwd: root })
  if (exitCode !== 0) throw new Error(`The build failed: ${stderr}`)
  return path
}

function newestSource(): number {
  const files = [...new Bun.Glob('{src,public}/**/*').scanSync({ cwd: root }), 'package.json', 'package-lock.json']
  return Math.max(...files.map((file) => modified(join(root, file))))
}

function modified(path: string): number {
  const found: Stats | undefined = statSync(path, { throwIfNoEntry: false })
  return found?.mtimeMs ?? 0
}
