import { urns } from '../../scim/urns'
import { idOf } from '../answer'
import type { Expected } from '../difference'
import { changes, creates, findsNothing, readsMembers, removes } from '../judgement'
import { groupPath } from '../path'
import { teamName } from '../person'
import { forEach, type Phase } from '../phase'
import { batches, type Member, membersOf, type Session } from '../session'

/** A pushed group is looked up by name, then created without members; they follow one by one or many at once. */
export function pushGroups({ client, run, groups, groupIds }: Session): Phase {
  return {
    name: 'push groups',
    count: groups,
    async step(index) {
      const displayName = teamName(run, index)
      const filter = encodeURIComponent(`displayName eq "${displayName}"`)
      const path = `/Groups?filter=${filter}&startIndex=1&count=100`
      const match = await client.send({ operation: 'find group', method: 'GET', path, judge: findsNothing })
      if (match.complaint !== undefined) return
      const body = { schemas: [urns.group], displayName, members: [] }
      const push = { operation: 'push group', method: 'POST', path: '/Groups', body } as const
      const id = idOf((await client.send({ ...push, judge: creates({ displayName }) })).body)
      if (id !== undefined) groupIds.set(index, id)
    },
  }
}

export function addMembers(session: Session): Phase {
  return forEach('push members', session.groups, session.groupIds, async (id, index) => {
    const members = membersOf(session, index)
    for (const batch of batches(members)) {
      if (!(await patch(session, 'push members', id, [add(batch)]))) return
    }
    if (members.length === 0) await patch(session, 'push members', id, [{ op: 'replace', path: 'members', value: [] }])
    await verify(session, id, members, { displayName: teamName(session.run, index) })
  })
}

/** Renames the group, takes out its first member, then the second while the first returns; reads it after each step. */
export function changeGroups(session: Session): Phase {
  return forEach('change groups', session.groups, session.groupIds, async (id, index) => {
    const members = membersOf(session, index)
    const displayName = `${teamName(session.run, index)}, renamed`
    if (!(await patch(session, 'rename group', id, [{ op: 'replace', value: { id, displayName } }], { displayName })))
      return
    if (!(await verify(session, id, members, { displayName }))) return

    const [first, second, ...others] = members
    if (first === undefined) return
    const rest = second === undefined ? [] : [second, ...others]
    if (!(await patch(session, 'remove members', id, [remove(first)]))) return
    if (!(await verify(session, id, rest))) return

    const exchange = second === undefined ? [add([first])] : [remove(second), add([first])]
    if (await patch(session, 'exchange members', id, exchange)) await verify(session, id, [first, ...others])
  })
}

export function removeGroups(session: Session): Phase {
  return forEach('delete groups', session.groups, session.groupIds, (id) =>
    session.client.send({ operation: 'delete group', method: 'DELETE', path: groupPath(id), judge: removes }),
  )
}

async function patch(
  { client }: Session,
  operation: string,
  id: string,
  Operations: readonly unknown[],
  expected: Expected = {},
): Promise<boolean> {
  const body = { schemas: [urns.patchOp], Operations }
  const outcome = await client.send({ operation, method: 'PATCH', path: groupPath(id), body, judge: changes(expected) })
  return outcome.complaint === undefined
}

async function verify(
  { client }: Session,
  id: string,
  members: readonly Member[],
  expected: Expected = {},
): Promise<boolean> {
  const judge = readsMembers(id, members, expected)
  const outcome = await client.send({ operation: 'read group', method: 'GET', path: groupPath(id), judge })
  return outcome.complaint === undefined
}

function add(members: readonly Member[]) {
  return {
    op: 'add',
    path: 'members',
    value: members.map(({ id, person }) => ({ value: id, display: person.userName })),
  }
}

function remove({ id }: Member) {
  return { op: 'remove', path: `members[value eq "${id}"]` }
}
