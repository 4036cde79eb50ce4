import { check, theme } from '../check'
import { quote } from '../difference'
import { expectHas, expectRefusal, expectStatus, listIn, resourceIn } from '../expect'
import { versionOf } from '../instant'
import { literal, queryString, users } from '../query'
import { without } from '../server'
import type { Session } from '../session'
import { createGroup, createGroupOf, createUser, noGroups, noUsers, read, replacement } from '../specimen'
import { fail, skip } from '../verdict'
import { texts } from '../vocabulary'

export const etags = theme(
  'Versions',
  [
    check('RFC 7644 §3.14', 'says the version in ETag and meta.version alike, on POST, GET and PUT', saysVersion),
    check('RFC 7644 §3.14', 'says the version of groups too', saysVersionOfGroups, { unless: noGroups }),
    check('RFC 9110 §8.8.3', 'writes ETags as HTTP has them', writesTags),
    check('RFC 7644 §3.14', 'shows in lists the version that GET shows', listsVersion, { unless: without('filter') }),
    check('RFC 7644 §3.4.2.2', 'finds a user by the version that GET shows, in a group or not', findsVersion, {
      unless: (server) => noGroups(server) ?? without('filter')(server),
    }),
    check('RFC 7644 §3.14', 'changes the version with every change', changesVersion, { unless: without('patch') }),
    check('RFC 7644 §3.14', 'answers 304 without a body to If-None-Match with the version', knowsUnchanged),
    check('RFC 7644 §3.14', 'answers 200 to If-None-Match with another version', showsChanged),
    check('RFC 7644 §3.14', 'answers 412 to PUT with If-Match of another version, and changes nothing', holdsPut),
    check('RFC 7644 §3.14', 'answers 412 to PATCH with If-Match of another version, and changes nothing', holdsPatch, {
      unless: without('patch'),
    }),
    check('RFC 7644 §3.14', 'answers 412 to DELETE with If-Match of another version, and deletes nothing', holdsDelete),
    check('RFC 7644 §3.14', 'carries writes out with If-Match of the version', lets),
    check('RFC 9110 §13.1.1', 'carries writes out with If-Match: *, and with one of several versions', letsAny),
    check('RFC 7644 §3.14', 'lets one of several writes through that come at the same time with one version', letsOne),
  ],
  { unless: (server) => noUsers(server) ?? without('etag')(server) },
)

const stale = { 'if-match': 'W/"conformance-stale"' }

function tagOf(answer: Parameters<typeof resourceIn>[0]): string {
  return answer.headers.get('etag') ?? fail('the ETag header is missing', answer)
}

async function saysVersion(session: Session): Promise<void> {
  const user = await createUser(session)
  const answers = [user.answer, await session.get(user.path), await session.put(user.path, replacement(session, user))]
  for (const answer of answers) expectAlike(answer)
}

async function saysVersionOfGroups(session: Session): Promise<void> {
  const group = await createGroup(session)
  for (const answer of [group.answer, await session.get(group.path)]) expectAlike(answer)
}

function expectAlike(answer: Parameters<typeof resourceIn>[0]): void {
  const version = versionOf(resourceIn(answer, 200, 201))
  if (version !== tagOf(answer)) fail(`meta.version is ${quote(version)}, but ETag ${quote(tagOf(answer))}`, answer)
}

async function writesTags(session: Session): Promise<void> {
  const { answer } = await createUser(session)
  if (!/^(?:W\/)?"[\x21\x23-\x7e\x80-\xff]*"$/.test(tagOf(answer))) fail(`ETag is ${quote(tagOf(answer))}`, answer)
}

async function listsVersion(session: Session): Promise<void> {
  const user = await createUser(session)
  const { answer, resources } = await users(session, { filter: `userName eq ${literal(String(user.body.userName))}` })
  const [listed, alone] = [resources[0] && versionOf(resources[0]), versionOf(await read(session, user))]
  if (listed !== alone) fail(`the list says ${quote(listed)}, GET ${quote(alone)}`, answer)
}

