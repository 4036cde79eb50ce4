import type { Json } from '../../scim/json'
import { advice, type Cast, check, observation, theme } from '../check'
import { crew, expectFinds, expectThese, prefixOf } from '../crew'
import { expectNoFault, listIn } from '../expect'
import { isInstant } from '../instant'
import { among, queryString, users } from '../query'
import { without } from '../server'
import type { Session } from '../session'
import { noUsers } from '../specimen'
import { skip } from '../verdict'
import { complex, extended, plural, texts } from '../vocabulary'

export const filterPaths = theme(
  'Filters: attributes',
  [
    check('RFC 7644 §3.10', 'finds by a sub-attribute', findsByPart),
    check('RFC 7644 §3.4.2.2', 'pr of a complex attribute finds what has a part of it', findsByPresence),
    check('RFC 7644 §3.4.2.2', 'finds by any value of a multi-valued attribute', findsByAnyValue),
    check('RFC 7644 §3.4.2.2', 'compares the value of a multi-valued attribute that is named alone', comparesDefault),
    check('RFC 7644 §3.4.2.2', 'applies an expression in brackets to one and the same value', appliesToSame),
    check('RFC 7644 §3.4.2.2', 'knows or and not in brackets', knowsLogicInBrackets),
    check('RFC 7644 §3.4.2.2', 'joins brackets with other expressions', joinsBrackets),
    check('RFC 7644 §3.10', 'knows attributes by the URN of the core schema', knowsUrn),
    check('RFC 7644 §3.10', 'knows attributes of an extension by its URN, in any case', knowsExtension),
    check('RFC 7644 §3.4.2.2', 'finds by schemas', findsBySchemas),
    check('RFC 7643 §3.1', 'finds by meta.resourceType', findsByType),
    check('RFC 7643 §2.3.5', 'compares dateTimes as points in time', comparesTimes),
    check('RFC 7643 §2.3.5', 'compares dateTimes written in another time zone', comparesTimesElsewhere),
    check('RFC 7644 §3.4.2.2', 'reads quotes and backslashes in texts as JSON has them', readsEscapes),
    check('RFC 7644 §3.4.2.2', 'compares texts beyond ASCII', comparesUnicode),
    check('RFC 3986 §2.1', 'decodes percent-encoding once', decodesOnce),
    advice('RFC 1866 §8.2.1', 'takes + in a query for a space, as Okta writes it', takesPlus),
    observation('RFC 7644 §3.4.2.2', 'an attribute that no schema has (400 or no match)', withUnknown),
    observation('RFC 7644 §3.4.2.2', 'a text that is not in quotes, as Entra writes it', withBareWord),
  ],
  { unless: (server) => noUsers(server) ?? without('filter')(server), prepare: crew },
)

async function findsByPart(session: Session, cast: Cast): Promise<void> {
  const { name, subs } = complex(session.server)
  await expectFinds(session, cast, `${name}.${subs[1]} eq "Nordin"`, ['bela', 'cyra'])
  await expectFinds(session, cast, `${name}.${subs[1]} co "O'Malley"`, ['alma'])
}

async function findsByPresence(session: Session, cast: Cast): Promise<void> {
  const { name } = complex(session.server)
  const many = plural(session.server)
  await expectFinds(session, cast, `${name} pr`, ['alma', 'bela', 'cyra', 'dino'])
  await expectFinds(session, cast, `${many.name} pr`, ['alma', 'bela'])
}

async function findsByAnyValue(session: Session, cast: Cast): Promise<void> {
  const { name, types } = plural(session.server)
  await expectFinds(session, cast, `${name}.value ew "@island.example"`, ['alma'])
  await expectFinds(session, cast, `${name}.type eq "${types[1]}"`, ['alma', 'bela'])
}

async function comparesDefault(session: Session, cast: Cast): Promise<void> {
  const { name } = plural(session.server)
  await expectFinds(session, cast, `${name} co "@harbor.example"`, ['alma', 'bela'])
}

/** Brackets are optional (Table 5): who refuses them is passed over, who misreads them is not. */
async function bracketed(
  session: Session,
  cast: Cast,
  filter: string,
  found: Parameters<typeof expectThese>[2],
): Promise<void> {
  const { endpoint } = cast('alma').type
  const query = queryString({ filter: among(prefixOf(cast), filter), count: 50 })
  const answer = await session.get(`${endpoint}${query}`)
  if (answer.status === 400 || answer.status === 501) skip('the server refuses brackets, which are optional')
  expectThese(cast, listIn(answer), found)
}

async function appliesToSame(session: Session, cast: Cast): Promise<void> {
  const { name, types } = plural(session.server)
  const harbor = 'value ew "@harbor.example"'
  await bracketed(session, cast, `${name}[type eq "${types[0]}" and ${harbor}]`, ['alma'])
  await bracketed(session, cast, `${name}[type eq "${types[1]}" and ${harbor}]`, ['bela'])
}

async function knowsLogicInBrackets(session: Session, cast: Cast): Promise<void> {
  const { name, types } = plural(session.server)
  const [first, second] = [`type eq "${types[0]}"`, `type eq "${types[1]}"`]
  await bracketed(session, cast, `${name}[${first} or ${second}]`, ['alma', 'bela'])
  await bracketed(session, cast, `${name}[not (${second})]`, ['alma'])
  await bracketed(session, cast, `${name}[(${first} or ${second}) and value ew "@island.example"]`, ['alma'])
}

async function joinsBrackets(session: Session, cast: Cast): Promise<void> {
  const [text] = texts(session.server)
  const { name, types } = plural(session.server)
  const some = `${name}[type eq "${types[1]}"]`
  await bracketed(session, cast, `${text} sw "First" and ${some}`, ['bela'])
  await bracketed(session, cast, `${some} or ${text} co "Beard"`, ['alma', 'bela', 'dino'])
  await bracketed(session, cast, `not (${some})`, ['cyra', 'dino'])
}

