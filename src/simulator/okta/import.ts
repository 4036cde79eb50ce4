import { type Answer, idOf, resources, totalResults } from '../answer'
import { isList } from '../judgement'
import type { Phase } from '../phase'
import type { Session } from '../session'

const pageSize = 100

/** Okta's full import: page after page in the server's own order, until `totalResults` is reached. */
export function importEverything(session: Session): Phase {
  return {
    name: 'import',
    count: 2,
    step: (index) =>
      index === 0
        ? walk(session, 'import users', '/Users', session.userIds)
        : walk(session, 'import groups', '/Groups', session.groupIds),
  }
}

async function walk(
  { client }: Session,
  operation: string,
  path: string,
  created: ReadonlyMap<number, string>,
): Promise<void> {
  const seen = new Set<string>()
  let startIndex = 1
  let total = 1
  while (startIndex <= total) {
    const judge = (answer: Answer) => isList(answer) ?? judgePage(answer, startIndex, seen, created)
    const query = `?startIndex=${startIndex}&count=${pageSize}`
    const page = await client.send({ operation, method: 'GET', path: path + query, judge })
    if (page.complaint !== undefined) return
    for (const id of idsOf(page)) seen.add(id)
    startIndex += resources(page).length
    total = totalResults(page)
  }
}

/** The pages must be stable (nothing twice), must go on until the end, and must then have shown all that was created. */
function judgePage(
  page: Answer,
  startIndex: number,
  seen: ReadonlySet<string>,
  created: ReadonlyMap<number, string>,
): string | undefined {
  const ids = idsOf(page)
  const repeated = ids.find((id) => seen.has(id))
  if (repeated !== undefined) return `${repeated} was on an earlier page already: the order is not stable`
  const total = totalResults(page)
  if (startIndex + ids.length <= total) {
    return ids.length === 0 ? `the page is empty, though totalResults is ${total}` : undefined
  }
  const shown = new Set(ids)
  const missing = [...created.values()].filter((id) => !seen.has(id) && !shown.has(id))
  if (missing.length === 0) return undefined
  return `the import ended without ${missing.length} of the ${created.size} that were created, ${missing[0]} for one`
}

function idsOf(page: Answer): readonly string[] {
  return resources(page).flatMap((resource) => idOf(resource) ?? [])
}
