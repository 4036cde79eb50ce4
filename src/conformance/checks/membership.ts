import { isObject, type Json } from '../../scim/json'
import { check, type Known, observation, theme } from '../check'
import { isUnassigned, quote } from '../difference'
import { expectHas, expectNoFault, expectRefusal, expectStatus, resourceIn } from '../expect'
import { metaTime } from '../instant'
import { pathBelow } from '../location'
import { patched } from '../patching'
import { isGroupType, type Server, without } from '../server'
import type { Session } from '../session'
import { asMember, createGroup, createGroupOf, createUser, noGroups, noUsers, read } from '../specimen'
import { fail, skip } from '../verdict'
import { published } from '../vocabulary'

export const membership = theme(
  'Membership',
  [
    check('RFC 7644 §3.5.2.1', 'adds members', adds, { unless: without('patch') }),
    check('RFC 7644 §3.5.2.1', 'adds a member who is there without a change', addsNoneTwice, {
      unless: without('patch'),
    }),
    check('RFC 7644 §3.5.2.2', 'removes the member that a filter selects', removesOne, { unless: without('patch') }),
    check('RFC 7644 §3.5.2.2', 'succeeds in removing a member who is not there', removesNobody, {
      unless: without('patch'),
    }),
    check('RFC 7644 §3.5.2.2', 'removes all members', removesAll, { unless: without('patch') }),
    check('RFC 7644 §3.5.2.3', 'replaces all members', replacesAll, { unless: without('patch') }),
    check('RFC 7644 §3.5.2.2', 'removes and adds in one request', swaps, { unless: without('patch') }),
    check('RFC 7644 §3.5.2', 'changes no member where another operation fails', isAtomic, { unless: without('patch') }),
    check('RFC 7644 §3.5.2', 'adds twenty-five members in one request', addsMany, { unless: without('patch') }),
    check('RFC 7643 §4.1.2', 'shows the groups of a user, and follows their changes', followsGroups),
    check('RFC 7643 §4.1.2', 'has a group where the $ref of a user leads', refersToGroup),
    check('RFC 7643 §4.2', 'takes groups for members', nests, { unless: noNesting }),
    observation('RFC 7643 §4.1.2', 'the groups of a user in a group within a group', showsIndirect, {
      unless: noNesting,
    }),
    observation('RFC 7643 §4.2', 'a group that becomes a member of itself by a detour', closesCircle, {
      unless: noNesting,
    }),
    observation(
      'RFC 7644 §3.5.2.2',
      'remove members with a value (the letter: all go; many clients mean the listed)',
      removesListed,
      { unless: without('patch') },
    ),
  ],
  { unless: (server) => noGroups(server) ?? noUsers(server) },
)

/** Groups may be members where the schema says so, or nothing about it. */
function noNesting(server: Server): string | undefined {
  const members = server.types.find(isGroupType)?.schema.attributes.find(({ name }) => name === 'members')
  const reference = members?.subAttributes?.find(({ name }) => name === '$ref')
  const types = reference?.referenceTypes ?? []
  return types.length === 0 || types.includes('Group') ? undefined : 'the schema of Group has no groups for members'
}

const of = (...members: readonly Known[]) => ({ members: members.map(({ id }) => ({ value: id })) })

async function adds(session: Session): Promise<void> {
  const [ada, bo, cy] = [await createUser(session), await createUser(session), await createUser(session)]
  const group = await createGroupOf(session, ada)
  await expectPatched(session, group, [{ op: 'add', path: 'members', value: [asMember(bo)] }], of(ada, bo))
  await expectPatched(session, group, [{ op: 'add', value: { members: [asMember(cy)] } }], of(ada, bo, cy))
}

/** A 200 need not show all members of a large group; what is read afterwards does. */
async function expectPatched(
  session: Session,
  group: Known,
  operations: readonly Json[],
  expected: Readonly<Record<string, unknown>>,
): Promise<void> {
  const { answer, resource } = await patched(session, group, ...operations)
  expectHas(resource, expected, answer)
}

async function addsNoneTwice(session: Session): Promise<void> {
  const [ada, bo] = [await createUser(session), await createUser(session)]
  const group = await createGroupOf(session, ada, bo)
  const before = await read(session, group)
  await new Promise((resolve) => setTimeout(resolve, 20)) // so that a moved time could be told
  const { answer, resource } = await patched(session, group, { op: 'add', path: 'members', value: [asMember(bo)] })
  expectHas(resource, of(ada, bo), answer)
  if (metaTime(resource, 'lastModified') !== metaTime(before, 'lastModified')) {
    fail('meta.lastModified moved, though nothing changed', answer)
  }
}

async function removesOne(session: Session): Promise<void> {
  const [ada, bo] = [await createUser(session), await createUser(session)]
  const group = await createGroupOf(session, ada, bo)
  await expectPatched(session, group, [{ op: 'remove', path: `members[value eq "${ada.id}"]` }], of(bo))
}

async function removesNobody(session: Session): Promise<void> {
  const [ada, bo] = [await createUser(session), await createUser(session)]
  const group = await createGroupOf(session, ada)
  const answer = await session.patch(group.path, [{ op: 'remove', path: `members[value eq "${bo.id}"]` }])
  // The example in §3.5.2.2 wants success; Table 9 would have noTarget.
  if (answer.status >= 300) expectRefusal(answer, [400], 'noTarget')
  expectHas(await read(session, group), of(ada), answer)
}