async function knowsUrn(session: Session, cast: Cast): Promise<void> {
  const [text] = texts(session.server)
  const { name, subs } = complex(session.server)
  const urn = cast('alma').type.schema.id
  await expectFinds(session, cast, `${urn}:${text} eq "Captain"`, ['alma'])
  await expectFinds(session, cast, `${urn}:${name}.${subs[1]} eq "Quist"`, ['dino'])
  await expectFinds(session, cast, `${urn.toUpperCase()}:${text} eq "Captain"`, ['alma'])
}

async function knowsExtension(session: Session, cast: Cast): Promise<void> {
  const { urn, name } = extended(session.server)
  await expectFinds(session, cast, `${urn}:${name} eq "Rigging"`, ['alma'])
  await expectFinds(session, cast, `${urn.toLowerCase()}:${name.toUpperCase()} eq "Rigging"`, ['alma'])
  await expectFinds(session, cast, `${urn}:${name} pr`, ['alma'])
}

async function findsBySchemas(session: Session, cast: Cast): Promise<void> {
  const { urn } = extended(session.server)
  await expectFinds(session, cast, `schemas eq "${urn}"`, ['alma'])
}

async function findsByType(session: Session, cast: Cast): Promise<void> {
  const { name } = cast('alma').type
  await expectFinds(session, cast, `meta.resourceType eq "${name}"`, ['alma', 'bela', 'cyra', 'dino'])
  await expectFinds(session, cast, 'meta.resourceType eq "Conformance"', [])
}

async function comparesTimes(session: Session, cast: Cast): Promise<void> {
  const created = createdOf(cast('alma').body.meta)
  const [before, after] = [-3_600_000, 3_600_000].map((shift) => new Date(created + shift).toISOString())
  const all = ['alma', 'bela', 'cyra', 'dino'] as const
  await expectFinds(session, cast, `meta.created gt "${before}"`, all)
  await expectFinds(session, cast, `meta.created lt "${before}"`, [])
  await expectFinds(session, cast, `meta.lastModified lt "${after}"`, all, ['cyra'])
  await expectFinds(session, cast, `meta.lastModified ge "${after}"`, [])
  await expectFinds(session, cast, `meta.created ge "${before}" and meta.created le "${after}"`, all)
}

async function comparesTimesElsewhere(session: Session, cast: Cast): Promise<void> {
  const created = createdOf(cast('alma').body.meta)
  // An hour before, but a later text; an hour after, but an earlier text.
  const before = new Date(created - 3_600_000 + 5 * 3_600_000).toISOString().replace('Z', '+05:00')
  const after = new Date(created + 3_600_000 - 5 * 3_600_000).toISOString().replace('Z', '-05:00')
  const all = ['alma', 'bela', 'cyra', 'dino'] as const
  await expectFinds(session, cast, `meta.created gt "${before}"`, all)
  await expectFinds(session, cast, `meta.created gt "${after}"`, [])
}

function createdOf(meta: Json | undefined): number {
  const created = typeof meta === 'object' && meta !== null && 'created' in meta ? meta.created : undefined
  return isInstant(created) ? Date.parse(created) : skip('meta.created is no dateTime')
}

async function readsEscapes(session: Session, cast: Cast): Promise<void> {
  const [text, other] = texts(session.server)
  await expectFinds(session, cast, `${text} co "\\"Blue\\\\Beard\\""`, ['dino'])
  await expectFinds(session, cast, `${text} co "\\u0022Blue"`, ['dino'])
  await expectFinds(session, cast, `${other} eq "Ünï\\tcode"`, ['dino'])
  await expectFinds(session, cast, `${text} co "100% +"`, ['dino'])
}

async function comparesUnicode(session: Session, cast: Cast): Promise<void> {
  const [text, other] = texts(session.server)
  await expectFinds(session, cast, `${other} eq "Zoë"`, ['alma'])
  await expectFinds(session, cast, `${other} eq "Zo\\u00eb"`, ['alma'])
  await expectFinds(session, cast, `${text} ew "😀"`, ['dino'])
}

async function decodesOnce(session: Session, cast: Cast): Promise<void> {
  const [text] = texts(session.server)
  await expectFinds(session, cast, `${text} co "100%25"`, [])
  await expectFinds(session, cast, `${text} co "100% "`, ['dino'])
}

async function takesPlus(session: Session, cast: Cast): Promise<void> {
  const { endpoint } = cast('alma').type
  const name = encodeURIComponent(String(cast('alma').body.userName))
  expectThese(cast, listIn(await session.get(`${endpoint}?filter=userName+eq+%22${name}%22`)), ['alma'])
}

async function withUnknown(session: Session, cast: Cast): Promise<string> {
  const { endpoint } = cast('alma').type
  const query = queryString({ filter: among(prefixOf(cast), 'conformanceUnknown eq "x"') })
  const answer = await session.get(`${endpoint}${query}`)
  expectNoFault(answer)
  if (answer.status >= 300) return `it is refused with ${answer.status}`
  expectThese(cast, listIn(answer), [])
  return 'it matches nobody'
}

async function withBareWord(session: Session, cast: Cast): Promise<string> {
  const { endpoint } = cast('alma').type
  const answer = await session.get(`${endpoint}${queryString({ filter: `id eq ${cast('alma').id}` })}`)
  expectNoFault(answer)
  if (answer.status >= 300) return `it is refused with ${answer.status}`
  expectThese(cast, await users(session, { filter: `id eq ${cast('alma').id}` }), ['alma'])
  return 'it is understood'
}
