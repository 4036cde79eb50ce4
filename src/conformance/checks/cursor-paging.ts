import { isObject } from '../../scim/json'
import { urns } from '../../scim/urns'
import { type Cast, check, type Known, theme } from '../check'
import { quote } from '../difference'
import { expectNoFault, expectRefusal, type List, listIn, scimTypeOf } from '../expect'
import { among, type Parameters, queryString } from '../query'
import { limitOf, type Server, without } from '../server'
import type { Session } from '../session'
import { createUser, noUsers } from '../specimen'
import { fail } from '../verdict'

export const cursorPaging = theme(
  'Paging by cursor',
  [
    check('RFC 9865 §2', 'begins with a cursor that is empty', beginsEmpty),
    check('RFC 9865 §2', 'begins with a bare "cursor" without a value', beginsBare),
    check('RFC 9865 §2', 'shows each resource once in a walk by nextCursor', walks),
    check('RFC 9865 §2', 'has no nextCursor on the last page', ends),
    check('RFC 9865 §2', 'makes cursors of characters that a URL carries as they are', keepsAlphabet),
    check('RFC 9865 §2', 'has no previousCursor on the first page, and goes back by it where it has one', goesBack),
    check('RFC 9865 §2', 'shows once who lived throughout a walk, while others come and go', staysStable),
    check('RFC 9865 §2', 'walks in the order that sortBy asks for', walksSorted, { unless: without('sort') }),
    check('RFC 9865 §2.1', 'refuses a cursor that was made up, 400 invalidCursor', refusesForged),
    check('RFC 9865 §2.1', 'refuses a cursor that was changed, 400 invalidCursor', refusesChanged),
    check('RFC 9865 §2.1', 'does not answer a cursor with another filter than it was made for', heedsFilter),
    check('RFC 9865 §2.1', 'refuses a count it cannot keep with invalidCount, or keeps it', judgesCount),
    check('RFC 9865 §3', 'takes a cursor in a POST to .search', searches),
  ],
  { unless: (server) => noUsers(server) ?? undeclared(server) ?? without('filter')(server), prepare },
)

function undeclared({ config }: Server): string | undefined {
  const { pagination } = config
  if (isObject(pagination) && pagination.cursor === true) return undefined
  return 'ServiceProviderConfig does not declare pagination.cursor'
}

const size = 5

async function prepare(session: Session): Promise<Readonly<Record<string, Known>>> {
  const prefix = session.unique('cursor')
  const all: Record<string, Known> = {}
  for (let index = 0; index < size; index++) {
    all[String(index)] = await createUser(session, { userName: `${prefix}.${index}@conformance.example` })
  }
  return all
}

function prefixOf(cast: Cast): string {
  return String(cast('0').body.userName).replace(/\.0@.*$/, '')
}

async function page(session: Session, cast: Cast, parameters: Parameters): Promise<List> {
  return listIn(await ask(session, cast, { filter: among(prefixOf(cast)), count: 2, ...parameters }))
}

async function ask(session: Session, cast: Cast, parameters: Parameters) {
  return session.get(`${cast('0').type.endpoint}${queryString(parameters)}`)
}

function next({ body, answer }: List, name: 'nextCursor' | 'previousCursor' = 'nextCursor'): string | undefined {
  const cursor = body[name]
  if (cursor === undefined || cursor === null) return undefined
  if (typeof cursor !== 'string' || cursor === '') fail(`${name} is ${quote(cursor)}, not a text`, answer)
  return cursor
}

function firstNext(list: List): string {
  return (
    next(list) ?? fail(`nextCursor is missing, though there are ${size} users and ${list.ids.length} came`, list.answer)
  )
}

async function beginsEmpty(session: Session, cast: Cast): Promise<void> {
  const list = await page(session, cast, { cursor: '' })
  if (list.ids.length === 0 || list.ids.length > 2)
    fail(`${list.ids.length} resources came, where 2 were asked for`, list.answer)
  firstNext(list)
}

async function beginsBare(session: Session, cast: Cast): Promise<void> {
  const { endpoint } = cast('0').type
  const query = queryString({ filter: among(prefixOf(cast)), count: 2 })
  firstNext(listIn(await session.get(`${endpoint}${query}&cursor`)))
}

/** Settles with the ids of all pages of two. */
async function walk(
  session: Session,
  cast: Cast,
  parameters: Parameters = {},
  between: (turn: number, seen: readonly string[]) => Promise<void> = async () => {},
): Promise<readonly string[]> {
  const found: string[] = []
  let cursor = ''
  for (let turn = 0; turn < 4 * size; turn++) {
    const list = await page(session, cast, { ...parameters, cursor })
    if (list.ids.length > 2) fail(`${list.ids.length} resources came, where 2 were asked for`, list.answer)
    found.push(...list.ids)
    const following = next(list)
    if (following === undefined) return found
    cursor = following
    await between(turn, found)
  }
  return fail('the pages never come to an end')
}

function expectOnce(cast: Cast, found: readonly string[], indexes: readonly number[]): void {
  for (const index of indexes) {
    const times = found.filter((id) => id === cast(String(index)).id).length
    if (times !== 1) fail(`one of ${indexes.length} users came ${times} times`)
  }
}

async function walks(session: Session, cast: Cast): Promise<void> {
  expectOnce(cast, await walk(session, cast), [0, 1, 2, 3, 4])
}

