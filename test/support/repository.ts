import { join } from 'node:path'

/** The folder of this clone. */
export const root = join(import.meta.dir, '..', '..')
