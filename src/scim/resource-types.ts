import type { ResourceType } from './attribute'
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
