import type { Account } from '../directory/account'
import { higher } from '../directory/staff'
import type { GroupRole, User } from '../directory/user'
import { present, type RowOf } from './rows'

interface AccountRow extends RowOf<User> {
  /** What the groups that the person is in, directly or not, make of the role. */
  readonly roleOfGroups: GroupRole | null
}

export function account({ roleOfGroups, ...row }: AccountRow): Account {
  return { ...present(row), effectiveRole: roleOfGroups ? higher(row.role, roleOfGroups) : row.role }
}
