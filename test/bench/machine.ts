import { closeSync, fdatasyncSync, openSync, statfsSync, writeSync } from 'node:fs'
import { arch, cpus, release, totalmem, type } from 'node:os'
import { join } from 'node:path'
import { quantile } from './statistics'

export interface Machine {
  readonly cpu: string
  readonly cores: number
  /** 10⁹ bytes. */
  readonly memory: number
  readonly system: string
  readonly bun: string
  readonly filesystem: string
  /** Milliseconds that it takes to write 4 KiB so that they outlast a power cut, here where the data is. */
  readonly sync: { readonly p50: number; readonly p99: number }
}

export function describeMachine(folder: string): Machine {
  return {
    cpu: cpus()[0]?.model ?? 'unknown',
    cores: cpus().length,
    memory: totalmem() / 1e9,
    system: `${type()} ${release()} ${arch()}`,
    bun: Bun.version,
    filesystem: filesystemOf(folder),
    sync: timeSyncs(folder),
  }
}

/** By the numbers in statfs(2); of a system that has others the number is as good a name as any. */
export function filesystemOf(folder: string): string {
  const { type } = statfsSync(folder)
  const names: Readonly<Record<number, string>> = {
    61267: 'ext4',
    16914836: 'tmpfs',
    1481003842: 'xfs',
    2435016766: 'btrfs',
    2035054128: 'overlayfs',
    801189825: 'zfs',
    26: 'apfs',
  }
  return names[type] ?? `type ${type}`
}

function timeSyncs(folder: string): Machine['sync'] {
  const file = openSync(join(folder, 'sync'), 'w')
  const block = Buffer.alloc(4096, 1)
  const times = Array.from({ length: 200 }, (_, index) => {
    writeSync(file, block, 0, block.length, index * block.length)
    const start = performance.now()
    fdatasyncSync(file)
    return performance.now() - start
  })
  closeSync(file)
  return { p50: quantile(times, 0.5), p99: quantile(times, 0.99) }
}
