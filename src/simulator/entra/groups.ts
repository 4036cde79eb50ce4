import { urns } from '../../scim/urns'
import { idOf } from '../answer'
import { changes, creates, finds, findsNothing, type Judge, readsMembers, removes } from '../judgement'
import { groupPath } from '../path'
import { guid, teamName } from '../person'
import { forEach, type Phase } from '../phase'
import { batches, type Member, membersOf, type Session } from '../session'

/** Microsoft's own, in the `schemas` of every group that Entra creates. */
const microsoftGroup = 'http://schemas.microsoft.com/2006/11/ResourceManagement/ADSCIM/2.0/Group'

export function createGroups({ client, run, random, groups, groupIds }: Session): Phase {
  return {
    name: 'create groups',
    count: groups,
    async step(index) {
      const displayName = teamName(run, index)
      const query = new URLSearchParams({ excludedAttributes: 'members', filter: `displayName eq "${displayName}"` })
      const find = { operation: 'find group', method: 'GET', path: `/Groups?${query}` } as const
      const match = await client.send({ ...find, judge: findsNothing })
      if (match.complaint !== undefined) return
      const group = { externalId: guid(random), displayName }
      const body = { schemas: [urns.group, microsoftGroup], ...group, meta: { resourceType: 'Group' } }
      const create = { operation: 'create group', method: 'POST', path: '/Groups', body } as const
      const id = idOf((await client.send({ ...create, judge: creates(group) })).body)
      if (id !== undefined) groupIds.set(index, id)
    },
  }
}

export function addMembers(session: Session): Phase {
  return forEach('add members', session.groups, session.groupIds, async (id, index) => {
    const members = membersOf(session, index)
    for (const batch of batches(members)) {
      if (!(await patch(session, 'add members', id, { op: 'Add', path: 'members', value: batch.map(reference) })))
        return
    }
    const [first] = members
    if (first !== undefined) await probe(session, id, first, finds(id))
    await verify(session, id, members, teamName(session.run, index))
  })
}

/** Renames the group, removes a member in each of Entra's two styles, and adds the first again; reads it after each step. */
export function changeGroups(session: Session): Phase {
  return forEach('change groups', session.groups, session.groupIds, async (id, index) => {
    const members = membersOf(session, index)
    const displayName = `${teamName(session.run, index)}, renamed`
    if (!(await patch(session, 'rename group', id, { op: 'Replace', path: 'displayName', value: displayName }))) return
    if (!(await verify(session, id, members, displayName))) return

    const [first, second, ...others] = members
    if (first === undefined) return
    const byValue = { op: 'Remove', path: 'members', value: [reference(first)] }
    if (!(await patch(session, 'remove member by value', id, byValue))) return
    if (!(await verify(session, id, members.slice(1), displayName))) return
    await probe(session, id, first, findsNothing)

    if (second !== undefined) {
      const byFilter = { op: 'Remove', path: `members[value eq "${second.id}"]` }
      if (!(await patch(session, 'remove member by filter', id, byFilter))) return
      if (!(await verify(session, id, others, displayName))) return
    }
    const again = { op: 'Add', path: 'members', value: [reference(first)] }
    if (await patch(session, 'add members', id, again)) await verify(session, id, [first, ...others], displayName)
  })
}

export function removeGroups({ client, groups, groupIds }: Session): Phase {
  return forEach('delete groups', groups, groupIds, (id) =>
    client.send({ operation: 'delete group', method: 'DELETE', path: groupPath(id), judge: removes }),
  )
}

async function patch({ client }: Session, operation: string, id: string, change: unknown): Promise<boolean> {
  const body = { schemas: [urns.patchOp], Operations: [change] }
  const outcome = await client.send({ operation, method: 'PATCH', path: groupPath(id), body, judge: changes() })
  return outcome.complaint === undefined
}

async function verify(
  { client }: Session,
  id: string,
  members: readonly Member[],
  displayName: string,
): Promise<boolean> {
  const judge = readsMembers(id, members, { displayName })
  const outcome = await client.send({ operation: 'read group', method: 'GET', path: groupPath(id), judge })
  return outcome.complaint === undefined
}

/** Entra asks whether one person is a member without loading the others. */
async function probe({ client }: Session, id: string, member: Member, judge: Judge): Promise<void> {
  const query = new URLSearchParams({ filter: `id eq "${id}" and members eq "${member.id}"`, attributes: 'id' })
  await client.send({ operation: 'probe membership', method: 'GET', path: `/Groups?${query}`, judge })
}

function reference({ id }: Member) {
  return { $ref: null, value: id }
}
