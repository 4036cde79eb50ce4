import type { Person, PersonState } from '../../../directory/person'
import type { Role } from '../../../directory/user'
import { isObject, type JsonObject } from '../../../scim/json'
import { brief } from '../kit/brief'
import type { Tone } from '../kit/tone'

/** What somebody is called. */
export function nameOf({ displayName, name, userName }: JsonObject): string {
  const { formatted, givenName, familyName } = isObject(name) ? name : {}
  const whole = [givenName, familyName].filter((part) => typeof part === 'string').join(' ')
  return brief(
    [displayName, formatted, whole, userName].find((text) => typeof text === 'string' && text !== '') as string,
  )
}

/** The primary address, else the first, else the userName. */
export function emailOf({ emails, userName }: JsonObject): string {
  const all = Array.isArray(emails) ? emails.filter(isObject) : []
  const { value } = all.find(({ primary }) => primary === true) ?? all[0] ?? {}
  return String(typeof value === 'string' ? value : userName)
}

export function stateOf({ active, deletedAt }: Pick<Person, 'active' | 'deletedAt'>): PersonState {
  if (deletedAt !== undefined) return 'deleted'
  return active ? 'active' : 'inactive'
}

export const stateWords: Readonly<Record<PersonState, string>> = {
  active: 'Active',
  inactive: 'Deactivated',
  deleted: 'Deleted',
}

export const stateTones: Readonly<Record<PersonState, Tone>> = { active: 'good', inactive: 'neutral', deleted: 'bad' }

export const roleWords: Readonly<Record<Role, string>> = {
  owner: 'Owner',
  admin: 'Admin',
  viewer: 'Viewer',
  member: 'Member',
}

export const rights: Readonly<Record<Role, string>> = {
  owner: 'May do everything.',
  admin: 'May do everything but change owners, make tokens and delete.',
  viewer: 'May look at everything, and change nothing.',
  member: 'Has no access to this console.',
}

export const sourceWords: Readonly<Record<Person['source'], string>> = {
  manual: 'Added by hand',
  saml: 'Came by SAML',
  scim: 'Provisioned',
}
