import { check, observation, theme } from '../check'
import { isUnassigned } from '../difference'
import { expectHas, expectRefusal } from '../expect'
import { expectPatch, expectUntouched, patched } from '../patching'
import { without } from '../server'
import type { Session } from '../session'
import { createUser, noUsers, read } from '../specimen'
import { fail, skip } from '../verdict'
import { complex, extended, plural, texts } from '../vocabulary'

export const patchRemove = theme(
  'PATCH: remove',
  [
    check('RFC 7644 §3.5.2.2', 'removes a value', removesText),
    check('RFC 7644 §3.5.2.2', 'removes a complex attribute', removesComplex),
    check('RFC 7644 §3.5.2.2', 'removes one part of a complex attribute', removesPart),
    check('RFC 7644 §3.5.2.2', 'removes all values of a multi-valued attribute', removesAllValues),
    check('RFC 7644 §3.5.2.2', 'removes the values that a filter selects', removesSelected),
    check('RFC 7644 §3.5.2.2', 'leaves nothing when the last value is removed', removesLast),
    check('RFC 7644 §3.5.2.2', 'removes a part of the values that a filter selects', removesPartOfSelected),
    check('RFC 7644 §3.5.2.2', 'removes an attribute of an extension', removesExtension),
    check('RFC 7644 §3.5.2.2', 'refuses to remove without a path, 400 noTarget', needsPath),
    check('RFC 7644 §3.5.2.2', 'refuses to remove what is required, 400 mutability', keepsRequired),
    check('RFC 7644 §3.5.2.2', 'refuses to remove what is readOnly, 400 mutability', keepsReadOnly),
    observation('RFC 7644 §3.12', 'removing what is not there (noTarget or success)', removesNothing),
    observation('RFC 7644 §3.12', 'removing by a filter that selects nothing (noTarget or success)', selectsNothing),
  ],
  { unless: (server) => noUsers(server) ?? without('patch')(server) },
)

async function removesText(session: Session): Promise<void> {
  const [path, other] = texts(session.server)
  const user = await createUser(session, { [path]: 'Captain', [other]: 'Nemo' })
  await expectPatch(session, user, [{ op: 'remove', path }], { [path]: undefined, [other]: 'Nemo' })
}

async function removesComplex(session: Session): Promise<void> {
  const { name: path, subs } = complex(session.server)
  const user = await createUser(session, { [path]: { [subs[0]]: 'Alma', [subs[1]]: 'Nordin' } })
  await expectPatch(session, user, [{ op: 'remove', path }], { [path]: undefined })
}

async function removesPart(session: Session): Promise<void> {
  const { name, subs } = complex(session.server)
  const user = await createUser(session, { [name]: { [subs[0]]: 'Alma', [subs[1]]: 'Nordin' } })
  const expected = { [name]: { [subs[0]]: undefined, [subs[1]]: 'Nordin' } }
  await expectPatch(session, user, [{ op: 'remove', path: `${name}.${subs[0]}` }], expected)
}

async function removesAllValues(session: Session): Promise<void> {
  const { name: path, element } = plural(session.server)
  const user = await createUser(session, { [path]: [element(0), element(1)] })
  await expectPatch(session, user, [{ op: 'remove', path }], { [path]: undefined })
}

async function removesSelected(session: Session): Promise<void> {
  const { name, types, element, value } = plural(session.server)
  const elements = [element(0, { type: types[0] }), element(1, { type: types[1] }), element(2, { type: types[1] })]
  const user = await createUser(session, { [name]: elements })
  const byValue = { op: 'remove', path: `${name}[value eq "${value(2)}"]` }
  await expectPatch(session, user, [byValue], { [name]: elements.slice(0, 2) })
  const byBoth = { op: 'remove', path: `${name}[type eq "${types[1]}" and value ew "${value(1).slice(-8)}"]` }
  await expectPatch(session, user, [byBoth], { [name]: elements.slice(0, 1) })
}

async function removesLast(session: Session): Promise<void> {
  const { name, element, value } = plural(session.server)
  const user = await createUser(session, { [name]: [element(0)] })
  const operation = { op: 'remove', path: `${name}[value eq "${value(0)}"]` }
  await expectPatch(session, user, [operation], { [name]: undefined })
}

async function removesPartOfSelected(session: Session): Promise<void> {
  const { name, types, other, element } = plural(session.server)
  if (!other) skip(`${name} publishes no text beside value and type`)
  const first = element(0, { type: types[0], [other]: 'Cabin' })
  const second = element(1, { type: types[1], [other]: 'Galley' })
  const user = await createUser(session, { [name]: [first, second] })
  const operation = { op: 'remove', path: `${name}[type eq "${types[1]}"].${other}` }
  const { answer, resource } = await patched(session, user, operation)
  // A server may make up a display of its own.
  expectHas(resource, { [name]: [first, { ...element(1), type: types[1] }] }, answer)
  const values = Array.isArray(resource[name]) ? resource[name] : []
  if (JSON.stringify(values).includes('Galley')) fail(`${other} is still there`, answer)
}

async function removesExtension(session: Session): Promise<void> {
  const { urn, name } = extended(session.server)
  const user = await createUser(session, { [urn]: { [name]: 'Rigging' } })
  const { answer, resource } = await patched(session, user, { op: 'remove', path: `${urn}:${name}` })
  const extension = resource[urn]
  if (!isUnassigned(extension)) expectHas(extension, { [name]: undefined }, answer)
}

async function needsPath(session: Session): Promise<void> {
  const user = await createUser(session)
  const before = await read(session, user)
  const answer = await session.patch(user.path, [{ op: 'remove' }])
  expectRefusal(answer, [400], 'noTarget')
  await expectUntouched(session, user, before, answer)
}

async function keepsRequired(session: Session): Promise<void> {
  const user = await createUser(session)
  const before = await read(session, user)
  const answer = await session.patch(user.path, [{ op: 'remove', path: 'userName' }])
  expectRefusal(answer, [400], 'mutability')
  await expectUntouched(session, user, before, answer)
}

async function keepsReadOnly(session: Session): Promise<void> {
  const user = await createUser(session)
  const before = await read(session, user)
  for (const path of ['id', 'meta.created']) {
    const answer = await session.patch(user.path, [{ op: 'remove', path }])
    expectRefusal(answer, [400], 'mutability')
    await expectUntouched(session, user, before, answer)
  }
}

async function removesNothing(session: Session): Promise<string> {
  const [path] = texts(session.server)
  const user = await createUser(session)
  const answer = await session.patch(user.path, [{ op: 'remove', path }])
  if (answer.status < 300) return 'it succeeds'
  expectRefusal(answer, [400], 'noTarget')
  return 'it is refused with noTarget'
}

async function selectsNothing(session: Session): Promise<string> {
  const { name, element } = plural(session.server)
  const user = await createUser(session, { [name]: [element(0)] })
  const answer = await session.patch(user.path, [{ op: 'remove', path: `${name}[value eq "nowhere"]` }])
  expectHas(await read(session, user), { [name]: [element(0)] }, answer)
  if (answer.status < 300) return 'it succeeds'
  expectRefusal(answer, [400], 'noTarget')
  return 'it is refused with noTarget'
}