async function removesAll(session: Session): Promise<void> {
  const group = await createGroupOf(session, await createUser(session), await createUser(session))
  await expectPatched(session, group, [{ op: 'remove', path: 'members' }], { members: undefined })
}

async function replacesAll(session: Session): Promise<void> {
  const [ada, bo] = [await createUser(session), await createUser(session)]
  const group = await createGroupOf(session, ada)
  await expectPatched(session, group, [{ op: 'replace', path: 'members', value: [asMember(bo)] }], of(bo))
  await expectPatched(session, group, [{ op: 'replace', path: 'members', value: [] }], { members: undefined })
}

async function swaps(session: Session): Promise<void> {
  const [ada, bo, cy] = [await createUser(session), await createUser(session), await createUser(session)]
  const group = await createGroupOf(session, ada, bo)
  const operations: readonly Json[] = [
    { op: 'remove', path: `members[value eq "${ada.id}"]` },
    { op: 'add', path: 'members', value: [asMember(cy)] },
  ]
  await expectPatched(session, group, operations, of(bo, cy))
  const all: readonly Json[] = [
    { op: 'remove', path: 'members' },
    { op: 'add', path: 'members', value: [asMember(ada)] },
  ]
  await expectPatched(session, group, all, of(ada))
}

async function isAtomic(session: Session): Promise<void> {
  const [ada, bo] = [await createUser(session), await createUser(session)]
  const group = await createGroupOf(session, ada)
  const answer = await session.patch(group.path, [
    { op: 'add', path: 'members', value: [asMember(bo)] },
    { op: 'remove', path: 'displayName' },
  ])
  expectStatus(answer, 400)
  expectHas(await read(session, group), of(ada), answer)
}

async function addsMany(session: Session): Promise<void> {
  const group = await createGroup(session)
  const everybody: Known[] = []
  for (let count = 0; count < 25; count++) everybody.push(await createUser(session))
  await expectPatched(
    session,
    group,
    [{ op: 'add', path: 'members', value: everybody.map(asMember) }],
    of(...everybody),
  )
}

async function followsGroups(session: Session): Promise<void> {
  requireGroups(session)
  const ada = await createUser(session)
  const group = await createGroupOf(session, ada)
  const shown = await session.get(ada.path)
  expectHas(resourceIn(shown), { groups: [{ value: group.id }] }, shown)
  expectStatus(await session.delete(group.path), 204)
  const after = await session.get(ada.path)
  expectHas(resourceIn(after), { groups: undefined }, after)
}

function requireGroups({ server }: Session): void {
  if (!published(server, 'groups')) skip('the schema of User publishes no groups')
}

async function refersToGroup(session: Session): Promise<void> {
  requireGroups(session)
  const ada = await createUser(session)
  const group = await createGroupOf(session, ada)
  const answer = await session.get(ada.path)
  const { groups } = resourceIn(answer)
  const [first] = Array.isArray(groups) ? groups : []
  const reference = isObject(first) ? first.$ref : undefined
  if (reference === undefined) skip('groups have no $ref, which is optional')
  const path = pathBelow(session.server.url, reference)
  if (path === undefined) fail(`$ref is ${quote(reference)}, which is not below the base URL`, answer)
  const there = await session.get(path)
  expectHas(resourceIn(there), { id: group.id }, there)
}

async function nests(session: Session): Promise<void> {
  const inner = await createGroup(session)
  const outer = await createGroupOf(session, inner)
  const answer = await session.get(outer.path)
  expectHas(resourceIn(answer), of(inner), answer)
  const { members } = resourceIn(answer)
  const [first] = Array.isArray(members) ? members : []
  const path = isObject(first) ? pathBelow(session.server.url, first.$ref) : undefined
  if (path !== undefined && path !== inner.path) fail(`$ref leads to ${path}, not to ${inner.path}`, answer)
}

async function showsIndirect(session: Session): Promise<string> {
  requireGroups(session)
  const ada = await createUser(session)
  const inner = await createGroupOf(session, ada)
  const outer = await createGroupOf(session, inner)
  const answer = await session.get(ada.path)
  const { groups } = resourceIn(answer)
  const shown = Array.isArray(groups) ? groups.filter(isObject) : []
  if (!shown.some(({ value }) => value === inner.id)) fail('the group that the user is in is missing', answer)
  const indirect = shown.find(({ value }) => value === outer.id)
  if (!indirect) return 'the outer group is not shown'
  if (indirect.type === 'direct') fail('the outer group is shown as "direct"', answer)
  return 'the outer group is shown as indirect'
}

async function closesCircle(session: Session): Promise<string> {
  const inner = await createGroup(session)
  const outer = await createGroupOf(session, inner)
  const answer = await session.patch(inner.path, [{ op: 'add', path: 'members', value: [asMember(outer)] }])
  expectNoFault(answer)
  expectStatus(await session.get(inner.path), 200)
  return answer.status < 300 ? 'it is accepted' : `it is refused with ${answer.status}`
}

async function removesListed(session: Session): Promise<string> {
  const [ada, bo] = [await createUser(session), await createUser(session)]
  const group = await createGroupOf(session, ada, bo)
  const answer = await session.patch(group.path, [{ op: 'remove', path: 'members', value: [asMember(ada)] }])
  if (answer.status >= 300) {
    expectRefusal(answer, [400])
    return 'it is refused with 400'
  }
  const { members } = await read(session, group)
  if (isUnassigned(members)) return 'all are removed'
  expectHas({ members }, of(bo), answer)
  return 'the listed are removed'
}
