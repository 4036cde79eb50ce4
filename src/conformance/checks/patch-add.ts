import { check, theme } from '../check'
import { expectHas } from '../expect'
import { metaTime, versionOf } from '../instant'
import { expectPatch, patched } from '../patching'
import { without } from '../server'
import type { Session } from '../session'
import { createUser, noUsers, read } from '../specimen'
import { fail, skip } from '../verdict'
import { complex, extended, plural, texts } from '../vocabulary'

export const patchAdd = theme(
  'PATCH: add',
  [
    check('RFC 7644 §3.5.2.1', 'adds an attribute that has no value', addsText),
    check('RFC 7644 §3.5.2.1', 'replaces the value of a single-valued attribute', replacesText),
    check('RFC 7644 §3.5.2.1', 'adds the attributes of an object where there is no path', addsWithoutPath),
    check('RFC 7644 §3.5.2.1', 'merges parts into a complex attribute', mergesParts),
    check('RFC 7644 §3.5.2.1', 'adds one part of a complex attribute', addsPart),
    check('RFC 7644 §3.5.2.1', 'adds values to a multi-valued attribute', addsValue),
    check('RFC 7644 §3.5.2.1', 'adds values to a multi-valued attribute where there is no path', addsValueWithoutPath),
    check('RFC 7644 §3.5.2.1', 'does not add a value that is there, nor move meta.lastModified', addsNoneTwice),
    check('RFC 7644 §3.5.2.1', 'does not move meta.lastModified for a text that is the same', changesNothing),
    check('RFC 7644 §3.5.2', 'takes primary from the other values when a new one is primary', movesPrimary),
    check('RFC 7644 §3.5.2', 'adds a part to the value that a filter selects', addsToSelected),
    check('RFC 7644 §3.5.2', 'adds an attribute of an extension by its URN, and the URN to schemas', addsExtension),
    check('RFC 7644 §3.5.2.1', 'adds an extension where there is no path', addsExtensionWithoutPath),
    check('RFC 7644 §3.10', 'knows paths in any case, with and without the URN of the core schema', knowsPaths),
  ],
  { unless: (server) => noUsers(server) ?? without('patch')(server) },
)

async function addsText(session: Session): Promise<void> {
  const [path] = texts(session.server)
  const user = await createUser(session)
  await expectPatch(session, user, [{ op: 'add', path, value: 'Captain' }], { [path]: 'Captain' })
}

async function replacesText(session: Session): Promise<void> {
  const [path] = texts(session.server)
  const user = await createUser(session, { [path]: 'Captain' })
  await expectPatch(session, user, [{ op: 'add', path, value: 'Admiral' }], { [path]: 'Admiral' })
}

async function addsWithoutPath(session: Session): Promise<void> {
  const [first, second] = texts(session.server)
  const user = await createUser(session, { [first]: 'Captain' })
  const value = { [second]: 'Nemo' }
  await expectPatch(session, user, [{ op: 'add', value }], { [first]: 'Captain', ...value })
}

async function mergesParts(session: Session): Promise<void> {
  const { name: path, subs } = complex(session.server)
  const user = await createUser(session, { [path]: { [subs[0]]: 'Alma' } })
  const expected = { [path]: { [subs[0]]: 'Alma', [subs[1]]: 'Nordin' } }
  await expectPatch(session, user, [{ op: 'add', path, value: { [subs[1]]: 'Nordin' } }], expected)
}

async function addsPart(session: Session): Promise<void> {
  const { name, subs } = complex(session.server)
  const user = await createUser(session, { [name]: { [subs[0]]: 'Alma' } })
  const expected = { [name]: { [subs[0]]: 'Alma', [subs[1]]: 'Nordin' } }
  await expectPatch(session, user, [{ op: 'add', path: `${name}.${subs[1]}`, value: 'Nordin' }], expected)
}

async function addsValue(session: Session): Promise<void> {
  const { name: path, element } = plural(session.server)
  const user = await createUser(session, { [path]: [element(0)] })
  const expected = { [path]: [element(0), element(1)] }
  await expectPatch(session, user, [{ op: 'add', path, value: [element(1)] }], expected)
}

