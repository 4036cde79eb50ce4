import { advice, type Cast, check, type Known, observation, theme } from '../check'
import { quote } from '../difference'
import { expectNoFault, expectStatus, type List } from '../expect'
import { among, type Parameters, queryString, users } from '../query'
import { limitOf, without } from '../server'
import type { Session } from '../session'
import { createUser, noUsers } from '../specimen'
import { fail, skip } from '../verdict'

export const indexPaging = theme(
  'Paging by index',
  [
    check('RFC 7644 §3.4.2.4', 'answers with as many as count asks for, and says where they are', answersPage),
    check('RFC 7644 §3.4.2.4', 'takes a startIndex below 1 for 1', takesLowStart),
    check('RFC 7644 §3.4.2.4', 'answers count=0 with totalResults alone', answersCount),
    check('RFC 7644 §3.4.2.4', 'takes a negative count for 0', takesNegativeCount),
    check('RFC 7644 §3.4.2.4', 'answers with an empty page past the end', answersPastTheEnd),
    check('RFC 7644 §3.4.2.4', 'shows each resource once in a walk from page to page', walks),
    check('RFC 7643 §5', 'holds no more than filter.maxResults in a page', keepsLimit),
    check('RFC 7644 §3.4.2', 'counts in totalResults all that match, not those on the page', countsAll),
    check('RFC 7644 §3.12', 'survives a startIndex and a count that are no numbers', survivesWords),
    advice('RFC 7644 §3.4.2.4', 'loses nobody in a walk while users are created', survivesCreations),
    observation('RFC 7644 §3.4.2.4', 'a walk while users are deleted (who moves up may be missed)', survivesDeletions),
  ],
  { unless: (server) => noUsers(server) ?? without('filter')(server), prepare },
)

const size = 5

async function prepare(session: Session): Promise<Readonly<Record<string, Known>>> {
  const prefix = session.unique('page')
  const all: Record<string, Known> = {}
  for (let index = 0; index < size; index++) {
    all[String(index)] = await createUser(session, { userName: `${prefix}.${index}@conformance.example` })
  }
  return all
}

function prefixOf(cast: Cast): string {
  return String(cast('0').body.userName).replace(/\.0@.*$/, '')
}

async function page(session: Session, cast: Cast, parameters: Readonly<Record<string, number>>): Promise<List> {
  return users(session, { filter: among(prefixOf(cast)), ...parameters })
}

async function answersPage(session: Session, cast: Cast): Promise<void> {
  const { answer, body, ids, totalResults } = await page(session, cast, { startIndex: 2, count: 2 })
  if (ids.length > 2) fail(`${ids.length} resources came, where 2 were asked for`, answer)
  if (ids.length === 0) fail('no resource came', answer)
  if (totalResults !== size) fail(`totalResults is ${totalResults}, not ${size}`, answer)
  if (body.startIndex !== 2) fail(`startIndex is ${quote(body.startIndex)}, not 2`, answer)
  if (body.itemsPerPage !== ids.length)
    fail(`itemsPerPage is ${quote(body.itemsPerPage)}, with ${ids.length} Resources`, answer)
}

async function takesLowStart(session: Session, cast: Cast): Promise<void> {
  const first = await page(session, cast, { startIndex: 1, count: 2 })
  for (const startIndex of [0, -3]) {
    const { answer, ids } = await page(session, cast, { startIndex, count: 2 })
    if (ids.join() !== first.ids.join()) fail(`startIndex=${startIndex} answers another page than startIndex=1`, answer)
  }
}

async function answersCount(session: Session, cast: Cast): Promise<void> {
  expectCountAlone(await page(session, cast, { count: 0 }))
}

async function takesNegativeCount(session: Session, cast: Cast): Promise<void> {
  expectCountAlone(await page(session, cast, { count: -1 }))
}

function expectCountAlone({ answer, resources, totalResults }: List): void {
  if (resources.length > 0) fail(`${resources.length} resources came`, answer)
  if (totalResults !== size) fail(`totalResults is ${totalResults}, not ${size}`, answer)
}

async function answersPastTheEnd(session: Session, cast: Cast): Promise<void> {
  expectCountAlone(await page(session, cast, { startIndex: size + 1, count: 2 }))
  expectCountAlone(await page(session, cast, { startIndex: 1_000_000, count: 2 }))
}

/** Settles with the ids of all pages of two. */
async function walk(
  session: Session,
  cast: Cast,
  between: (turn: number) => Promise<void> = async () => {},
): Promise<readonly string[]> {
  const found: string[] = []
  for (let startIndex = 1, turn = 0; turn < 3 * size; turn++) {
    const { answer, ids } = await page(session, cast, { startIndex, count: 2 })
    if (ids.length === 0) return found
    if (ids.length > 2) fail(`${ids.length} resources came, where 2 were asked for`, answer)
    found.push(...ids)
    startIndex += ids.length
    await between(turn)
  }
  return fail('the pages never come to an end')
}

async function walks(session: Session, cast: Cast): Promise<void> {
  const found = await walk(session, cast)
  for (let index = 0; index < size; index++) {
    const times = found.filter((id) => id === cast(String(index)).id).length
    if (times !== 1) fail(`one of ${size} users came ${times} times`)
  }
}

async function keepsLimit(session: Session): Promise<void> {
  const most =
    limitOf(session.server, 'filter', 'maxResults') ?? skip('ServiceProviderConfig states no filter.maxResults')
  const { answer, ids } = await users(session, { count: most + 1 })
  if (ids.length > most) fail(`${ids.length} resources came, where filter.maxResults is ${most}`, answer)
}

async function countsAll(session: Session, cast: Cast): Promise<void> {
  const { answer, totalResults } = await page(session, cast, { count: 1 })
  if (totalResults !== size) fail(`totalResults is ${totalResults}, not ${size}`, answer)
}

async function survivesWords(session: Session, cast: Cast): Promise<void> {
  const { endpoint } = cast('0').type
  const odd: readonly Parameters[] = [
    { startIndex: 'first' },
    { count: 'many' },
    { count: '1e99' },
    { startIndex: '9'.repeat(30) },
  ]
  for (const parameters of odd) {
    const answer = await session.get(`${endpoint}${queryString(parameters)}`)
    expectNoFault(answer)
    expectStatus(answer, 200, 400)
  }
}

async function survivesCreations(session: Session, cast: Cast): Promise<void> {
  const create = async (turn: number) => {
    if (turn > 2) return
    await createUser(session, { userName: `${prefixOf(cast)}.late${turn}${session.unique('x')}@conformance.example` })
  }
  const found = await walk(session, cast, create)
  for (let index = 0; index < size; index++) {
    const times = found.filter((id) => id === cast(String(index)).id).length
    if (times !== 1) fail(`one of ${size} users came ${times} times while others were created`)
  }
}

async function survivesDeletions(session: Session, cast: Cast): Promise<string> {
  const prefix = session.unique('gone')
  const made: Known[] = []
  for (let index = 0; index < 4; index++) {
    made.push(await createUser(session, { userName: `${prefix}.${index}@conformance.example` }))
  }
  const first = await users(session, { filter: among(prefix), startIndex: 1, count: 2 })
  for (const { id, path } of made) if (first.ids.includes(id)) await session.delete(path)
  const second = await users(session, { filter: among(prefix), startIndex: 3, count: 2 })
  const { name } = cast('0').type
  return second.ids.length === 0 ? `two ${name}s are missed, as the RFC lets one expect` : 'nobody is missed'
}
