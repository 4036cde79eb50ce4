import type { Served } from '../bench'
import { request } from '../load/request'
import { ok, type Theme } from './theme'

const count = 100

/** Pages of 100 people. */
export const lists: readonly Theme[] = [
  page('list, first page', () => 1),
  page('list, last page', (users) => Math.max(1, users - count + 1)),
  {
    name: 'list, by cursor',
    make: async (served) => ({
      requests: (await cursors(served)).map((cursor) =>
        request('GET', `/Users?cursor=${encodeURIComponent(cursor)}`, served.seeded.token),
      ),
      statuses: ok,
      contains: `"itemsPerPage":${count}`,
    }),
  },
]

function page(name: string, start: (users: number) => number): Theme {
  return {
    name,
    make: ({ seeded: { users, token } }) => ({
      requests: [request('GET', `/Users?startIndex=${start(users)}&count=${count}`, token)],
      statuses: ok,
      contains: `"itemsPerPage":${count}`,
    }),
  }
}

/** The cursors of a walk's first pages but the last. */
async function cursors({ server, seeded }: Pick<Served, 'server' | 'seeded'>): Promise<readonly string[]> {
  const found: string[] = []
  const pages = Math.min(100, Math.floor(seeded.users / count) - 1)
  while (found.length < pages) {
    const cursor = encodeURIComponent(found.at(-1) ?? '')
    const answer = await fetch(`http://127.0.0.1:${server.port}/scim/v2/Users?count=${count}&cursor=${cursor}`, {
      headers: { authorization: `Bearer ${seeded.token}` },
    })
    const { nextCursor } = (await answer.json()) as { readonly nextCursor?: string }
    if (nextCursor === undefined) throw new Error('a list ended too early')
    found.push(nextCursor)
  }
  return found
}
