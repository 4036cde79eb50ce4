import type { Attribute, ResourceType } from '../../scim/attribute'
import { type Check, check, type Theme } from '../check'
import { expectHas, expectRefusal, resourceIn } from '../expect'
import type { Server } from '../server'
import { isUserType, without } from '../server'
import type { Session } from '../session'
import { create, createUser, draft, noUsers, read, replacement } from '../specimen'
import { fail } from '../verdict'

export const uniqueness: Theme = {
  name: 'Uniqueness',
  unless: noUsers,
  checks: (server) => [
    check('RFC 7644 §3.3', 'refuses POST with a userName that is taken, 409 uniqueness', refusesTaken),
    check('RFC 7643 §4.1.1', 'takes userNames that differ in case only for the same', refusesTakenInAnyCase),
    check('RFC 7644 §3.5.1', 'refuses PUT with a userName that is taken, 409 uniqueness', refusesReplacing),
    check('RFC 7644 §3.5.2', 'refuses PATCH to a userName that is taken, 409 uniqueness', refusesPatching, {
      unless: without('patch'),
    }),
    check('RFC 7644 §3.5.1', 'lets a user change the case of the own userName', letsRespell),
    check('RFC 7644 §3.3', 'lets one of two users of one name in, who come at the same time', letsOneIn),
    ...claims(server),
  ],
}

/** Attributes besides userName that the schemas declare to be unique. */
function claims({ types }: Server): readonly Check[] {
  return types.flatMap((type) =>
    type.schema.attributes
      .filter((attribute) => attribute.uniqueness !== 'none' && isClaim(attribute) && !isUserName(type, attribute))
      .map((attribute) =>
        check('RFC 7643 §7', `keeps ${type.name} ${attribute.name} unique, as /Schemas declares`, (session) =>
          keepsUnique(session, type, attribute),
        ),
      ),
  )
}

const isUserName = (type: ResourceType, { name }: Attribute) => isUserType(type) && name === 'userName'
const isClaim = ({ type, multiValued, mutability }: Attribute) =>
  type === 'string' && !multiValued && mutability === 'readWrite'

async function refusesTaken(session: Session): Promise<void> {
  const { type, body } = await createUser(session)
  const { userName = '' } = body
  const answer = await session.post(type.endpoint, draft(session, type, { userName }))
  expectRefusal(answer, [409], 'uniqueness')
}

async function refusesTakenInAnyCase(session: Session): Promise<void> {
  const { type, body } = await createUser(session)
  const userName = String(body.userName).toUpperCase()
  const answer = await session.post(type.endpoint, draft(session, type, { userName }))
  expectRefusal(answer, [409], 'uniqueness')
}

async function refusesReplacing(session: Session): Promise<void> {
  const [first, second] = [await createUser(session), await createUser(session)]
  const userName = String(first.body.userName).toUpperCase()
  const answer = await session.put(second.path, replacement(session, second, { userName }))
  expectRefusal(answer, [409], 'uniqueness')
  expectHas(await read(session, second), { userName: second.body.userName }, answer)
}

async function refusesPatching(session: Session): Promise<void> {
  const [first, second] = [await createUser(session), await createUser(session)]
  const value = String(first.body.userName).toUpperCase()
  const answer = await session.patch(second.path, [{ op: 'replace', path: 'userName', value }])
  expectRefusal(answer, [409], 'uniqueness')
  expectHas(await read(session, second), { userName: second.body.userName }, answer)
}

async function letsRespell(session: Session): Promise<void> {
  const user = await createUser(session)
  const userName = String(user.body.userName).toUpperCase()
  resourceIn(await session.put(user.path, replacement(session, user, { userName })))
}

async function letsOneIn(session: Session): Promise<void> {
  const { type } = await createUser(session)
  const body = draft(session, type)
  const answers = await Promise.all(Array.from({ length: 6 }, () => session.post(type.endpoint, body)))
  const created = answers.filter(({ status }) => status === 201)
  const [another] = created.slice(1)
  if (another) fail(`${created.length} users were created with one userName`, another)
  for (const answer of answers) if (answer.status !== 201) expectRefusal(answer, [409], 'uniqueness')
  if (created.length === 0) fail('none was created', answers[0])
}

async function keepsUnique(session: Session, type: ResourceType, { name }: Attribute): Promise<void> {
  const value = session.unique(name)
  await create(session, type, { [name]: value })
  expectRefusal(await session.post(type.endpoint, draft(session, type, { [name]: value })), [409, 400], 'uniqueness')
}
