import type { Dependencies } from './directory'
import { Refusal } from './refusal'

/** So many passwords are worked on already that another would have to wait too long. */
export class Crowded extends Refusal {
  constructor() {
    super('conflict', 'Too many people are signing in at the moment; try again in a few seconds.')
  }
}

type Hashing = Pick<Dependencies, 'hashPassword' | 'verifyPassword'>

/** argon2id takes 64 MiB and a processor each time: so many at once, and so many more that wait. */
const limits = { atOnce: 2, waiting: 64 }

/** The same hashing for whoever comes from outside without a secret: never more than a few at once. Errors: Crowded. */
export function gated({ hashPassword, verifyPassword }: Hashing, { atOnce, waiting } = limits): Hashing {
  const queue: (() => void)[] = []
  let free = atOnce

  async function pass<T>(work: () => Promise<T>): Promise<T> {
    if (free === 0) {
      if (queue.length >= waiting) throw new Crowded()
      await new Promise<void>((resolve) => queue.push(resolve))
    } else free--
    try {
      return await work()
    } finally {
      const next = queue.shift()
      if (next) next()
      else free++
    }
  }

  return {
    hashPassword: (password) => pass(() => hashPassword(password)),
    verifyPassword: (password, hash) => pass(() => verifyPassword(password, hash)),
  }
}
