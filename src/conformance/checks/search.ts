import type { Json, JsonObject } from '../../scim/json'
import { urns } from '../../scim/urns'
import type { Answer } from '../answer'
import { type Cast, check, observation, theme } from '../check'
import { crew, expectThese, prefixOf } from '../crew'
import {
  expectHas,
  expectNoFault,
  expectRefusal,
  expectRefusalOrSilence,
  expectStatus,
  type List,
  listIn,
} from '../expect'
import { among, literal, queryString } from '../query'
import { without } from '../server'
import type { Session } from '../session'
import { createGroup, noGroups, noUsers } from '../specimen'
import { fail, skip } from '../verdict'
import { texts } from '../vocabulary'

export const search = theme(
  'Searching by POST',
  [
    check('RFC 7644 §3.4.3', 'searches users by POST to /Users/.search', searchesUsers),
    check('RFC 7644 §3.4.3', 'projects what it finds', projects),
    check('RFC 7644 §3.4.3', 'pages through what it finds', pages),
    check('RFC 7644 §3.4.3', 'sorts what it finds', sorts, { unless: without('sort') }),
    check('RFC 7644 §3.4.3', 'searches groups by POST to /Groups/.search', searchesGroups, { unless: noGroups }),
    check('RFC 7644 §3.4.2.1', 'searches all types by POST to /.search', searchesAll, { unless: noGroups }),
    check('RFC 7644 §3.4.2.1', 'takes an attribute of another type for one without a value', treatsAsUnassigned, {
      unless: noGroups,
    }),
    check('RFC 7644 §3.4.3', 'finds the same as GET', findsTheSame),
    check('RFC 7644 §3.12', 'refuses a filter that is none, 400 invalidFilter', refusesFilter),
    check('RFC 7644 §3.12', 'refuses a body that is no SearchRequest, 400', refusesBodies),
    observation('RFC 7644 §3.4.2.1', 'a query of the root by GET (it may be refused)', queriesRoot),
  ],
  { unless: (server) => noUsers(server) ?? without('filter')(server), prepare: crew },
)

/** A server that says 501 has said what the RFC lets it say of a function that it does not have. */
async function searched(session: Session, endpoint: string, request: JsonObject): Promise<List> {
  const answer = await session.post(`${endpoint}/.search`, { schemas: [urns.searchRequest], ...request })
  skipWhereMissing(answer)
  return listIn(answer)
}

function skipWhereMissing({ status }: Answer): void {
  if (status === 501) skip('the server answers 501: it does not implement this')
}

async function searchesUsers(session: Session, cast: Cast): Promise<void> {
  const filter = `userName eq ${literal(String(cast('bela').body.userName))}`
  const list = await searched(session, cast('bela').type.endpoint, { filter, startIndex: 1, count: 10 })
  expectThese(cast, list, ['bela'])
  expectHas(list.body, { schemas: [urns.listResponse], totalResults: 1 }, list.answer)
}

async function projects(session: Session, cast: Cast): Promise<void> {
  const [text] = texts(session.server)
  const filter = `userName eq ${literal(String(cast('bela').body.userName))}`
  const { endpoint } = cast('bela').type
  const some = await searched(session, endpoint, { filter, attributes: [text] })
  expectHas(
    some.resources[0],
    { id: cast('bela').id, [text]: 'First Mate', userName: undefined, meta: undefined },
    some.answer,
  )
  const others = await searched(session, endpoint, { filter, excludedAttributes: [text] })
  expectHas(others.resources[0], { id: cast('bela').id, [text]: undefined }, others.answer)
}

async function pages(session: Session, cast: Cast): Promise<void> {
  const { endpoint } = cast('bela').type
  const request = { filter: among(prefixOf(cast)) }
  const first = await searched(session, endpoint, { ...request, startIndex: 1, count: 3 })
  const second = await searched(session, endpoint, { ...request, startIndex: 4, count: 3 })
  if (first.ids.length !== 3) fail(`${first.ids.length} resources came, where 3 were asked for`, first.answer)
  const all = { ...second, ids: [...first.ids, ...second.ids] }
  expectThese(cast, all, ['alma', 'bela', 'cyra', 'dino'])
  if (first.totalResults !== 4) fail(`totalResults is ${first.totalResults}, not 4`, first.answer)
}

