import { isObject, type JsonObject } from '../../scim/json'
import { advice, check, observation, theme } from '../check'
import { isUnassigned, quote } from '../difference'
import {
  expectHas,
  expectNoFault,
  expectRefusal,
  expectRefusalOrSilence,
  expectStatus,
  listIn,
  resourceIn,
} from '../expect'
import { pathBelow } from '../location'
import { expectPatch, patched } from '../patching'
import { literal, queryString } from '../query'
import { without } from '../server'
import type { Session } from '../session'
import {
  asMember,
  createGroup,
  createGroupOf,
  createUser,
  draft,
  groupType,
  noGroups,
  noUsers,
  read,
  replacement,
} from '../specimen'
import { fail, skip } from '../verdict'

export const groups = theme(
  'Groups',
  [
    check('RFC 7643 §4.2', 'creates a group with members', createsWithMembers),
    advice('RFC 7643 §2.3.7', 'gives each member a $ref', givesReferences),
    check('RFC 7643 §4.2', 'has a member where the $ref leads', refersToMembers),
    check('RFC 7644 §3.12', 'refuses a group without a displayName with 400', needsName),
    check('RFC 7644 §3.5.1', 'replaces all members by PUT', replacesMembers),
    check('RFC 7644 §3.5.1', 'empties a group by PUT of members []', emptiesGroup),
    check('RFC 7644 §3.5.2', 'renames a group by PATCH, and leaves its members', renames, { unless: without('patch') }),
    check('RFC 7644 §3.4.2.2', 'finds a group by its displayName, in any case unless it is caseExact', findsByName, {
      unless: without('filter'),
    }),
    check('RFC 7644 §3.4.2.2', 'finds groups by a member', findsByMember, { unless: without('filter') }),
    check('RFC 7644 §3.9', 'leaves members out where they are excluded', excludesMembers),
    check('RFC 7644 §3.9', 'shows nothing but members where they are asked for', showsMembers),
    advice('RFC 7643 §2.4', 'holds a member once who is given twice', holdsOnce),
    check('RFC 7644 §3.6', 'answers 204 to DELETE of a group, then 404, and leaves its members', deletes),
    advice('RFC 7644 §3.6', 'has no member who was deleted', losesDeleted),
    observation('RFC 7643 §2.3.7', 'a member who does not exist (it may be refused)', withStranger),
  ],
  { unless: (server) => noGroups(server) ?? noUsers(server) },
)

async function createsWithMembers(session: Session): Promise<void> {
  const [ada, bo] = [await createUser(session), await createUser(session)]
  const group = await createGroupOf(session, ada, bo)
  const members = [{ value: ada.id }, { value: bo.id }]
  expectHas(group.body, { members }, group.answer)
  expectHas(await read(session, group), { members }, group.answer)
}

async function givesReferences(session: Session): Promise<void> {
  const group = await createGroupOf(session, await createUser(session))
  const answer = await session.get(group.path)
  if (!membersOf(resourceIn(answer))[0]?.$ref) fail('$ref is missing', answer)
}

async function refersToMembers(session: Session): Promise<void> {
  const ada = await createUser(session)
  const group = await createGroupOf(session, ada)
  const answer = await session.get(group.path)
  const [member] = membersOf(resourceIn(answer))
  if (!member?.$ref) skip('members have no $ref, which is optional')
  const path = pathBelow(session.server.url, member.$ref)
  if (path === undefined) fail(`$ref is ${quote(member.$ref)}, which is not below the base URL`, answer)
  const there = await session.get(path)
  expectHas(resourceIn(there), { id: ada.id }, there)
}

async function needsName(session: Session): Promise<void> {
  const type = groupType(session.server)
  const { displayName: _, ...rest } = draft(session, type, { displayName: '' })
  expectRefusalOrSilence(await session.post(type.endpoint, rest), [400], 'invalidValue', 'invalidSyntax')
}

async function replacesMembers(session: Session): Promise<void> {
  const [ada, bo] = [await createUser(session), await createUser(session)]
  const group = await createGroupOf(session, ada)
  const answer = await session.put(group.path, replacement(session, group, { members: [asMember(bo)] }))
  expectHas(resourceIn(answer), { members: [{ value: bo.id }] }, answer)
  expectHas(await read(session, group), { members: [{ value: bo.id }] }, answer)
}

async function emptiesGroup(session: Session): Promise<void> {
  const group = await createGroupOf(session, await createUser(session))
  const answer = await session.put(group.path, replacement(session, group, { members: [] }))
  expectHas(resourceIn(answer), { members: undefined }, answer)
  expectHas(await read(session, group), { members: undefined }, answer)
}

