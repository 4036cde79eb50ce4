import { copyFileSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { executable } from '../../support/executable'
import { root } from '../../support/repository'

export type Programs = Readonly<Record<'rollcall' | 'floor' | 'reading-floor' | 'least' | 'empty', string>>

/** The programs that are measured, compiled with the same words as Rollcall. Copies, so that building meanwhile changes none. */
export async function programs(folder: string): Promise<Programs> {
  const rollcall = join(folder, 'rollcall')
  copyFileSync(await executable(), rollcall)
  return {
    rollcall,
    floor: compile('floor', folder),
    'reading-floor': compile('reading-floor', folder),
    least: compile('least', folder),
    empty: compile('empty', folder),
  }
}

function compile(name: string, folder: string): string {
  const { scripts } = JSON.parse(readFileSync(join(root, 'package.json'), 'utf8'))
  const [, ...words] = String(scripts.build).split(' ')
  const path = join(folder, name)
  const swapped = words.map((word) => {
    if (word === 'src/main.ts') return join(import.meta.dir, `${name}.ts`)
    return word === 'dist/rollcall' ? path : word
  })
  const { exitCode, stderr } = Bun.spawnSync([process.execPath, ...swapped], { cwd: root })
  if (exitCode !== 0) throw new Error(`${name} cannot be compiled: ${stderr}`)
  return path
}
