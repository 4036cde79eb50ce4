import type { Extension, ResourceType, Schema } from './attribute'
import { enterpriseUser } from './schemas/enterprise-user'
import { group } from './schemas/group'
import { user } from './schemas/user'

export const userType: ResourceType = {
  name: 'User',
  endpoint: '/Users',
  description: 'People.',
  schema: user,
  extensions: [{ schema: enterpriseUser, required: false }],
}

export const groupType: ResourceType = {
  name: 'Group',
  endpoint: '/Groups',
  description: 'Groups of people.',
  schema: group,
  extensions: [],
}

export const resourceTypes: readonly ResourceType[] = [userType, groupType]

/** The resource types of one organization. */
export interface ResourceTypes {
  readonly user: ResourceType
  readonly group: ResourceType
  /** Types of what people can be given, such as roles. */
  readonly offered: readonly ResourceType[]
}

export const standardTypes: ResourceTypes = { user: userType, group: groupType, offered: [] }

/** The types of an organization that has extensions of users and types of its own. */
export function typesWith(
  extensions: readonly Extension[],
  retired: readonly Schema[],
  offered: readonly ResourceType[],
): ResourceTypes {
  const user = { ...userType, extensions: [...userType.extensions, ...extensions], retired }
  return { user, group: groupType, offered }
}
