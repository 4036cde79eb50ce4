import { type Cast, check, observation, theme } from '../check'
import { crew, expectFinds, expectThese, prefixOf } from '../crew'
import { literal, users } from '../query'
import { without } from '../server'
import type { Session } from '../session'
import { noUsers } from '../specimen'
import { fail, skip } from '../verdict'
import { flag, texts } from '../vocabulary'

export const filterOperators = theme(
  'Filters: operators',
  [
    check('RFC 7644 §3.4.2.2', 'finds one user by userName eq', findsOne),
    check('RFC 7644 §3.4.2.2', 'sw finds what begins so', (session, cast) =>
      texted(session, cast, 'sw "First"', ['bela']),
    ),
    check('RFC 7644 §3.4.2.2', 'ew finds what ends so', (session, cast) =>
      texted(session, cast, 'ew "Mate"', ['bela']),
    ),
    check('RFC 7644 §3.4.2.2', 'co finds what contains it', (session, cast) =>
      texted(session, cast, 'co "apt"', ['alma', 'dino']),
    ),
    check('RFC 7644 §3.4.2.2', 'eq finds what is the same', (session, cast) =>
      texted(session, cast, 'eq "First Mate"', ['bela']),
    ),
    check(
      'RFC 7644 §3.4.2.2',
      'ne finds what is not the same (where there is no value, either is right)',
      (session, cast) => texted(session, cast, 'ne "Captain"', ['bela', 'dino'], ['cyra']),
    ),
    check('RFC 7644 §3.4.2.2', 'pr finds what has a value', (session, cast) =>
      texted(session, cast, 'pr', ['alma', 'bela', 'dino']),
    ),
    check('RFC 7644 §3.4.2.2', 'gt, ge, lt and le compare texts by their order', ordersTexts),
    check('RFC 7644 §3.4.2.2', 'compares texts that are not caseExact in any case', ignoresCase),
    check('RFC 7643 §4.1.1', 'compares userName in any case', ignoresCaseOfName),
    check('RFC 7643 §3.1', 'compares externalId by its case', heedsCase),
    check('RFC 7643 §3.1', 'finds a resource by its id', findsById),
    check('RFC 7644 §3.4.2.2', 'compares booleans with true and false', comparesFlags),
    check('RFC 7644 §3.4.2.2', 'finds what was changed by its new value only', followsChanges, {
      unless: without('patch'),
    }),
    observation(
      'RFC 7644 §3.4.2.2',
      'eq null (the RFC has null as a value and does not say what it means)',
      comparesNull,
    ),
  ],
  { unless: (server) => noUsers(server) ?? without('filter')(server), prepare: crew },
)

async function texted(
  session: Session,
  cast: Cast,
  comparison: string,
  ...found: [Parameters<typeof expectFinds>[3], Parameters<typeof expectFinds>[4]?]
): Promise<void> {
  const [text] = texts(session.server)
  await expectFinds(session, cast, `${text} ${comparison}`, ...found)
}

async function findsOne(session: Session, cast: Cast): Promise<void> {
  const filter = `userName eq ${literal(String(cast('bela').body.userName))}`
  const list = await users(session, { filter })
  expectThese(cast, list, ['bela'])
  if (list.totalResults !== 1) fail(`totalResults is ${list.totalResults}, not 1`, list.answer)
}

async function ordersTexts(session: Session, cast: Cast): Promise<void> {
  await texted(session, cast, 'gt "Captain"', ['bela', 'dino'])
  await texted(session, cast, 'ge "Captain"', ['alma', 'bela', 'dino'])
  await texted(session, cast, 'lt "D"', ['alma', 'dino'])
  await texted(session, cast, 'le "Captain"', ['alma'])
}

async function ignoresCase(session: Session, cast: Cast): Promise<void> {
  await texted(session, cast, 'eq "cAPTAIN"', ['alma'])
  await texted(session, cast, 'sw "CAPTAIN"', ['alma', 'dino'])
  await texted(session, cast, 'co "MATE"', ['bela'])
  await texted(session, cast, 'ew "MATE"', ['bela'])
  const [, other] = texts(session.server)
  await expectFinds(session, cast, `${other} eq "ZOË"`, ['alma'])
}

async function ignoresCaseOfName(session: Session, cast: Cast): Promise<void> {
  const userName = String(cast('alma').body.userName).toUpperCase()
  expectThese(cast, await users(session, { filter: `userName eq ${literal(userName)}` }), ['alma'])
}

async function heedsCase(session: Session, cast: Cast): Promise<void> {
  const { externalId } = cast('alma').body
  if (typeof externalId !== 'string') skip('the server keeps no externalId')
  expectThese(cast, await users(session, { filter: `externalId eq ${literal(externalId)}` }), ['alma'])
  expectThese(cast, await users(session, { filter: `externalId eq ${literal(externalId.toLowerCase())}` }), [])
}

async function findsById(session: Session, cast: Cast): Promise<void> {
  expectThese(cast, await users(session, { filter: `id eq ${literal(cast('dino').id)}` }), ['dino'])
}

async function comparesFlags(session: Session, cast: Cast): Promise<void> {
  const active = flag(session.server)
  await expectFinds(session, cast, `${active} eq true`, ['alma', 'cyra', 'dino'])
  await expectFinds(session, cast, `${active} eq false`, ['bela'])
  await expectFinds(session, cast, `${active} ne true`, ['bela'])
}

async function followsChanges(session: Session, cast: Cast): Promise<void> {
  const [, path] = texts(session.server)
  const { path: user } = cast('cyra')
  await session.patch(user, [{ op: 'add', path, value: 'Cook' }])
  await expectFinds(session, cast, `${path} eq "Cook"`, ['cyra'])
  await session.patch(user, [{ op: 'remove', path }])
  await expectFinds(session, cast, `${path} eq "Cook"`, [])
}

async function comparesNull(session: Session, cast: Cast): Promise<string> {
  const [text] = texts(session.server)
  const filter = `userName sw ${literal(prefixOf(cast))} and (${text} eq null)`
  const answer = await session.get(`${cast('alma').type.endpoint}?filter=${encodeURIComponent(filter)}`)
  if (answer.status >= 500) fail(`answered ${answer.status}`, answer)
  if (answer.status >= 300) return `it is refused with ${answer.status}`
  return answer.text.includes(cast('cyra').id) ? 'it finds what has no value' : 'it finds nobody'
}
