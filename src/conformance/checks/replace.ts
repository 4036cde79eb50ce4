import { isObject, type JsonObject } from '../../scim/json'
import { check, observation, theme } from '../check'
import { difference, isUnassigned } from '../difference'
import { expectHas, expectRefusal, expectRefusalOrSilence, resourceIn } from '../expect'
import { metaTime } from '../instant'
import type { Session } from '../session'
import { createUser, draft, noUsers, read, replacement, userType } from '../specimen'
import { fail } from '../verdict'
import { extended, flag, plural, texts } from '../vocabulary'

export const replace = theme(
  'Replacing resources',
  [
    check('RFC 7644 §3.5.1', 'answers PUT with 200 and the entire resource', answersReplaced),
    check('RFC 7644 §3.5.1', 'replaces the values that are given', replacesValues),
    check('RFC 7644 §3.5.1', 'takes its own answer to GET back without a change', takesItsOwnAnswer),
    check('RFC 7644 §3.5.1', 'ignores id, meta and groups in the body', ignoresReadOnly),
    check('RFC 7644 §3.5.1', 'clears what is null or []', clearsWhatIsNull),
    check('RFC 7644 §3.5.1', 'replaces all values of a multi-valued attribute', replacesAllValues),
    check('RFC 7643 §3.3', 'takes an extension in, and shows it in schemas', takesExtension),
    check('RFC 7643 §3.1', 'keeps meta.created and moves meta.lastModified forward', movesForward),
    check('RFC 7644 §3.5.1', 'creates nothing by PUT: an unknown id is 404', createsNothing),
    check('RFC 7644 §3.5.1', 'refuses a body without userName with 400, and changes nothing', needsUserName),
    check('RFC 7644 §3.12', 'refuses values of a wrong type with 400, and changes nothing', refusesWrongTypes),
    observation(
      'RFC 7644 §3.5.1',
      'an attribute that PUT leaves out (it may be cleared, defaulted or kept)',
      leavesOut,
    ),
  ],
  { unless: noUsers },
)

async function answersReplaced(session: Session): Promise<void> {
  const user = await createUser(session)
  const answer = await session.put(user.path, replacement(session, user))
  expectHas(resourceIn(answer), { id: user.id, userName: user.body.userName }, answer)
  const wrong = difference(resourceIn(answer), await read(session, user))
  if (wrong !== undefined) fail(`GET answers something else: ${wrong}`, answer)
}

async function replacesValues(session: Session): Promise<void> {
  const [text] = texts(session.server)
  const user = await createUser(session, { [text]: 'Captain' })
  await expectReplaced(session, user, { [text]: 'Admiral' })
}

async function takesItsOwnAnswer(session: Session): Promise<void> {
  const [text] = texts(session.server)
  const { name, element } = plural(session.server)
  const user = await createUser(session, { [text]: 'Captain', [name]: [element(0)] })
  const before = await read(session, user)
  const answer = await session.put(user.path, before)
  const { meta: _, ...attributes } = before
  expectHas(resourceIn(answer), attributes, answer)
  expectHas(await read(session, user), attributes, answer)
}

async function ignoresReadOnly(session: Session): Promise<void> {
  const user = await createUser(session)
  const meta = { resourceType: 'Nothing', created: '2001-01-01T00:00:00Z', version: 'W/"x"' }
  const sent = { ...replacement(session, user), id: 'of-my-own', meta, groups: [{ value: 'of-my-own' }] }
  const answer = await session.put(user.path, sent)
  const replaced = resourceIn(answer)
  expectHas(replaced, { id: user.id, groups: undefined }, answer)
  if (isObject(replaced.meta) && replaced.meta.created === meta.created) fail("the client's meta was taken", answer)
}

async function clearsWhatIsNull(session: Session): Promise<void> {
  const [text] = texts(session.server)
  const { name, element } = plural(session.server)
  const user = await createUser(session, { [text]: 'Captain', [name]: [element(0)] })
  await expectReplaced(session, user, { [text]: null, [name]: [] }, { [text]: undefined, [name]: undefined })
}

async function replacesAllValues(session: Session): Promise<void> {
  const { name, element } = plural(session.server)
  const user = await createUser(session, { [name]: [element(0), element(1)] })
  await expectReplaced(session, user, { [name]: [element(2)] })
}

async function takesExtension(session: Session): Promise<void> {
  const { urn, name } = extended(session.server)
  const user = await createUser(session)
  const schemas = [user.type.schema.id, urn]
  await expectReplaced(session, user, { schemas, [urn]: { [name]: 'Rigging' } })
}

async function movesForward(session: Session): Promise<void> {
  const [text] = texts(session.server)
  const user = await createUser(session, { [text]: 'Captain' })
  const answer = await session.put(user.path, replacement(session, user, { [text]: 'Admiral' }))
  const [before, after] = [user.body, resourceIn(answer)]
  if (metaTime(before, 'created') !== metaTime(after, 'created')) fail('meta.created has changed', answer)
  if (!(metaTime(after, 'lastModified') >= metaTime(before, 'lastModified')))
    fail('meta.lastModified went back', answer)
}

async function createsNothing(session: Session): Promise<void> {
  const type = userType(session.server)
  const path = `${type.endpoint}/${session.unique('nobody')}`
  expectRefusal(await session.put(path, draft(session, type)), [404])
}

async function needsUserName(session: Session): Promise<void> {
  const user = await createUser(session)
  const { userName: _, ...rest } = replacement(session, user)
  expectRefusalOrSilence(await session.put(user.path, rest), [400], 'invalidValue', 'invalidSyntax')
  expectHas(await read(session, user), { userName: user.body.userName }, user.answer)
}

async function refusesWrongTypes(session: Session): Promise<void> {
  const name = flag(session.server)
  const user = await createUser(session)
  const answer = await session.put(user.path, replacement(session, user, { [name]: 'banana' }))
  expectRefusalOrSilence(answer, [400], 'invalidValue', 'invalidSyntax')
}

async function leavesOut(session: Session): Promise<string> {
  const [text] = texts(session.server)
  const user = await createUser(session, { [text]: 'Captain' })
  const answer = await session.put(user.path, replacement(session, user))
  const left = resourceIn(answer)[text]
  if (isUnassigned(left)) return 'it is cleared'
  return left === 'Captain' ? 'it is kept' : 'it gets a default'
}

async function expectReplaced(
  session: Session,
  user: Awaited<ReturnType<typeof createUser>>,
  attributes: JsonObject,
  expected: Readonly<Record<string, unknown>> = attributes,
): Promise<void> {
  const answer = await session.put(user.path, replacement(session, user, attributes))
  expectHas(resourceIn(answer), expected, answer)
  expectHas(await read(session, user), expected, answer)
}
