import { isObject, type JsonObject } from '../../scim/json'
import { type Cast, check, type Known, theme } from '../check'
import { isUnassigned, quote } from '../difference'
import { expectHas, expectNoFault, expectStatus, listIn, resourceIn } from '../expect'
import { literal, queryString } from '../query'
import { without } from '../server'
import type { Session } from '../session'
import { createUser, draft, noUsers, replacement, userType } from '../specimen'
import { fail, skip } from '../verdict'
import { complex, extended, plural, texts } from '../vocabulary'

export const projection = theme(
  'Projection',
  [
    check('RFC 7644 §3.9', 'answers with the attributes that are asked for, and the minimum', showsAttributes),
    check('RFC 7644 §3.9', 'answers with several attributes', showsSeveral),
    check('RFC 7644 §3.9', 'answers with the sub-attribute that is asked for', showsPart),
    check('RFC 7644 §3.9', 'answers with a sub-attribute of each value', showsPartOfValues),
    check('RFC 7644 §3.9', 'leaves out the attributes that are excluded', excludes),
    check('RFC 7644 §3.9', 'leaves out the sub-attributes that are excluded', excludesPart),
    check('RFC 7644 §3.4.2.5', 'returns what is returned always, even where it is excluded', keepsAlways),
    check('RFC 7644 §3.10', 'knows names with a URN, and in any case', knowsNames),
    check('RFC 7644 §3.9', 'answers with an attribute of an extension', showsExtension),
    check('RFC 7643 §7', 'returns what is returned by request where it is asked for only', showsRequested),
    check('RFC 7644 §3.4.2.5', 'projects the resources of a list', projectsLists, { unless: without('filter') }),
    check('RFC 7644 §3.9', 'projects the answer to POST', projectsCreation),
    check('RFC 7644 §3.9', 'projects the answer to PUT', projectsReplacement),
    check('RFC 7644 §3.9', 'projects the answer to PATCH', projectsPatch, { unless: without('patch') }),
    check('RFC 7644 §3.12', 'survives attributes that no schema has', survivesUnknown),
  ],
  { unless: noUsers, prepare },
)

async function prepare(session: Session): Promise<Readonly<Record<string, Known>>> {
  return { alma: await createUser(session, details(session)) }
}

function details({ server }: Session): JsonObject {
  const [first, second] = texts(server)
  const { name, subs } = complex(server)
  const many = plural(server)
  return {
    [first]: 'Captain',
    [second]: 'Ally',
    [name]: { [subs[0]]: 'Alma', [subs[1]]: 'Nordin' },
    [many.name]: [many.element(0, { type: many.types[0] }), many.element(1, { type: many.types[1] })],
  }
}

/** What is in every representation: `returned` is "always", and the schemas (RFC 7643 §3). */
function minimum({ server }: Session): readonly string[] {
  const always = userType(server).schema.attributes.filter(({ returned }) => returned === 'always')
  return ['id', 'schemas', ...always.map(({ name }) => name)]
}

/** Errors: Failed where there is more than is asked for and the minimum. */
function expectOnly(
  session: Session,
  resource: JsonObject,
  names: readonly string[],
  answer: Parameters<typeof fail>[1],
) {
  const allowed = [...minimum(session), ...names]
  const surplus = Object.keys(resource).filter((name) => !allowed.includes(name) && !isUnassigned(resource[name]))
  if (surplus.length > 0) fail(`${surplus.join(', ')} came though nobody asked`, answer)
}

async function get(session: Session, cast: Cast, parameters: Readonly<Record<string, string>>) {
  const answer = await session.get(`${cast('alma').path}${queryString(parameters)}`)
  return { answer, resource: resourceIn(answer) }
}

async function showsAttributes(session: Session, cast: Cast): Promise<void> {
  const [text] = texts(session.server)
  const { answer, resource } = await get(session, cast, { attributes: text })
  expectHas(resource, { id: cast('alma').id, [text]: 'Captain' }, answer)
  expectOnly(session, resource, [text], answer)
}

async function showsSeveral(session: Session, cast: Cast): Promise<void> {
  const [text, other] = texts(session.server)
  const { answer, resource } = await get(session, cast, { attributes: `userName,${text},${other}` })
  expectHas(resource, { userName: cast('alma').body.userName, [text]: 'Captain', [other]: 'Ally' }, answer)
  expectOnly(session, resource, ['userName', text, other], answer)
}

async function showsPart(session: Session, cast: Cast): Promise<void> {
  const { name, subs } = complex(session.server)
  const { answer, resource } = await get(session, cast, { attributes: `${name}.${subs[0]}` })
  expectHas(resource, { [name]: { [subs[0]]: 'Alma', [subs[1]]: undefined } }, answer)
  expectOnly(session, resource, [name], answer)
}

async function showsPartOfValues(session: Session, cast: Cast): Promise<void> {
  const { name, value } = plural(session.server)
  const { answer, resource } = await get(session, cast, { attributes: `${name}.value` })
  expectHas(
    resource,
    {
      [name]: [
        { value: value(0), type: undefined },
        { value: value(1), type: undefined },
      ],
    },
    answer,
  )
  expectOnly(session, resource, [name], answer)
}

