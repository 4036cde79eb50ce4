import { urns } from '../../../src/scim/urns'
import { numeral, request } from '../load/request'
import { profile } from '../people'
import type { Somebody } from '../seed'
import { ok, type Theme } from './theme'

/** What every write that changes something leaves behind. */
export const aChange = { events: 1, changes: 1 }

/** Writes, each of which changes something. What makes a directory larger comes last. */
export const writing: readonly Theme[] = [
  {
    name: 'patch active',
    make: ({ seeded: { sample, token } }) => ({
      requests: activations(sample, token),
      statuses: ok,
      leaves: aChange,
    }),
  },
  {
    name: 'put',
    make: ({ seeded: { sample, token } }) => ({
      requests: sample.map(({ id, index, number }) =>
        request('PUT', `/Users/${id}`, token, { ...profile(index, number), title: `Number ${numeral}` }),
      ),
      statuses: ok,
      leaves: aChange,
    }),
  },
  { name: 'create', make: ({ seeded: { token } }) => ({ ...creation(token), limit: 10_000 }) },
  {
    name: 'bulk of 1,000',
    make: ({ seeded: { token } }) => ({
      requests: [request('POST', '/Bulk', token, bulk(1000))],
      statuses: ok,
      contains: '"status":"201"',
      connections: 1,
      limit: 10,
      leaves: { events: 1001, changes: 1000 },
    }),
  },
]

/** Everybody is deactivated, then everybody activated again, and so on: so every request changes somebody. */
export function activations(sample: readonly Somebody[], token: string): readonly string[] {
  return [false, true].flatMap((active) =>
    sample.map(({ id }) =>
      request('PATCH', `/Users/${id}`, token, {
        schemas: [urns.patchOp],
        Operations: [{ op: 'replace', value: { active } }],
      }),
    ),
  )
}

/** People that there are not yet. */
export function creation(token: string) {
  const requests = Array.from({ length: 1000 }, (_, index) => request('POST', '/Users', token, profile(index, numeral)))
  return { requests, statuses: [201], leaves: aChange }
}

function bulk(count: number) {
  const Operations = Array.from({ length: count }, (_, index) => ({
    method: 'POST',
    path: '/Users',
    bulkId: String(index),
    data: {
      schemas: [urns.user],
      userName: `bulk.${index}.${numeral}@harbor.example`,
      name: { givenName: 'Ada', familyName: 'Miller' },
      displayName: 'Ada Miller',
      emails: [{ value: `bulk.${index}.${numeral}@harbor.example`, type: 'work', primary: true }],
      active: true,
    },
  }))
  return { schemas: ['urn:ietf:params:scim:api:messages:2.0:BulkRequest'], Operations }
}
