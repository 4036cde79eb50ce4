import { open } from '../../src/storage/sqlite/store'
import { event, user } from './people'

/**
 * A process that writes people until it is killed or has written so many, and says on its output whom it was told are
 * kept. Arguments: the data directory, a prefix for the ids, how many (0 for no end).
 */
const [directory = '', prefix = '', count = '0'] = process.argv.slice(2)
const most = Number(count) || Number.POSITIVE_INFINITY
const store = await open(directory)
let next = 0

async function write(): Promise<void> {
  while (next < most) {
    const id = `${prefix}${next++}`
    await store.write(async (tx) => {
      await tx.users.insert(user(id, { title: 'x'.repeat(500), emails: [{ value: `${id}@x` }] }))
      const changeId = await tx.changes.insert({
        organizationId: 'acme',
        connectionId: 'okta',
        resourceType: 'User',
        resourceId: id,
        action: 'created',
        actor: { kind: 'connection', id: 'okta' },
        time: 1,
        version: 1,
      })
      await tx.events.insert(event(id, { changeId }))
    })
    process.stdout.write(`${id}\n`)
  }
}

await Promise.all(Array.from({ length: 16 }, write))
await store.close()
