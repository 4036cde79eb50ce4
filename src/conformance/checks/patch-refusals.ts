import type { Json } from '../../scim/json'
import { urns } from '../../scim/urns'
import { check, observation, theme } from '../check'
import { quote } from '../difference'
import { expectHas, expectRefusal, expectRefusalOrSilence, expectStatus } from '../expect'
import { expectUntouched } from '../patching'
import { without } from '../server'
import type { Session } from '../session'
import { createUser, noUsers, read, userType } from '../specimen'
import { forEachOf, skip } from '../verdict'
import { flag, plural, published, texts } from '../vocabulary'

export const patchRefusals = theme(
  'PATCH: refusals',
  [
    check('RFC 7644 §3.12', 'answers 404 for a resource that does not exist', knowsNoStranger),
    check('RFC 7644 §3.5.2', 'refuses to change what is readOnly, 400 mutability', keepsReadOnly),
    check('RFC 7644 §3.5.2', 'refuses to change the groups of a user, 400 mutability', keepsGroups),
    check('RFC 7644 §3.12', 'refuses malformed paths, 400 invalidPath', refusesMalformedPaths),
    check(
      'RFC 7644 §3.12',
      'refuses malformed filters in paths, 400 invalidPath or invalidFilter',
      refusesMalformedFilters,
    ),
    check('RFC 7644 §3.12', 'refuses values of a wrong type, 400', refusesWrongTypes),
    check('RFC 7644 §3.5.2.1', 'refuses to add without a value, 400', needsValue),
    check('RFC 7644 §3.5.2', 'refuses operations that there are not, 400', refusesUnknownOperations),
    check('RFC 7644 §3.5.2', 'refuses a body that is no PatchOp, 400', refusesOtherBodies),
    observation('RFC 7644 §3.5.2', 'a path that no schema has (invalidPath, noTarget, or ignored)', withUnknownPath),
  ],
  { unless: (server) => noUsers(server) ?? without('patch')(server) },
)

async function refused(
  session: Session,
  operation: Json,
  judge: (answer: Parameters<typeof expectRefusal>[0]) => void,
): Promise<void> {
  const user = await createUser(session)
  const before = await read(session, user)
  const answer = await session.patch(user.path, [operation])
  judge(answer)
  await expectUntouched(session, user, before, answer)
}

async function knowsNoStranger(session: Session): Promise<void> {
  const [path] = texts(session.server)
  const { endpoint } = userType(session.server)
  const answer = await session.patch(`${endpoint}/${session.unique('nobody')}`, [{ op: 'add', path, value: 'Captain' }])
  expectRefusal(answer, [404])
}

async function keepsReadOnly(session: Session): Promise<void> {
  const operations = [
    { op: 'replace', path: 'id', value: 'of-my-own' },
    { op: 'replace', path: 'meta.created', value: '2001-01-01T00:00:00Z' },
    { op: 'add', path: 'meta.location', value: 'https://conformance.example/' },
  ]
  await forEachOf(operations, quote, (operation) =>
    refused(session, operation, (answer) => expectRefusal(answer, [400], 'mutability')),
  )
}

async function keepsGroups(session: Session): Promise<void> {
  if (published(session.server, 'groups')?.mutability !== 'readOnly')
    skip('the schema of User publishes no readOnly groups')
  const operation = { op: 'add', path: 'groups', value: [{ value: 'of-my-own' }] }
  await refused(session, operation, (answer) => expectRefusal(answer, [400], 'mutability'))
}

async function refusesMalformedPaths(session: Session): Promise<void> {
  const { name } = plural(session.server)
  const paths = [`${name}.`, `.${name}`, `${name}[`, '9', `${name}]`, 'a b', `${name}[value eq "x"]value`]
  await forEachOf(paths, quote, (path) =>
    refused(session, { op: 'replace', path, value: 'x' }, (answer) =>
      expectRefusal(answer, [400], 'invalidPath', 'invalidFilter'),
    ),
  )
}

async function refusesMalformedFilters(session: Session): Promise<void> {
  const { name } = plural(session.server)
  const filters = ['', 'value eq', 'value is "x"', 'value eq "x', 'value eq "x" and']
  await forEachOf(filters, quote, (filter) =>
    refused(session, { op: 'replace', path: `${name}[${filter}].value`, value: 'x' }, (answer) =>
      expectRefusal(answer, [400], 'invalidPath', 'invalidFilter'),
    ),
  )
}

async function refusesWrongTypes(session: Session): Promise<void> {
  const [text] = texts(session.server)
  const { name } = plural(session.server)
  const operations: readonly Json[] = [
    { op: 'replace', path: flag(session.server), value: 'banana' },
    { op: 'replace', path: text, value: { nested: { deeply: true } } },
    { op: 'replace', value: 'banana' },
    { op: 'add', path: name, value: [{ value: { nested: true } }] },
  ]
  await forEachOf(operations, quote, (operation) =>
    refused(session, operation, (answer) =>
      expectRefusalOrSilence(answer, [400], 'invalidValue', 'invalidSyntax', 'invalidPath', 'noTarget'),
    ),
  )
}

async function needsValue(session: Session): Promise<void> {
  const [path] = texts(session.server)
  await refused(session, { op: 'add', path }, (answer) =>
    expectRefusalOrSilence(answer, [400], 'invalidValue', 'invalidSyntax'),
  )
}

async function refusesUnknownOperations(session: Session): Promise<void> {
  const [path] = texts(session.server)
  const operations: readonly Json[] = [
    ...['move', 'copy', 'test', '', null, 1].map((op) => ({ op, path, value: 'x' })),
    { path, value: 'x' },
  ]
  await forEachOf(operations, quote, (operation) =>
    refused(session, operation, (answer) => expectRefusalOrSilence(answer, [400], 'invalidSyntax', 'invalidValue')),
  )
}

async function refusesOtherBodies(session: Session): Promise<void> {
  const user = await createUser(session)
  const before = await read(session, user)
  const bodies: readonly Json[] = [
    { schemas: [urns.patchOp], Operations: 'add' },
    { schemas: [urns.patchOp], Operations: ['add'] },
    { schemas: [urns.patchOp] },
    [],
    'add',
    null,
  ]
  await forEachOf(bodies, quote, async (body) => {
    const answer = await session.send('PATCH', user.path, { body })
    expectRefusalOrSilence(answer, [400], 'invalidSyntax', 'invalidValue')
    await expectUntouched(session, user, before, answer)
  })
}

async function withUnknownPath(session: Session): Promise<string> {
  const user = await createUser(session)
  const answer = await session.patch(user.path, [{ op: 'replace', path: 'conformanceUnknown', value: 'x' }])
  if (answer.status >= 300) {
    expectRefusalOrSilence(answer, [400], 'invalidPath', 'noTarget', 'invalidSyntax', 'invalidValue')
    return 'it is refused with 400'
  }
  expectStatus(answer, 200, 204)
  expectHas(await read(session, user), { conformanceUnknown: undefined }, answer)
  return 'it is ignored'
}
