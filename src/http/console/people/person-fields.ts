import type { Attribute, ResourceType } from '../../../scim/attribute'
import { isObject, type Json, type JsonObject, own } from '../../../scim/json'
import { words } from './attributes'

/** A field of a person's form that stands for one value; the name is the path that SCIM has for it. */
export interface PersonField {
  readonly name: string
  readonly label: string
  readonly path: readonly string[]
  readonly kind: 'text' | 'number' | 'boolean' | 'moment'
  readonly hint?: string
}

/** What everybody has. */
export const mainFields: readonly PersonField[] = [
  {
    name: 'userName',
    label: 'User name',
    path: ['userName'],
    kind: 'text',
    hint: 'What the person signs in with: usually the e-mail address.',
  },
  {
    name: 'displayName',
    label: 'Display name',
    path: ['displayName'],
    kind: 'text',
    hint: 'The name shown to others.',
  },
  { name: 'name.givenName', label: 'Given name', path: ['name', 'givenName'], kind: 'text' },
  { name: 'name.familyName', label: 'Family name', path: ['name', 'familyName'], kind: 'text' },
  { name: 'title', label: 'Job title', path: ['title'], kind: 'text' },
]

/** What fewer have: the rest of the core's single values, and those of the organization's extensions. */
export function moreFields({ extensions }: ResourceType): readonly PersonField[] {
  const core = ['nickName', 'userType', 'preferredLanguage', 'locale', 'timezone', 'profileUrl']
  return [
    ...core.map((name) => ({ name, label: words(name), path: [name], kind: 'text' as const })),
    ...extensions.flatMap(({ schema }) =>
      schema.attributes.filter(isSimple).map((attribute) => ({
        name: `${schema.id}:${attribute.name}`,
        label: words(attribute.name),
        path: [schema.id, attribute.name],
        kind: kindOf(attribute),
      })),
    ),
  ]
}

function isSimple({ multiValued, type, mutability, returned }: Attribute): boolean {
  return !multiValued && type !== 'complex' && type !== 'binary' && mutability === 'readWrite' && returned === 'default'
}

function kindOf({ type }: Attribute): PersonField['kind'] {
  switch (type) {
    case 'integer':
    case 'decimal':
      return 'number'
    case 'boolean':
      return 'boolean'
    case 'dateTime':
      return 'moment'
    default:
      return 'text'
  }
}

/** Attributes with several values that can be typed in, with the types that are offered for them. */
export const listFields = [
  { name: 'emails', label: 'E-mail address', types: ['work', 'home', 'other'] },
  { name: 'phoneNumbers', label: 'Phone number', types: ['work', 'mobile', 'home', 'fax', 'pager', 'other'] },
] as const

export type ListName = (typeof listFields)[number]['name']

/** One value of several. */
export interface ListValue {
  readonly value: string
  readonly type: string
}

/** How many values of a list can be typed in at once. */
export const mostListed = 50

/** The text that a field begins with. */
export function textIn(resource: JsonObject, { path }: PersonField): string {
  const value = path.reduce<Json | undefined>((at, name) => (isObject(at) ? own(at, name) : undefined), resource)
  return value === undefined || value === null || typeof value === 'object' ? '' : String(value)
}

/** The values of a list, the primary one first. */
export function listIn(resource: JsonObject, name: ListName): readonly ListValue[] {
  return elementsOf(resource, name).map(({ value, type }) => ({
    value: typeof value === 'string' ? value : '',
    type: typeof type === 'string' ? type : '',
  }))
}

export function elementsOf(resource: JsonObject, name: ListName): readonly JsonObject[] {
  const list = own(resource, name)
  const all = Array.isArray(list) ? list.filter(isObject) : []
  return [...all.filter(({ primary }) => primary === true), ...all.filter(({ primary }) => primary !== true)]
}
