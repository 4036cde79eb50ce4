import type { Json } from '../../scim/json'
import { type Check, check, type Known, type Theme } from '../check'
import { isUnassigned, quote } from '../difference'
import { expectStatus, resourceIn } from '../expect'
import { list, literal, queryString } from '../query'
import { isLink, isWritable, sample } from '../sample'
import { declares, isGroupType, isUserType, type Server } from '../server'
import type { Session } from '../session'
import { create, createUser, draft, noUsers, read, replacement } from '../specimen'
import { assigned, deviation, leaves, type Subject, subjects, valueIn } from '../subject'
import { fail, skip, steps } from '../verdict'

export const attributes: Theme = {
  name: 'Attributes of the published schemas',
  unless: ({ isAssumed }) => (isAssumed ? 'the server publishes no schemas' : undefined),
  checks: ({ types }) =>
    types.flatMap((type) =>
      subjects(type)
        .filter(({ attribute }) => isWritable(attribute))
        .map(judged),
    ),
}

function judged(subject: Subject): Check {
  const { type, attribute, path } = subject
  const name = `${type.name} ${path}`
  if (attribute.mutability === 'writeOnly' || attribute.returned === 'never') {
    return check('RFC 7643 §7', `${name}: is taken and never shown`, (session) => hides(session, subject))
  }
  const rest =
    attribute.mutability === 'immutable'
      ? 'found, sorted by and projected'
      : 'replaced, patched, found, sorted by and projected'
  return check('RFC 7643 §7', `${name}: is created, ${rest}`, (session) => keeps(session, subject))
}

async function hides(session: Session, subject: Subject): Promise<void> {
  const value = await sampled(session, subject, 0)
  const made = await created(session, subject, value)
  const put = await session.put(made.path, replacement(session, made, assigned(subject, value)))
  for (const answer of [made.answer, put, await session.get(`${made.path}?attributes=${subject.path}`)]) {
    expectStatus(answer, 200, 201)
    if (!isUnassigned(valueIn(subject, resourceIn(answer, 200, 201)))) fail(`${subject.path} is shown`, answer)
  }
}

async function keeps(session: Session, subject: Subject): Promise<void> {
  const [first, second] = [await sampled(session, subject, 0), await sampled(session, subject, 1)]
  const one = await created(session, subject, first)
  const { take, end } = steps()
  await take('created', () => expectKept(session, subject, one, first))
  const two = await created(session, subject, second)
  await take('found', () => finds(session, subject, one, first, second))
  await take('sorted by', () => sorts(session, subject, one, two, first, second))
  await take('projected', () => projects(session, subject, one, first))
  // From here on the two hold the same, so what is unique has to be gone from one of them.
  await session.delete(two.path)
  if (subject.attribute.mutability === 'immutable') return end()
  await take('replaced', async () => {
    resourceIn(await session.put(one.path, replacement(session, one, assigned(subject, second))))
    await expectKept(session, subject, one, second)
  })
  if (declares(session.server, 'patch') === false) return end()
  await take('patched', () => patches(session, subject, one, first))
  await take('removed', () => removes(session, subject, one))
  end()
}

async function sampled(session: Session, { attribute, type }: Subject, nth: number): Promise<Json> {
  const isAboutUsers = isLink(attribute) && noUsers(session.server) === undefined
  const target = isAboutUsers ? await createUser(session) : undefined
  const word = session.unique(type.name.toLowerCase())
  return sample(attribute, { word, nth, target }) ?? skip('no value of it can be made up')
}

/** Errors: Skipped where clients cannot create such a resource at all. */
async function created(session: Session, subject: Subject, value: Json): Promise<Known> {
  const { type } = subject
  if (!isUserType(type) && !isGroupType(type)) {
    const { status } = await session.post(type.endpoint, draft(session, type))
    if ([403, 404, 405, 501].includes(status)) skip(`the server lets no client create a ${type.name}`)
  }
  return create(session, type, assigned(subject, value))
}

