import type { ResourceType } from '../scim/attribute'
import { comparable } from '../scim/holds'
import { equal, isObject, type Json, type JsonObject, own } from '../scim/json'
import { userType } from '../scim/resource-types'
import { fold, isAscii, plain } from '../scim/text'
import { urns } from '../scim/urns'
import type { GroupKeys } from './group'
import type { UniqueValue, UserKeys } from './user'

/** The columns a user's document is found by. `document` is the resource as text, `resource` the same as an object. */
export function userKeys(resource: JsonObject, document: string, type: ResourceType = userType): UserKeys {
  const emails = Array.isArray(resource.emails) ? resource.emails.filter(isObject) : []
  const primary = emails.find((email) => email.primary === true) ?? emails[0]
  const extension = resource[urns.enterpriseUser]
  const unique = uniqueValues(resource, type)
  return {
    userName: fold(String(resource.userName)),
    active: resource.active !== false,
    search: searchText(resource, emails),
    emails: [...new Set(emails.flatMap(({ value }) => folded(value) ?? []))],
    ...(unique && { unique }),
    ...optional('externalId', textOf(resource.externalId)),
    ...optional('displayName', folded(resource.displayName)),
    ...optional('employeeNumber', isObject(extension) ? folded(extension.employeeNumber) : undefined),
    ...optional('primaryEmail', folded(primary?.value)),
    ...optional('folded', foldedDocument(resource, document)),
  }
}

/** What search texts and addresses are made of. */
const names = ['userName', 'displayName', 'name', 'emails']

/** Whether a user is searched by what it was searched by before, and has the same addresses. */
export function keepsNames(before: JsonObject, after: JsonObject): boolean {
  return names.every((name) => equal(before[name], after[name]))
}

function searchText({ userName, displayName, name }: JsonObject, emails: readonly JsonObject[]): string {
  const { formatted, givenName, familyName } = isObject(name) ? name : {}
  const whole = [givenName, familyName].filter((part) => typeof part === 'string').join(' ')
  const lines = [userName, displayName, formatted, whole, ...emails.map(({ value }) => value)]
  return [...new Set(lines.flatMap((line) => (typeof line === 'string' && line !== '' ? plain(line) : [])))].join('\n')
}

/** The values of attributes that the organization has defined as unique; undefined where there is no such attribute. */
function uniqueValues(resource: JsonObject, { extensions }: ResourceType): readonly UniqueValue[] | undefined {
  const unique = extensions.flatMap(({ schema }) =>
    schema.attributes.flatMap((attribute) => (attribute.uniqueness === 'server' ? [{ schema, attribute }] : [])),
  )
  if (unique.length === 0) return undefined
  return unique.flatMap(({ schema, attribute }) => {
    const members = resource[schema.id]
    const value = isObject(members) ? own(members, attribute.name) : undefined
    const values = (Array.isArray(value) ? value : [value]).flatMap((each) => comparable(each, attribute) ?? [])
    return [...new Set(values.map(String))].map((text) => ({
      attribute: `${schema.id}:${attribute.name}`,
      value: text,
    }))
  })
}

/** The columns a group's document is found by. */
export function groupKeys(resource: JsonObject, document: string, equalNames: boolean): GroupKeys {
  const displayName = fold(String(resource.displayName))
  return {
    displayName,
    ...(!equalNames && { uniqueName: displayName }),
    ...optional('externalId', textOf(resource.externalId)),
    ...optional('folded', foldedDocument(resource, document)),
  }
}

function foldedDocument(resource: JsonObject, document: string): string | undefined {
  return isAscii(document)
    ? undefined
    : JSON.stringify(resource, (_, value) => (typeof value === 'string' ? fold(value) : value))
}

const textOf = (value: Json | undefined) => (typeof value === 'string' ? value : undefined)

const folded = (value: Json | undefined) => (typeof value === 'string' ? fold(value) : undefined)

function optional<K extends string>(key: K, value: string | undefined): { readonly [P in K]?: string } {
  return (value === undefined ? {} : { [key]: value }) as { readonly [P in K]?: string }
}