async function renames(session: Session): Promise<void> {
  const ada = await createUser(session)
  const group = await createGroupOf(session, ada)
  const value = session.unique('renamed')
  const expected = { displayName: value }
  const { answer, resource } = await patched(session, group, { op: 'replace', path: 'displayName', value })
  expectHas(resource, { ...expected, members: [{ value: ada.id }] }, answer)
  await expectPatch(session, group, [{ op: 'replace', value: { displayName: `${value}-2` } }], {
    displayName: `${value}-2`,
    members: [{ value: ada.id }],
  })
}

async function search(session: Session, filter: string, others: Readonly<Record<string, string>> = {}) {
  return listIn(await session.get(`${groupType(session.server).endpoint}${queryString({ filter, ...others })}`))
}

async function findsByName(session: Session): Promise<void> {
  const displayName = session.unique('crew')
  const group = await createGroup(session, { displayName })
  const isExact = group.type.schema.attributes.some(({ name, caseExact }) => name === 'displayName' && caseExact)
  for (const name of isExact ? [displayName] : [displayName, displayName.toUpperCase()]) {
    const { answer, ids } = await search(session, `displayName eq ${literal(name)}`)
    if (ids.join() !== group.id) fail('the group was not found, or others were', answer)
  }
}

async function findsByMember(session: Session): Promise<void> {
  const [ada, bo] = [await createUser(session), await createUser(session)]
  const group = await createGroupOf(session, ada)
  const named = `displayName eq ${literal(String(group.body.displayName))}`
  const found = async (filter: string) => (await search(session, filter)).ids.includes(group.id)
  for (const filter of [`members.value eq "${ada.id}"`, `${named} and members[value eq "${ada.id}"]`]) {
    if (!(await found(filter))) fail(`the group was not found by ${filter}`, session.exchanges.at(-1))
  }
  for (const filter of [`members.value eq "${bo.id}"`, `${named} and members[value eq "${bo.id}"]`]) {
    if (await found(filter)) fail(`the group was found by ${filter}, who is no member`, session.exchanges.at(-1))
  }
}

async function excludesMembers(session: Session): Promise<void> {
  const group = await createGroupOf(session, await createUser(session))
  const answer = await session.get(`${group.path}?excludedAttributes=members`)
  expectHas(resourceIn(answer), { displayName: group.body.displayName, members: undefined }, answer)
}

async function showsMembers(session: Session): Promise<void> {
  const ada = await createUser(session)
  const group = await createGroupOf(session, ada)
  const answer = await session.get(`${group.path}?attributes=members.value`)
  expectHas(resourceIn(answer), { id: group.id, members: [{ value: ada.id }], displayName: undefined }, answer)
}

async function holdsOnce(session: Session): Promise<void> {
  const ada = await createUser(session)
  const type = groupType(session.server)
  const answer = await session.post(type.endpoint, draft(session, type, { members: [asMember(ada), asMember(ada)] }))
  if (answer.status === 400) return
  const members = membersOf(resourceIn(answer, 201))
  if (members.length !== 1) fail(`there are ${members.length} members`, answer)
}

async function deletes(session: Session): Promise<void> {
  const ada = await createUser(session)
  const group = await createGroupOf(session, ada)
  expectStatus(await session.delete(group.path), 204)
  expectRefusal(await session.get(group.path), [404])
  expectHas(await read(session, ada), { groups: undefined }, ada.answer)
}

async function losesDeleted(session: Session): Promise<void> {
  const [ada, bo] = [await createUser(session), await createUser(session)]
  const group = await createGroupOf(session, ada, bo)
  expectStatus(await session.delete(ada.path), 204)
  const answer = await session.get(group.path)
  expectHas(resourceIn(answer), { members: [{ value: bo.id }] }, answer)
}

async function withStranger(session: Session): Promise<string> {
  const type = groupType(session.server)
  const stranger = { value: session.unique('nobody') }
  const answer = await session.post(type.endpoint, draft(session, type, { members: [stranger] }))
  expectNoFault(answer)
  if (answer.status >= 300) return `it is refused with ${answer.status}`
  return isUnassigned(resourceIn(answer, 201).members) ? 'it is left out' : 'it is kept'
}

function membersOf({ members }: JsonObject): readonly JsonObject[] {
  return Array.isArray(members) ? members.filter(isObject) : []
}