async function sorts(session: Session, cast: Cast): Promise<void> {
  const { endpoint } = cast('bela').type
  const request = { filter: among(prefixOf(cast)), sortBy: 'userName', sortOrder: 'descending' }
  const { answer, ids } = await searched(session, endpoint, request)
  const wanted = (['dino', 'cyra', 'bela', 'alma'] as const).map((name) => cast(name).id)
  if (ids.join() !== wanted.join()) fail('the resources came in another order', answer)
}

async function searchesGroups(session: Session): Promise<void> {
  const displayName = session.unique('search')
  const { id, type } = await createGroup(session, { displayName })
  const { answer, ids } = await searched(session, type.endpoint, { filter: `displayName eq ${literal(displayName)}` })
  if (ids.join() !== id) fail('the group was not found, or others were', answer)
}

async function searchesAll(session: Session, cast: Cast): Promise<void> {
  const displayName = session.unique('search')
  const group = await createGroup(session, { displayName })
  const { id, body } = cast('alma')
  const filter = `userName eq ${literal(String(body.userName))} or displayName eq ${literal(displayName)}`
  const { answer, ids } = await searched(session, '', { filter })
  if (!ids.includes(id) || !ids.includes(group.id)) fail('a user and a group were to be found, and were not', answer)
  if (ids.length > 2) fail(`${ids.length} resources came, where 2 match`, answer)
}

async function treatsAsUnassigned(session: Session, cast: Cast): Promise<void> {
  const { id, body, type } = cast('alma')
  const named = `userName eq ${literal(String(body.userName))}`
  const { answer, ids } = await searched(session, '', { filter: `${named} and meta.resourceType eq "${type.name}"` })
  if (ids.join() !== id) fail('the user was not found, or others were', answer)
  const none = await searched(session, '', { filter: `${named} and meta.resourceType eq "Group"` })
  if (none.ids.length > 0) fail('a user was found among groups', none.answer)
}

async function findsTheSame(session: Session, cast: Cast): Promise<void> {
  const { endpoint } = cast('alma').type
  const filter = among(prefixOf(cast), 'userName pr')
  const posted = await searched(session, endpoint, { filter })
  const got = listIn(await session.get(`${endpoint}${queryString({ filter })}`))
  if ([...posted.ids].sort().join() !== [...got.ids].sort().join()) fail('GET finds others', posted.answer)
}

async function refusesFilter(session: Session, cast: Cast): Promise<void> {
  const { endpoint } = cast('alma').type
  const answer = await session.post(`${endpoint}/.search`, { schemas: [urns.searchRequest], filter: 'userName is "a"' })
  skipWhereMissing(answer)
  expectRefusal(answer, [400], 'invalidFilter')
}

async function refusesBodies(session: Session, cast: Cast): Promise<void> {
  const { endpoint } = cast('alma').type
  const bodies: readonly Json[] = [[], 'search', { schemas: [urns.searchRequest], filter: 5 }]
  for (const body of bodies) {
    const answer = await session.post(`${endpoint}/.search`, body)
    skipWhereMissing(answer)
    expectRefusalOrSilence(answer, [400], 'invalidSyntax', 'invalidValue', 'invalidFilter')
  }
}

async function queriesRoot(session: Session, cast: Cast): Promise<string> {
  const filter = `userName eq ${literal(String(cast('alma').body.userName))}`
  const answer = await session.get(`/${queryString({ filter })}`)
  expectNoFault(answer)
  if (answer.status >= 300) return `it is refused with ${answer.status}`
  expectStatus(answer, 200)
  if (listIn(answer).ids.join() !== cast('alma').id) fail('the user was not found, or others were', answer)
  return 'it is answered'
}
