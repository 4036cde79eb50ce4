import { randomBytes } from 'node:crypto'
import { directory } from '../../../src/directory/directory'
import type { Store, Transaction } from '../../../src/directory/store'
import { accessTokens } from '../../../src/http/access-tokens'
import { front } from '../../../src/http/front'
import { listen } from '../../../src/http/listening'
import { origins } from '../../../src/http/origin'
import { cursors } from '../../../src/http/scim/cursor'
import { rateLimit } from '../../../src/http/scim/rate-limit'
import { createLog } from '../../../src/log'
import { open } from '../../../src/storage/sqlite/store'

/**
 * Rollcall with a view of its store's counters, for the process that started it. With `single` every unit is committed
 * alone: the next is handed in when the one before is durable.
 */
const [dataDirectory = '', mode] = process.argv.slice(2)
const store = await open(dataDirectory)
const everything = front(
  {
    directory: directory({
      store: mode === 'single' ? oneByOne(store) : store,
      now: Date.now,
      newId: Bun.randomUUIDv7,
      randomBytes,
      hashPassword: (password) => Bun.password.hash(password, 'argon2id'),
      verifyPassword: Bun.password.verify,
    }),
    origins: origins(undefined, []),
    log: createLog({ level: 'info', format: 'json' }),
    now: Date.now,
    newId: Bun.randomUUIDv7,
    cursors: cursors(randomBytes(32), Date.now),
    accessTokens: accessTokens(randomBytes(32), Date.now),
    rateLimit: rateLimit(() => performance.now()),
    maxBodyBytes: 1_048_576,
    consoleSecret: randomBytes(32),
  },
  async () => true,
)
const { port } = listen(everything, { hostname: '127.0.0.1', port: 0 })
process.on('message', () => process.send?.(store.counters))
process.stderr.write(`http://127.0.0.1:${port}\n`)

function oneByOne(shared: Store): Store {
  let last: Promise<unknown> = Promise.resolve()
  return {
    ...shared,
    write<T>(unit: (transaction: Transaction) => Promise<T>): Promise<T> {
      const turn = last.then(() => shared.write(unit))
      last = turn.catch(() => undefined)
      return turn
    },
  }
}
