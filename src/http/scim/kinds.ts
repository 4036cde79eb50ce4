import type { Directory } from '../../directory/directory'
import type { Group } from '../../directory/group'
import type { GroupWithMembers } from '../../directory/groups'
import type { UserWithGroups } from '../../directory/user'
import { includes } from '../../scim/projection'
import type { Kind } from './resources'

/** Up to how many members a group has for the answer to a PATCH to hold it whole; beyond, adding one member would cost reading all. */
const membersInPatchAnswer = 100

export function userKind({ users }: Directory): Kind<UserWithGroups> {
  return { ...users, name: 'User', typeIn: ({ user }) => user, called: 'userName', answersPatch: () => true }
}

export function groupKind({ groups }: Directory): Kind<GroupWithMembers> {
  return {
    name: 'Group',
    typeIn: ({ group }) => group,
    called: 'displayName',
    read: (caller, id, projection) => groups.read(caller, id, includes(projection, 'members')),
    list: (caller, query, projection) => groups.list(caller, query, includes(projection, 'members')),
    walk: (caller, walk, projection) => groups.walk(caller, walk, includes(projection, 'members')),
    create: groups.create,
    replace: groups.replace,
    patch(caller, id, changes, projection) {
      const { groupPatchAnswer } = caller.connection.settings
      const wantsMembers = (group: Group) =>
        projection
          ? includes(projection, 'members')
          : groupPatchAnswer === 'resource' && group.memberCount <= membersInPatchAnswer
      return groups.patch(caller, id, changes, wantsMembers)
    },
    delete: groups.delete,
    answersPatch: ({ members }, projection) => projection !== undefined || members !== undefined,
  }
}
