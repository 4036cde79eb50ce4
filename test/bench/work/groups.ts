import { urns } from '../../../src/scim/urns'
import { type Bench, type Served, serving } from '../bench'
import { type Comparison, compare, type Work } from '../comparison'
import { request } from '../load/request'
import type { GroupPlan } from '../seed'
import { ok } from './theme'
import { aChange } from './writing'

/** How many members are on their way into groups and out again: so many that none is overtaken, though its request takes 100 ms. */
export const moving = 2048

export const patchName = (members: number) => `patch group of ${members}`
const getName = (members: number) => `get group of ${members}`

/** Many small groups of so many people, and one of them all. */
export function small(people: number): GroupPlan {
  return { name: patchName(10), count: Math.min(512, Math.floor(people / 10)), members: 10 }
}
export function large(people: number): GroupPlan {
  return { name: patchName(people), count: 1, members: people }
}

/** Groups of 10, of 1,000 and of as many as there are people: one member more, one less, and reading the largest. */
export function groupNames(largest: number): readonly string[] {
  return [...[10, 1000, largest].map(patchName), getName(largest), `${getName(largest)}, without members`]
}

export async function measureGroups(bench: Bench, names: readonly string[], largest: number): Promise<Comparison[]> {
  const plans = [
    small(largest),
    { name: patchName(1000), count: Math.min(8, largest / 1000), members: 1000 },
    large(largest),
  ]
  return serving(bench, largest + moving, plans, async (served) => {
    const works = [...plans.map(({ name }) => changing(served, name)), ...readings(served, largest)]
    const found: Comparison[] = []
    for (const work of works.filter(({ name }) => names.includes(name))) found.push(await compare(bench, served, work))
    return found
  })
}

/** People who are in none of the groups join them, one each, and leave them again. */
export function changing({ seeded: { token, groups, last } }: Served, name: string): Work {
  const ids = groups.get(name) ?? []
  const operations = [
    (id: string) => ({ op: 'add', path: 'members', value: [{ value: id }] }),
    (id: string) => ({ op: 'remove', path: `members[value eq "${id}"]` }),
  ]
  const requests = operations.flatMap((operation) =>
    last.slice(-moving).map((id, index) =>
      request('PATCH', `/Groups/${ids[index % ids.length]}`, token, {
        schemas: [urns.patchOp],
        Operations: [operation(id)],
      }),
    ),
  )
  return { name, requests, statuses: [200, 204], leaves: aChange }
}

function readings({ seeded: { token, groups } }: Served, largest: number): readonly Work[] {
  const id = groups.get(patchName(largest))?.[0]
  return [
    { name: getName(largest), requests: [request('GET', `/Groups/${id}`, token)], statuses: ok, connections: 1 },
    {
      name: `${getName(largest)}, without members`,
      requests: [request('GET', `/Groups/${id}?excludedAttributes=members`, token)],
      statuses: ok,
    },
  ]
}