async function expectKept(session: Session, subject: Subject, { path }: Known, value: Json): Promise<void> {
  const query = subject.attribute.returned === 'request' ? queryString({ attributes: subject.path }) : ''
  const answer = await session.get(`${path}${query}`)
  const wrong = deviation(subject.attribute, value, valueIn(subject, resourceIn(answer)))
  if (wrong !== undefined) fail(wrong, answer)
}

async function finds(session: Session, subject: Subject, one: Known, value: Json, other: Json): Promise<void> {
  if (declares(session.server, 'filter') === false) return
  const { take, end } = steps()
  const others = leaves(subject, other)
  for (const leaf of leaves(subject, value)) {
    const byId = `id eq ${literal(one.id)}`
    const different = others.find(({ path }) => path === leaf.path)?.value
    await take(leaf.path, async () => {
      const filter = `${byId} and ${leaf.path} eq ${JSON.stringify(leaf.value)}`
      const found = await list(session, subject.type, { filter })
      if (found.ids.join() !== one.id) fail('the resource was not found by its value', found.answer)
      if (different === undefined || different === leaf.value) return
      const none = await list(session, subject.type, {
        filter: `${byId} and ${leaf.path} eq ${JSON.stringify(different)}`,
      })
      if (none.ids.length > 0) fail('the resource was found by a value that it does not have', none.answer)
    })
  }
  end()
}

const orderable = ['string', 'dateTime', 'integer', 'decimal', 'reference']

async function sorts(
  session: Session,
  subject: Subject,
  one: Known,
  two: Known,
  first: Json,
  second: Json,
): Promise<void> {
  if (!canSort(session.server) || isLink(subject.attribute)) return
  const { take, end } = steps()
  const others = leaves(subject, second)
  for (const { path, attribute, value } of leaves(subject, first)) {
    const other = others.find((leaf) => leaf.path === path)?.value
    if (!orderable.includes(attribute.type) || other === undefined || other === value) continue
    const wanted = isBefore(value, other) ? [one.id, two.id] : [two.id, one.id]
    await take(path, async () => {
      const filter = `id eq ${literal(one.id)} or id eq ${literal(two.id)}`
      for (const sortOrder of ['ascending', 'descending']) {
        const { answer, ids } = await list(session, subject.type, { filter, sortBy: path, sortOrder })
        const right = sortOrder === 'ascending' ? wanted : wanted.toReversed()
        if (ids.join() !== right.join())
          fail(`${sortOrder}, ${quote(value)} and ${quote(other)} come in the wrong order`, answer)
      }
    })
  }
  end()
}

const canSort = (server: Server) => declares(server, 'sort') === true && declares(server, 'filter') !== false

function isBefore(a: Json, b: Json): boolean {
  return typeof a === 'number' && typeof b === 'number' ? a < b : String(a).toLowerCase() < String(b).toLowerCase()
}

async function projects(session: Session, subject: Subject, one: Known, value: Json): Promise<void> {
  const { attribute, path } = subject
  const shown = await session.get(`${one.path}${queryString({ attributes: path })}`)
  const wrong = deviation(attribute, value, valueIn(subject, resourceIn(shown)))
  if (wrong !== undefined) fail(wrong, shown)
  const hidden = await session.get(`${one.path}${queryString({ excludedAttributes: path })}`)
  const left = valueIn(subject, resourceIn(hidden))
  if (attribute.returned !== 'always' && !isUnassigned(left)) fail(`${path} is excluded, yet it came`, hidden)
}

async function patches(session: Session, subject: Subject, one: Known, value: Json): Promise<void> {
  expectStatus(await session.patch(one.path, [{ op: 'replace', path: subject.path, value }]), 200, 204)
  await expectKept(session, subject, one, value)
}

async function removes(session: Session, subject: Subject, one: Known): Promise<void> {
  const { attribute, path } = subject
  if (attribute.required || attribute.returned === 'request') return
  const answer = await session.patch(one.path, [{ op: 'remove', path }])
  expectStatus(answer, 200, 204)
  const left = valueIn(subject, await read(session, one))
  // A boolean may fall back to a default.
  if (attribute.type !== 'boolean' && !isUnassigned(left)) fail(`${path} is still ${quote(left)}`, answer)
}