async function excludes(session: Session, cast: Cast): Promise<void> {
  const [text, other] = texts(session.server)
  const { name } = plural(session.server)
  const { answer, resource } = await get(session, cast, { excludedAttributes: `${text},${name}` })
  expectHas(resource, { [text]: undefined, [name]: undefined, [other]: 'Ally' }, answer)
  expectHas(resource, { id: cast('alma').id, userName: cast('alma').body.userName }, answer)
}

async function excludesPart(session: Session, cast: Cast): Promise<void> {
  const { name, subs } = complex(session.server)
  const { answer, resource } = await get(session, cast, { excludedAttributes: `${name}.${subs[0]}` })
  expectHas(resource, { [name]: { [subs[0]]: undefined, [subs[1]]: 'Nordin' } }, answer)
}

async function keepsAlways(session: Session, cast: Cast): Promise<void> {
  const { answer, resource } = await get(session, cast, { excludedAttributes: 'id' })
  expectHas(resource, { id: cast('alma').id }, answer)
}

async function knowsNames(session: Session, cast: Cast): Promise<void> {
  const [text] = texts(session.server)
  for (const attributes of [text.toUpperCase(), `${cast('alma').type.schema.id}:${text}`]) {
    const { answer, resource } = await get(session, cast, { attributes })
    expectHas(resource, { [text]: 'Captain' }, answer)
    expectOnly(session, resource, [text], answer)
  }
}

async function showsExtension(session: Session): Promise<void> {
  const { urn, name } = extended(session.server)
  const user = await createUser(session, { [urn]: { [name]: 'Rigging' } })
  const answer = await session.get(`${user.path}${queryString({ attributes: `${urn}:${name}` })}`)
  expectHas(resourceIn(answer), { [urn]: { [name]: 'Rigging' } }, answer)
  expectOnly(session, resourceIn(answer), [urn], answer)
}

async function showsRequested(session: Session, cast: Cast): Promise<void> {
  const requested = userType(session.server).schema.attributes.filter(({ returned }) => returned === 'request')
  if (requested.length === 0) skip('no attribute of User is returned by request')
  const { answer, resource } = await get(session, cast, {})
  const shown = requested.find(({ name }) => !isUnassigned(resource[name]))
  if (shown) fail(`${shown.name} came though nobody asked`, answer)
}

async function projectsLists(session: Session, cast: Cast): Promise<void> {
  const [text, other] = texts(session.server)
  const { type, body } = cast('alma')
  const filter = `userName eq ${literal(String(body.userName))}`
  const projected = listIn(await session.get(`${type.endpoint}${queryString({ filter, attributes: text })}`))
  for (const resource of projected.resources) {
    expectHas(resource, { id: cast('alma').id, [text]: 'Captain' }, projected.answer)
    expectOnly(session, resource, [text], projected.answer)
  }
  const rest = listIn(await session.get(`${type.endpoint}${queryString({ filter, excludedAttributes: text })}`))
  for (const resource of rest.resources) expectHas(resource, { [text]: undefined, [other]: 'Ally' }, rest.answer)
  if (projected.resources.length + rest.resources.length !== 2)
    fail('the filter did not find one user each time', rest.answer)
}

async function projectsCreation(session: Session): Promise<void> {
  const [text] = texts(session.server)
  const type = userType(session.server)
  const answer = await session.post(`${type.endpoint}?attributes=${text}`, draft(session, type, details(session)))
  expectHas(resourceIn(answer, 201), { [text]: 'Captain' }, answer)
  expectOnly(session, resourceIn(answer, 201), [text], answer)
}

async function projectsReplacement(session: Session): Promise<void> {
  const [text, other] = texts(session.server)
  const user = await createUser(session)
  const body = replacement(session, user, details(session))
  const answer = await session.put(`${user.path}?excludedAttributes=${text}`, body)
  expectHas(resourceIn(answer), { [text]: undefined, [other]: 'Ally' }, answer)
}

async function projectsPatch(session: Session): Promise<void> {
  const [path] = texts(session.server)
  const { name } = plural(session.server)
  const user = await createUser(session, details(session))
  const operation = { op: 'replace', path, value: 'Admiral' }
  const answer = await session.patch(`${user.path}?attributes=${path}`, [operation])
  expectHas(resourceIn(answer), { id: user.id, [path]: 'Admiral' }, answer)
  expectOnly(session, resourceIn(answer), [path], answer)
  const other = await session.patch(`${user.path}?excludedAttributes=${name}`, [{ ...operation, value: 'Mate' }])
  expectStatus(other, 200, 204)
  if (other.status === 200) expectHas(other.body, { [path]: 'Mate', [name]: undefined }, other)
}

async function survivesUnknown(session: Session, cast: Cast): Promise<void> {
  for (const attributes of ['conformanceUnknown', 'urn:conformance:nothing:x', ',', 'userName,,', 'a b']) {
    const answer = await session.get(`${cast('alma').path}${queryString({ attributes })}`)
    expectNoFault(answer)
    if (answer.status >= 300) expectStatus(answer, 400)
    else if (!isObject(answer.body)) fail(`the body is ${quote(answer.body)}`, answer)
  }
}
