import { check, observation, theme } from '../check'
import { expectHas, expectRefusal } from '../expect'
import { expectPatch, patched } from '../patching'
import { without } from '../server'
import type { Session } from '../session'
import { createUser, noUsers, read } from '../specimen'
import { skip } from '../verdict'
import { complex, extended, flag, plural, texts } from '../vocabulary'

export const patchReplace = theme(
  'PATCH: replace',
  [
    check('RFC 7644 §3.5.2.3', 'replaces a value', replacesText),
    check('RFC 7644 §3.5.2.3', 'adds a value where there is none', addsText),
    check('RFC 7644 §3.5.2.3', 'replaces the attributes of an object where there is no path', replacesWithoutPath),
    check('RFC 7644 §3.5.2.3', 'replaces a boolean', replacesFlag),
    check('RFC 7644 §3.5.2.3', 'replaces one part of a complex attribute', replacesPart),
    check('RFC 7644 §3.5.2.3', 'leaves the parts of a complex attribute that it does not name', leavesOtherParts),
    check('RFC 7644 §3.5.2.3', 'replaces all values of a multi-valued attribute', replacesAllValues),
    check('RFC 7643 §2.5', 'takes [] and null for no value', takesNull),
    check('RFC 7644 §3.5.2.3', 'replaces the value that a filter selects', replacesSelected),
    check('RFC 7644 §3.5.2.3', 'replaces a part of the values that a filter selects', replacesPartOfSelected),
    check('RFC 7644 §3.5.2.3', 'selects by filters with and, or, not', selectsByLogic),
    check('RFC 7644 §3.5.2', 'takes primary from the others when a part is set to primary', movesPrimary),
    check('RFC 7644 §3.5.2.3', 'replaces an attribute of an extension', replacesExtension),
    observation(
      'RFC 7644 §3.5.2.3',
      'a filter that selects nothing (the letter: 400 noTarget; Entra expects it to be created)',
      selectsNothing,
    ),
    observation('RFC 7644 §3.5.2', 'op written "Replace", as Entra does', writesOpInCapitals),
    observation('RFC 7643 §2.3.2', 'a boolean written "False", as Entra does', writesFlagAsText),
  ],
  { unless: (server) => noUsers(server) ?? without('patch')(server) },
)

async function replacesText(session: Session): Promise<void> {
  const [path, other] = texts(session.server)
  const user = await createUser(session, { [path]: 'Captain', [other]: 'Nemo' })
  const expected = { [path]: 'Admiral', [other]: 'Nemo', userName: user.body.userName }
  await expectPatch(session, user, [{ op: 'replace', path, value: 'Admiral' }], expected)
}

async function addsText(session: Session): Promise<void> {
  const [path] = texts(session.server)
  const user = await createUser(session)
  await expectPatch(session, user, [{ op: 'replace', path, value: 'Captain' }], { [path]: 'Captain' })
}

async function replacesWithoutPath(session: Session): Promise<void> {
  const [first, second] = texts(session.server)
  const { name, element } = plural(session.server)
  const user = await createUser(session, { [first]: 'Captain', [second]: 'Nemo', [name]: [element(0)] })
  const value = { [first]: 'Admiral', [name]: [element(1)] }
  await expectPatch(session, user, [{ op: 'replace', value }], { ...value, [second]: 'Nemo' })
}

async function replacesFlag(session: Session): Promise<void> {
  const path = flag(session.server)
  const user = await createUser(session, { [path]: true })
  await expectPatch(session, user, [{ op: 'replace', path, value: false }], { [path]: false })
}

async function replacesPart(session: Session): Promise<void> {
  const { name, subs } = complex(session.server)
  const user = await createUser(session, { [name]: { [subs[0]]: 'Alma', [subs[1]]: 'Nordin' } })
  const expected = { [name]: { [subs[0]]: 'Alva', [subs[1]]: 'Nordin' } }
  await expectPatch(session, user, [{ op: 'replace', path: `${name}.${subs[0]}`, value: 'Alva' }], expected)
}

async function leavesOtherParts(session: Session): Promise<void> {
  const { name: path, subs } = complex(session.server)
  const user = await createUser(session, { [path]: { [subs[0]]: 'Alma', [subs[1]]: 'Nordin' } })
  const expected = { [path]: { [subs[0]]: 'Alva', [subs[1]]: 'Nordin' } }
  await expectPatch(session, user, [{ op: 'replace', path, value: { [subs[0]]: 'Alva' } }], expected)
}

async function replacesAllValues(session: Session): Promise<void> {
  const { name: path, element } = plural(session.server)
  const user = await createUser(session, { [path]: [element(0), element(1)] })
  await expectPatch(session, user, [{ op: 'replace', path, value: [element(2)] }], { [path]: [element(2)] })
}