async function findsVersion(session: Session): Promise<void> {
  const user = await createUser(session)
  for (const isMember of [false, true]) {
    if (isMember) await createGroupOf(session, user)
    const filter = `meta.version eq ${literal(tagOf(await session.get(user.path)))} and id eq ${literal(user.id)}`
    const answer = await session.get(`${user.type.endpoint}${queryString({ filter })}`)
    if (answer.status === 400) skip('meta.version cannot be searched for')
    if (!listIn(answer).ids.includes(user.id)) fail('the user is not found by the version that GET shows', answer)
  }
}

async function changesVersion(session: Session): Promise<void> {
  const [path] = texts(session.server)
  const user = await createUser(session)
  const seen = new Set([tagOf(user.answer)])
  for (const value of ['Mate', 'Captain', 'Mate']) {
    await session.patch(user.path, [{ op: 'replace', path, value }])
    const answer = await session.get(user.path)
    if (seen.has(tagOf(answer))) fail(`ETag is ${quote(tagOf(answer))} as it was before`, answer)
    seen.add(tagOf(answer))
  }
}

async function knowsUnchanged(session: Session): Promise<void> {
  const user = await createUser(session)
  const answer = await session.get(user.path, { 'if-none-match': tagOf(user.answer) })
  expectStatus(answer, 304)
  if (answer.text !== '') fail('304 has a body', answer)
  const several = await session.get(user.path, { 'if-none-match': `"conformance", ${tagOf(user.answer)}` })
  expectStatus(several, 304)
}

async function showsChanged(session: Session): Promise<void> {
  const user = await createUser(session)
  const answer = await session.get(user.path, { 'if-none-match': 'W/"conformance-stale"' })
  expectHas(resourceIn(answer), { id: user.id }, answer)
}

async function holdsPut(session: Session): Promise<void> {
  const [text] = texts(session.server)
  const user = await createUser(session, { [text]: 'Captain' })
  const answer = await session.put(user.path, replacement(session, user, { [text]: 'Admiral' }), stale)
  expectRefusal(answer, [412])
  expectHas(await read(session, user), { [text]: 'Captain' }, answer)
}

async function holdsPatch(session: Session): Promise<void> {
  const [path] = texts(session.server)
  const user = await createUser(session, { [path]: 'Captain' })
  const answer = await session.patch(user.path, [{ op: 'replace', path, value: 'Admiral' }], stale)
  expectRefusal(answer, [412])
  expectHas(await read(session, user), { [path]: 'Captain' }, answer)
}

async function holdsDelete(session: Session): Promise<void> {
  const user = await createUser(session)
  expectRefusal(await session.delete(user.path, stale), [412])
  await read(session, user)
}

async function lets(session: Session): Promise<void> {
  const [text] = texts(session.server)
  const user = await createUser(session)
  const body = replacement(session, user, { [text]: 'Admiral' })
  const put = await session.put(user.path, body, { 'if-match': tagOf(user.answer) })
  expectHas(resourceIn(put), { [text]: 'Admiral' }, put)
  expectStatus(await session.delete(user.path, { 'if-match': tagOf(await session.get(user.path)) }), 204)
}

async function letsAny(session: Session): Promise<void> {
  const user = await createUser(session)
  resourceIn(await session.put(user.path, replacement(session, user), { 'if-match': '*' }))
  const tag = tagOf(await session.get(user.path))
  resourceIn(await session.put(user.path, replacement(session, user), { 'if-match': `"conformance", ${tag}` }))
}

async function letsOne(session: Session): Promise<void> {
  const [text] = texts(session.server)
  const user = await createUser(session)
  const headers = { 'if-match': tagOf(user.answer) }
  const writers = ['Ada', 'Bo', 'Cy', 'Di'].map((value) =>
    session.put(user.path, replacement(session, user, { [text]: value }), headers),
  )
  const answers = await Promise.all(writers)
  for (const answer of answers) expectStatus(answer, 200, 412, 409)
  const through = answers.filter(({ status }) => status === 200)
  if (through.length !== 1) fail(`${through.length} of ${answers.length} writes went through`, answers[0])
}
