import { type Cast, check, theme } from '../check'
import { expectNoFault } from '../expect'
import { among, queryString, users } from '../query'
import { without } from '../server'
import type { Session } from '../session'
import { createUser, noUsers } from '../specimen'
import { fail, skip } from '../verdict'
import { complex, extended, plural, texts } from '../vocabulary'

export const sort = theme(
  'Sorting',
  [
    check('RFC 7644 §3.4.2.3', 'sorts texts without regard to case, ascending where nothing is said', sortsTexts),
    check('RFC 7644 §3.4.2.3', 'sorts descending', sortsDescending),
    check('RFC 7644 §3.4.2.3', 'puts what has no value last ascending, and first descending', placesUnassigned),
    check('RFC 7644 §3.4.2.3', 'sorts by a sub-attribute', sortsByPart),
    check('RFC 7644 §3.4.2.3', 'sorts by the primary value of a multi-valued attribute', sortsByPrimary),
    check('RFC 7644 §3.4.2.3', 'sorts by the first value where none is primary', sortsByFirst),
    check('RFC 7644 §3.4.2.3', 'sorts by points in time', sortsByTime),
    check('RFC 7644 §3.4.2.3', 'sorts caseExact texts by their case', sortsByCase),
    check('RFC 7644 §3.10', 'knows sortBy with a URN and in any case', knowsNames),
    check('RFC 7644 §3.10', 'sorts by an attribute of an extension', sortsByExtension),
    check('RFC 7644 §3.4.2.4', 'keeps its order from page to page', keepsOrder),
    check('RFC 7644 §3.12', 'survives a sortBy that no schema has', survivesUnknown),
  ],
  { unless: (server) => noUsers(server) ?? without('sort', 'filter')(server), prepare },
)

/** In the order of creation; sorted by the text they are: anna, bert, carl, and dora who has none. */
async function prepare(session: Session) {
  const { server } = session
  const [text] = texts(server)
  const prefix = session.unique('sort')
  const user = (name: string, attributes: Parameters<typeof createUser>[1] = {}) =>
    createUser(session, {
      userName: `${prefix}.${name}@conformance.example`,
      externalId: `${prefix}-${name}`,
      ...attributes,
    })
  return {
    dora: await user('dora'),
    bert: await user('bert', { [text]: 'Bosun', externalId: `${prefix}-b` }),
    carl: await user('carl', { [text]: 'cook', externalId: `${prefix}-C` }),
    anna: await user('anna', { [text]: 'admiral', externalId: `${prefix}-A` }),
  }
}

const names = ['anna', 'bert', 'carl', 'dora'] as const
type Name = (typeof names)[number]

function prefixOf(cast: Cast): string {
  return String(cast('anna').body.userName).replace(/\.anna@.*$/, '')
}

async function expectOrder(
  session: Session,
  cast: Cast,
  parameters: Readonly<Record<string, string | number>>,
  wanted: readonly Name[],
): Promise<void> {
  const { answer, ids } = await users(session, { filter: among(prefixOf(cast)), count: 50, ...parameters })
  const found = ids.flatMap((id) => names.filter((name) => cast(name).id === id))
  const relevant = found.filter((name) => wanted.includes(name))
  if (relevant.join() !== wanted.join())
    fail(`answered ${relevant.join(', ')}, where ${wanted.join(', ')} is right`, answer)
}

async function sortsTexts(session: Session, cast: Cast): Promise<void> {
  const [sortBy] = texts(session.server)
  await expectOrder(session, cast, { sortBy }, ['anna', 'bert', 'carl'])
  await expectOrder(session, cast, { sortBy, sortOrder: 'ascending' }, ['anna', 'bert', 'carl'])
}

async function sortsDescending(session: Session, cast: Cast): Promise<void> {
  const [sortBy] = texts(session.server)
  await expectOrder(session, cast, { sortBy, sortOrder: 'descending' }, ['carl', 'bert', 'anna'])
}

async function placesUnassigned(session: Session, cast: Cast): Promise<void> {
  const [sortBy] = texts(session.server)
  await expectOrder(session, cast, { sortBy }, ['anna', 'bert', 'carl', 'dora'])
  await expectOrder(session, cast, { sortBy, sortOrder: 'descending' }, ['dora', 'carl', 'bert', 'anna'])
}