async function takesNull(session: Session): Promise<void> {
  const [text] = texts(session.server)
  const { name, element } = plural(session.server)
  const user = await createUser(session, { [text]: 'Captain', [name]: [element(0)] })
  const operations = [
    { op: 'replace', path: name, value: [] },
    { op: 'replace', path: text, value: null },
  ]
  await expectPatch(session, user, operations, { [text]: undefined, [name]: undefined })
}

async function replacesSelected(session: Session): Promise<void> {
  const { name, types, element } = plural(session.server)
  const [first, second] = [element(0, { type: types[0] }), element(1, { type: types[1] })]
  const user = await createUser(session, { [name]: [first, second] })
  const value = element(2, { type: types[1] })
  const operation = { op: 'replace', path: `${name}[type eq "${types[1]}"]`, value }
  await expectPatch(session, user, [operation], { [name]: [first, value] })
}

async function replacesPartOfSelected(session: Session): Promise<void> {
  const { name, types, element, value } = plural(session.server)
  const [first, second] = [element(0, { type: types[0] }), element(1, { type: types[1] })]
  const user = await createUser(session, { [name]: [first, second] })
  const operation = { op: 'replace', path: `${name}[type eq "${types[1]}"].value`, value: value(2) }
  await expectPatch(session, user, [operation], { [name]: [first, { ...second, value: value(2) }] })
}

async function selectsByLogic(session: Session): Promise<void> {
  const { name, types, element, value } = plural(session.server)
  const [first, second] = [element(0, { type: types[0] }), element(1, { type: types[1] })]
  const user = await createUser(session, { [name]: [first, second] })
  const filters = [
    `type eq "${types[1]}" and value eq "${value(1)}"`,
    `not (type eq "${types[0]}")`,
    `value eq "nowhere" or type eq "${types[1]}"`,
  ]
  for (const [index, filter] of filters.entries()) {
    const wanted = value(1 + ((index + 1) % 3))
    const before = value(1 + (index % 3))
    const path = `${name}[${filter.replace(value(1), before)}].value`
    const expected = { [name]: [first, { ...second, value: wanted }] }
    await expectPatch(session, user, [{ op: 'replace', path, value: wanted }], expected)
  }
}

async function movesPrimary(session: Session): Promise<void> {
  const { name, types, hasPrimary, element, value } = plural(session.server)
  if (!hasPrimary) skip(`${name} publishes no primary`)
  const [first, second] = [element(0, { type: types[0], primary: true }), element(1, { type: types[1] })]
  const user = await createUser(session, { [name]: [first, second] })
  const operation = { op: 'replace', path: `${name}[type eq "${types[1]}"].primary`, value: true }
  const { answer, resource } = await patched(session, user, operation)
  const values = Array.isArray(resource[name]) ? resource[name] : []
  const primaries = values.filter(
    (each) => typeof each === 'object' && each !== null && 'primary' in each && each.primary,
  )
  expectHas({ primary: primaries }, { primary: [{ value: value(1) }] }, answer)
}

async function replacesExtension(session: Session): Promise<void> {
  const { urn, name } = extended(session.server)
  const user = await createUser(session, { [urn]: { [name]: 'Rigging' } })
  const operation = { op: 'replace', path: `${urn}:${name}`, value: 'Galley' }
  await expectPatch(session, user, [operation], { [urn]: { [name]: 'Galley' } })
}

async function selectsNothing(session: Session): Promise<string> {
  const { name, types, element, value } = plural(session.server)
  const user = await createUser(session, { [name]: [element(0, { type: types[0] })] })
  const path = `${name}[type eq "${types[1]}"].value`
  const answer = await session.patch(user.path, [{ op: 'replace', path, value: value(1) }])
  if (answer.status >= 300) {
    expectRefusal(answer, [400], 'noTarget')
    return 'it is refused with noTarget'
  }
  expectHas(await read(session, user), { [name]: [element(0), element(1, { type: types[1] })] }, answer)
  return 'the value is created'
}

async function writesOpInCapitals(session: Session): Promise<string> {
  const [path] = texts(session.server)
  const user = await createUser(session, { [path]: 'Captain' })
  const answer = await session.patch(user.path, [{ op: 'Replace', path, value: 'Admiral' }])
  if (answer.status >= 300) {
    expectRefusal(answer, [400])
    return 'it is refused with 400'
  }
  expectHas(await read(session, user), { [path]: 'Admiral' }, answer)
  return 'it is understood'
}

async function writesFlagAsText(session: Session): Promise<string> {
  const path = flag(session.server)
  const user = await createUser(session, { [path]: true })
  const answer = await session.patch(user.path, [{ op: 'replace', path, value: 'False' }])
  if (answer.status >= 300) {
    expectRefusal(answer, [400])
    return 'it is refused with 400'
  }
  expectHas(await read(session, user), { [path]: false }, answer)
  return 'it is understood'
}
