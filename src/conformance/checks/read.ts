import { check, theme } from '../check'
import { difference, quote } from '../difference'
import { expectRefusal, expectStatus, listIn, resourceIn } from '../expect'
import { literal, users } from '../query'
import { without } from '../server'
import type { Session } from '../session'
import { createUser, noUsers, read, userType } from '../specimen'
import { fail, forEachOf } from '../verdict'

export const reading = theme(
  'Reading resources',
  [
    check('RFC 7644 §3.4.1', 'answers GET with 200 and what the creation answered', readsWhatWasCreated),
    check('RFC 7644 §3.4.1', 'answers the same twice', readsTheSame),
    check('RFC 7644 §3.12', 'answers 404 for an id that does not exist', knowsNoStranger),
    check('RFC 7644 §3.12', 'answers 404 for ids that look odd', survivesOddIds),
    check('RFC 7644 §3.4.2', 'lists resources in a ListResponse', lists),
    check('RFC 7644 §3.4.2', 'shows a resource in a list as it is read alone', listsWhatIsRead, {
      unless: without('filter'),
    }),
    check('RFC 7644 §3.4.2', 'answers 200 and totalResults 0 where nothing matches', findsNothing, {
      unless: without('filter'),
    }),
    check('RFC 7644 §3.4.2', 'ignores query parameters it does not know', ignoresParameters),
  ],
  { unless: noUsers },
)

async function readsWhatWasCreated(session: Session): Promise<void> {
  const user = await createUser(session)
  const answer = await session.get(user.path)
  const wrong = difference(user.body, resourceIn(answer))
  if (wrong !== undefined) fail(wrong, answer)
}

async function readsTheSame(session: Session): Promise<void> {
  const user = await createUser(session)
  const first = await read(session, user)
  const again = await session.get(user.path)
  const wrong = difference(first, resourceIn(again)) ?? difference(resourceIn(again), first)
  if (wrong !== undefined) fail(wrong, again)
}

async function knowsNoStranger(session: Session): Promise<void> {
  const { endpoint } = userType(session.server)
  expectRefusal(await session.get(`${endpoint}/${session.unique('nobody')}`), [404])
}

const oddIds = ['%F0%9F%A6%84', '%00', "'%20or%20'1'='1", '..%2f..%2fetc', `${'9'.repeat(300)}`, '-1', 'null', '%25']

async function survivesOddIds(session: Session): Promise<void> {
  const { endpoint } = userType(session.server)
  await forEachOf(oddIds, quote, async (id) => expectStatus(await session.get(`${endpoint}/${id}`), 404, 400))
}

async function lists(session: Session): Promise<void> {
  const user = await createUser(session)
  const answer = await session.get(user.type.endpoint)
  const { body, totalResults, resources, ids } = listIn(answer)
  const urn = 'urn:ietf:params:scim:api:messages:2.0:ListResponse'
  if (!Array.isArray(body.schemas) || !body.schemas.includes(urn)) {
    fail(`schemas is ${quote(body.schemas)}, without ${urn}`, answer)
  }
  if (totalResults === undefined) fail('totalResults is missing', answer)
  if (resources.length === 0) fail('Resources is empty, though there is a user', answer)
  if (ids.length < resources.length) fail('one of the Resources has no id', answer)
}

async function listsWhatIsRead(session: Session): Promise<void> {
  const user = await createUser(session)
  const { answer, resources } = await users(session, { filter: `userName eq ${literal(String(user.body.userName))}` })
  const [found] = resources
  if (!found || resources.length > 1) fail(`${resources.length} users were found by a userName that one has`, answer)
  const wrong = difference(await read(session, user), found)
  if (wrong !== undefined) fail(wrong, answer)
}

async function findsNothing(session: Session): Promise<void> {
  const { answer, resources, totalResults } = await users(session, {
    filter: `userName eq ${literal(session.unique('nobody'))}`,
  })
  if (totalResults !== 0) fail(`totalResults is ${totalResults}`, answer)
  if (resources.length > 0) fail('Resources is not empty', answer)
}

async function ignoresParameters(session: Session): Promise<void> {
  const user = await createUser(session)
  expectStatus(await session.get(`${user.path}?conformance=1&x-trace=%20`), 200)
  expectStatus(await session.get(`${user.type.endpoint}?count=1&conformance=1`), 200)
}
