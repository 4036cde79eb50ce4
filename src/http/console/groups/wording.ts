import type { GroupRole } from '../../../directory/user'

export const groupRoleWords: Readonly<Record<GroupRole, string>> = { admin: 'Admin', viewer: 'Viewer' }

/** What a group does for its members, after "Members". */
export const gives: Readonly<Record<GroupRole | 'none', string>> = {
  admin: 'may do everything in this console but make owners and tokens, and delete',
  viewer: 'may look at everything in this console, and change nothing',
  none: 'get no role by this group',
}
