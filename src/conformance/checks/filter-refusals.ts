import { check, theme } from '../check'
import { quote } from '../difference'
import { expectNoFault, expectRefusal } from '../expect'
import { literal, queryString } from '../query'
import { without } from '../server'
import type { Session } from '../session'
import { noUsers, userType } from '../specimen'
import { forEachOf, skip } from '../verdict'
import { flag, plural } from '../vocabulary'

export const filterRefusals = theme(
  'Filters: refusals',
  [
    check('RFC 7644 §3.4.2.2', 'refuses operators that there are not, 400 invalidFilter', refusesOperators),
    check('RFC 7644 §3.12', 'refuses what is no filter, 400 invalidFilter', refusesGarbage),
    check('RFC 7644 §3.12', 'refuses brackets that are no value filter, 400 invalidFilter', refusesBrackets),
    check('RFC 7644 §3.4.2.2', 'refuses gt, ge, lt and le of booleans, 400 invalidFilter', refusesOrderOfFlags),
    check('RFC 7644 §3.4.2.2', 'refuses gt, ge, lt and le of binaries, 400 invalidFilter', refusesOrderOfBinaries),
    check('RFC 7644 §3.12', 'survives values of another type than the attribute', survivesTypes),
    check('RFC 7644 §3.12', 'survives expressions that nest deeply', survivesDepth),
    check('RFC 7644 §3.12', 'survives long expressions', survivesLength),
  ],
  { unless: (server) => noUsers(server) ?? without('filter')(server) },
)

async function ask(session: Session, filter: string) {
  return session.get(`${userType(session.server).endpoint}${queryString({ filter })}`)
}

async function refuses(session: Session, filters: readonly string[]): Promise<void> {
  await forEachOf(filters, quote, async (filter) => expectRefusal(await ask(session, filter), [400], 'invalidFilter'))
}

async function refusesOperators(session: Session): Promise<void> {
  await refuses(session, [
    'userName regex "a"',
    'userName like "a"',
    'userName = "a"',
    'userName eq "a" xor userName eq "b"',
  ])
}

async function refusesGarbage(session: Session): Promise<void> {
  await refuses(session, [
    'userName',
    'userName eq',
    'eq "a"',
    '"a" eq userName',
    'userName eq "a',
    'userName eq "a" and',
    'or userName eq "a"',
    'userName eq "a" userName eq "b"',
    '(userName eq "a"',
    'userName eq "a")',
    '()',
    'not userName',
    'userName pr "a"',
    'userName eq "a" and (userName',
    '\u0000',
    'userName eq "\\x"',
    '9 eq 9',
  ])
}

async function refusesBrackets(session: Session): Promise<void> {
  const { name } = plural(session.server)
  await refuses(session, [
    `${name}[type eq "work"`,
    `${name}[]`,
    `${name}[type]`,
    `[type eq "work"]`,
    `${name}]type eq "work"[`,
  ])
}

async function refusesOrderOfFlags(session: Session): Promise<void> {
  const name = flag(session.server)
  await refuses(
    session,
    ['gt', 'ge', 'lt', 'le'].map((operator) => `${name} ${operator} true`),
  )
}

async function refusesOrderOfBinaries(session: Session): Promise<void> {
  const { attributes } = userType(session.server).schema
  const paths = attributes.flatMap(({ name, type, subAttributes = [] }) =>
    type === 'binary'
      ? [name]
      : subAttributes.filter((sub) => sub.type === 'binary').map((sub) => `${name}.${sub.name}`),
  )
  const [path] = paths
  if (!path) skip('the schema of User publishes no binary attribute')
  await refuses(
    session,
    ['gt', 'ge', 'lt', 'le'].map((operator) => `${path} ${operator} "YQ=="`),
  )
}

async function survivesTypes(session: Session): Promise<void> {
  const name = flag(session.server)
  const filters = [
    'userName eq 5',
    'userName eq true',
    'userName co null',
    `${name} eq "banana"`,
    `${name} eq 1`,
    'meta.created gt "yesterday"',
    'meta.created gt 5',
  ]
  await forEachOf(filters, quote, async (filter) => expectNoFault(await ask(session, filter)))
}

async function survivesDepth(session: Session): Promise<void> {
  const inner = 'userName eq "nobody"'
  const deep = (times: number) => `${'('.repeat(times)}${inner}${')'.repeat(times)}`
  const nots = `${'not ('.repeat(400)}${inner}${')'.repeat(400)}`
  await forEachOf(
    [deep(50), deep(1500), nots],
    (filter) => `${filter.length} characters`,
    async (filter) => expectNoFault(await ask(session, filter)),
  )
}

async function survivesLength(session: Session): Promise<void> {
  const many = (times: number) => Array.from({ length: times }, (_, nth) => `userName eq "nobody${nth}"`).join(' or ')
  const filters = [many(20), many(150), `userName eq ${literal('x'.repeat(4000))}`]
  await forEachOf(
    filters,
    (filter) => `${filter.length} characters`,
    async (filter) => expectNoFault(await ask(session, filter)),
  )
}