async function ends(session: Session, cast: Cast): Promise<void> {
  const list = await page(session, cast, { cursor: '', count: size + 1 })
  if (list.ids.length === size && next(list) !== undefined) {
    const after = await page(session, cast, { cursor: firstNext(list), count: size + 1 })
    fail(`all ${size} came with a nextCursor, behind which ${after.ids.length} came`, list.answer)
  }
}

async function keepsAlphabet(session: Session, cast: Cast): Promise<void> {
  const list = await page(session, cast, { cursor: '' })
  const cursor = firstNext(list)
  if (!/^[A-Za-z0-9._~-]+$/.test(cursor))
    fail(`${quote(cursor)} has characters that are not unreserved (RFC 3986 §2.3)`, list.answer)
}

async function goesBack(session: Session, cast: Cast): Promise<void> {
  const first = await page(session, cast, { cursor: '' })
  if (next(first, 'previousCursor') !== undefined) fail('the first page has a previousCursor', first.answer)
  const second = await page(session, cast, { cursor: firstNext(first) })
  const previous = next(second, 'previousCursor')
  if (previous === undefined) return
  const back = await page(session, cast, { cursor: previous })
  if (back.ids.join() !== first.ids.join()) fail('previousCursor leads to another page than the first', back.answer)
}

async function staysStable(session: Session, cast: Cast): Promise<void> {
  const prefix = prefixOf(cast)
  const doomed = new Map<string, Known>()
  for (const index of [0, 1, 2]) {
    const user = await createUser(session, {
      userName: `${prefix}.doomed${index}${session.unique('x')}@conformance.example`,
    })
    doomed.set(user.id, user)
  }
  const disturb = async (turn: number, seen: readonly string[]) => {
    const [victim] = [...doomed.values()].filter(({ id }) => seen.includes(id))
    if (victim && doomed.delete(victim.id)) await session.delete(victim.path)
    if (turn < 3)
      await createUser(session, { userName: `${prefix}.late${turn}${session.unique('x')}@conformance.example` })
  }
  expectOnce(cast, await walk(session, cast, {}, disturb), [0, 1, 2, 3, 4])
}

async function walksSorted(session: Session, cast: Cast): Promise<void> {
  for (const sortOrder of ['ascending', 'descending']) {
    const found = await walk(session, cast, { sortBy: 'userName', sortOrder })
    const wanted = [0, 1, 2, 3, 4].map((index) => cast(String(index)).id)
    const right = sortOrder === 'ascending' ? wanted : wanted.toReversed()
    const own = found.filter((id) => wanted.includes(id))
    if (own.join() !== right.join()) fail(`${sortOrder}, the walk goes through userNames in another order`)
  }
}

async function refusesForged(session: Session, cast: Cast): Promise<void> {
  for (const cursor of ['conformance', 'AAAA', '1', '0', 'x'.repeat(500)]) {
    expectRefusal(await ask(session, cast, { cursor, count: 2 }), [400], 'invalidCursor')
  }
}

async function refusesChanged(session: Session, cast: Cast): Promise<void> {
  const filter = among(prefixOf(cast))
  const cursor = firstNext(await page(session, cast, { cursor: '' }))
  const middle = Math.floor(cursor.length / 2)
  const other = cursor[middle] === 'A' ? 'B' : 'A'
  const changed = cursor.slice(0, middle) + other + cursor.slice(middle + 1)
  for (const forged of [changed, cursor.slice(0, -3), `${cursor}AA`]) {
    expectRefusal(await ask(session, cast, { filter, cursor: forged, count: 2 }), [400], 'invalidCursor')
  }
}

async function heedsFilter(session: Session, cast: Cast): Promise<void> {
  const cursor = firstNext(await page(session, cast, { cursor: '' }))
  const answer = await ask(session, cast, { filter: 'userName eq "nobody"', cursor, count: 2 })
  if (answer.status >= 300) return expectRefusal(answer, [400], 'invalidCursor')
  // The cursor may carry its own filter, as long as nobody is shown who meets neither.
  if (listIn(answer).resources.some(({ userName }) => !String(userName).startsWith(prefixOf(cast)))) {
    fail('users came who meet neither filter', answer)
  }
}

async function judgesCount(session: Session, cast: Cast): Promise<void> {
  const most = limitOf(session.server, 'pagination', 'maxPageSize') ?? 1_000
  for (const count of [0, -1, most + 1, 'many']) {
    const answer = await ask(session, cast, { filter: among(prefixOf(cast)), cursor: '', count })
    expectNoFault(answer)
    if (answer.status >= 300) expectRefusal(answer, [400], 'invalidCount')
    else if (listIn(answer).ids.length > Math.max(0, Number(count))) fail(`count=${count} answers with more`, answer)
  }
}

async function searches(session: Session, cast: Cast): Promise<void> {
  const { endpoint } = cast('0').type
  const search = async (cursor: string) =>
    listIn(
      await session.post(`${endpoint}/.search`, {
        schemas: [urns.searchRequest],
        filter: among(prefixOf(cast)),
        cursor,
        count: 3,
      }),
    )
  const first = await search('')
  const second = await search(firstNext(first))
  expectOnce(cast, [...first.ids, ...second.ids], [0, 1, 2, 3, 4])
  const answer = await session.post(`${endpoint}/.search`, { schemas: [urns.searchRequest], cursor: 'conformance' })
  if (scimTypeOf(answer) !== 'invalidCursor')
    fail('a cursor that was made up is not refused with invalidCursor', answer)
}
