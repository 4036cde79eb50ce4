import { accessSync, constants, existsSync, mkdirSync, statSync } from 'node:fs'
import { join, resolve } from 'node:path'
import { open } from '../appliance'
import type { Config } from '../config'
import type { Directory } from '../directory/directory'
import { Failure } from './failure'

/** Does something with the data, which must be there already, and closes it. */
export async function withData<T>(config: Config, act: (directory: Directory) => Promise<T>): Promise<T> {
  const path = resolve(config.dataDirectory)
  if (config.databaseUrl === undefined && !existsSync(join(path, 'rollcall.db'))) {
    throw new Failure(`There is no data in ${path}; name its directory with --data, or begin with rollcall setup.`)
  }
  return withNewData(config, act)
}

/** Does something with the data, which is made where there is none, and closes it. */
export async function withNewData<T>(config: Config, act: (directory: Directory) => Promise<T>): Promise<T> {
  claim(config)
  const { directory, close } = await open(config)
  try {
    return await act(directory)
  } finally {
    await close()
  }
}

/** Makes the data directory, where the data are in one, and sees that it can be written to. */
export function claim({ dataDirectory, databaseUrl }: Config): void {
  if (databaseUrl !== undefined) return
  const path = resolve(dataDirectory)
  try {
    mkdirSync(path, { recursive: true, mode: 0o700 })
    accessSync(path, constants.W_OK | constants.X_OK)
    if (!statSync(path).isDirectory()) throw new Error('it is not a directory')
  } catch (error) {
    throw new Failure(`The data directory ${path} cannot be used: ${reason(error)}.`)
  }
}

function reason(error: unknown): string {
  const { code, message } = error as NodeJS.ErrnoException
  switch (code) {
    case 'EACCES':
    case 'EPERM':
      return 'this user may not write to it'
    case 'EROFS':
      return 'it is on a read-only file system'
    case 'EEXIST':
    case 'ENOTDIR':
      return 'it is not a directory'
    default:
      return message
  }
}