async function addsValueWithoutPath(session: Session): Promise<void> {
  const { name, element } = plural(session.server)
  const user = await createUser(session, { [name]: [element(0)] })
  const expected = { [name]: [element(0), element(1)] }
  await expectPatch(session, user, [{ op: 'add', value: { [name]: [element(1)] } }], expected)
}

async function addsNoneTwice(session: Session): Promise<void> {
  const { name: path, types, element } = plural(session.server)
  const value = [element(0, { type: types[0] })]
  await expectNoChange(session, { [path]: value }, { op: 'add', path, value })
}

async function changesNothing(session: Session): Promise<void> {
  const [path] = texts(session.server)
  await expectNoChange(session, { [path]: 'Captain' }, { op: 'add', path, value: 'Captain' })
}

async function expectNoChange(
  session: Session,
  attributes: Parameters<typeof createUser>[1],
  operation: { op: string; path: string; value: NonNullable<Parameters<typeof createUser>[1]>[string] },
): Promise<void> {
  const user = await createUser(session, attributes)
  const before = await read(session, user)
  await new Promise((resolve) => setTimeout(resolve, 20)) // so that a moved time could be told
  const { answer, resource } = await patched(session, user, operation)
  expectHas(resource, attributes ?? {}, answer)
  if (metaTime(resource, 'lastModified') !== metaTime(before, 'lastModified')) {
    fail('meta.lastModified moved, though nothing changed', answer)
  }
  if (versionOf(resource) !== versionOf(before)) fail('meta.version changed, though nothing else did', answer)
}

async function movesPrimary(session: Session): Promise<void> {
  const { name: path, types, hasPrimary, element, value } = plural(session.server)
  if (!hasPrimary) skip(`${path} publishes no primary`)
  const user = await createUser(session, { [path]: [element(0, { type: types[0], primary: true })] })
  const added = element(1, { type: types[1], primary: true })
  const { answer, resource } = await patched(session, user, { op: 'add', path, value: [added] })
  const values = Array.isArray(resource[path]) ? resource[path] : []
  const primaries = values.filter(
    (each) => typeof each === 'object' && each !== null && 'primary' in each && each.primary,
  )
  if (values.length !== 2) fail(`${path} has ${values.length} values, not 2`, answer)
  if (primaries.length !== 1) fail(`${primaries.length} values are primary`, answer)
  expectHas({ [path]: primaries }, { [path]: [{ value: value(1), primary: true }] }, answer)
}

async function addsToSelected(session: Session): Promise<void> {
  const { name, types, other, element } = plural(session.server)
  if (!other) skip(`${name} publishes no text beside value and type`)
  const [first, second] = [element(0, { type: types[0] }), element(1, { type: types[1] })]
  const user = await createUser(session, { [name]: [first, second] })
  const path = `${name}[type eq "${types[1]}"].${other}`
  const expected = { [name]: [first, { ...second, [other]: 'Cabin' }] }
  await expectPatch(session, user, [{ op: 'add', path, value: 'Cabin' }], expected)
}

async function addsExtension(session: Session): Promise<void> {
  const { urn, name } = extended(session.server)
  const user = await createUser(session)
  const expected = { schemas: [user.type.schema.id, urn], [urn]: { [name]: 'Rigging' } }
  await expectPatch(session, user, [{ op: 'add', path: `${urn}:${name}`, value: 'Rigging' }], expected)
}

async function addsExtensionWithoutPath(session: Session): Promise<void> {
  const { urn, name } = extended(session.server)
  const user = await createUser(session)
  const value = { [urn]: { [name]: 'Rigging' } }
  await expectPatch(session, user, [{ op: 'add', value }], value)
}

async function knowsPaths(session: Session): Promise<void> {
  const [text] = texts(session.server)
  const user = await createUser(session)
  for (const path of [text.toUpperCase(), `${user.type.schema.id}:${text}`]) {
    const value = `by ${path}`
    await expectPatch(session, user, [{ op: 'add', path, value }], { [text]: value })
  }
}
