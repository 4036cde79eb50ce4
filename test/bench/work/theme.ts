import type { Served } from '../bench'
import type { Work } from '../comparison'

/** Work that can be done in a directory of any size. */
export interface Theme {
  readonly name: string
  make(served: Pick<Served, 'server' | 'seeded'>): Omit<Work, 'name'> | Promise<Omit<Work, 'name'>>
}

export const ok = [200]