async function sortsByPart(session: Session): Promise<void> {
  const { name, subs } = complex(session.server)
  const values = ['Nordin', 'adler', 'Zorn'].map((value) => ({ [name]: { [subs[0]]: 'Alma', [subs[1]]: value } }))
  await expectOwnOrder(session, `${name}.${subs[1]}`, values, [1, 0, 2])
}

async function sortsByPrimary(session: Session): Promise<void> {
  const { name, hasPrimary, element } = plural(session.server)
  if (!hasPrimary) skip(`${name} publishes no primary`)
  const values = [
    { [name]: [element(0), element(9, { primary: true })] },
    { [name]: [element(5), element(1, { primary: true })] },
    { [name]: [element(3, { primary: true }), element(8)] },
  ]
  await expectOwnOrder(session, `${name}.value`, values, [1, 2, 0])
}

async function sortsByFirst(session: Session): Promise<void> {
  const { name, element } = plural(session.server)
  const values = [{ [name]: [element(7), element(0)] }, { [name]: [element(2), element(9)] }, { [name]: [element(4)] }]
  await expectOwnOrder(session, `${name}.value`, values, [1, 2, 0])
}

/** Creates users with these attributes, and expects them in this order. */
async function expectOwnOrder(
  session: Session,
  sortBy: string,
  attributes: readonly NonNullable<Parameters<typeof createUser>[1]>[],
  wanted: readonly number[],
): Promise<void> {
  const prefix = session.unique('own')
  const ids: string[] = []
  for (const [index, each] of attributes.entries()) {
    ids.push((await createUser(session, { userName: `${prefix}.${index}@conformance.example`, ...each })).id)
  }
  for (const sortOrder of ['ascending', 'descending']) {
    const list = await users(session, { filter: among(prefix), sortBy, sortOrder, count: 50 })
    const found = list.ids.map((id) => ids.indexOf(id)).join(', ')
    const right = (sortOrder === 'ascending' ? wanted : wanted.toReversed()).join(', ')
    if (found !== right)
      fail(`${sortOrder}, those created as 0, 1, 2 came as ${found}, where ${right} is right`, list.answer)
  }
}

async function sortsByTime(session: Session, cast: Cast): Promise<void> {
  await expectOrder(session, cast, { sortBy: 'meta.created', sortOrder: 'ascending' }, ['dora', 'bert', 'carl', 'anna'])
  await expectOrder(session, cast, { sortBy: 'meta.created', sortOrder: 'descending' }, [
    'anna',
    'carl',
    'bert',
    'dora',
  ])
}

async function sortsByCase(session: Session, cast: Cast): Promise<void> {
  if (typeof cast('anna').body.externalId !== 'string') skip('the server keeps no externalId')
  await expectOrder(session, cast, { sortBy: 'externalId' }, ['anna', 'carl', 'bert'])
}

async function knowsNames(session: Session, cast: Cast): Promise<void> {
  const [text] = texts(session.server)
  const { id } = cast('anna').type.schema
  await expectOrder(session, cast, { sortBy: text.toUpperCase() }, ['anna', 'bert', 'carl'])
  await expectOrder(session, cast, { sortBy: `${id}:${text}` }, ['anna', 'bert', 'carl'])
}

async function sortsByExtension(session: Session): Promise<void> {
  const { urn, name } = extended(session.server)
  const values = ['Nordin', 'adler', 'Zorn'].map((value) => ({ [urn]: { [name]: value } }))
  await expectOwnOrder(session, `${urn}:${name}`, values, [1, 0, 2])
}

async function keepsOrder(session: Session, cast: Cast): Promise<void> {
  const [sortBy] = texts(session.server)
  const found: string[] = []
  for (const startIndex of [1, 2, 3, 4]) {
    const page = await users(session, { filter: among(prefixOf(cast)), sortBy, startIndex, count: 1 })
    found.push(...page.ids)
    if (page.ids.length > 1) fail('a page of 1 holds more', page.answer)
  }
  const wanted = names.map((name) => cast(name).id)
  if (found.join() !== wanted.join()) fail(`page by page came ${found.join(', ')}, where ${wanted.join(', ')} is right`)
}

async function survivesUnknown(session: Session, cast: Cast): Promise<void> {
  const { endpoint } = cast('anna').type
  expectNoFault(await session.get(`${endpoint}${queryString({ sortBy: 'conformanceUnknown', count: 1 })}`))
}
