import { type Attribute, attribute, type ResourceType } from '../../../scim/attribute'
import { isObject, type Json, type JsonObject, own } from '../../../scim/json'

/** A value of a resource, with the path that SCIM has for it. */
export interface AttributeRow {
  readonly path: string
  /** What the path means, in words. */
  readonly label: string
  readonly value: string
}

const longest = 1000

const externalId = attribute('externalId', 'string', 'The id that the identity provider has for the person.')

/** Every value of a resource that its type defines, in the order of the definitions; not what the server adds. */
export function attributeRows({ schema, extensions }: ResourceType, resource: JsonObject): readonly AttributeRow[] {
  const core = [...schema.attributes.filter(({ name }) => name !== 'groups'), externalId]
  return [
    ...rowsOf(core, resource, ''),
    ...extensions.flatMap(({ schema: { id, attributes } }) => {
      const members = own(resource, id)
      return isObject(members) ? rowsOf(attributes, members, `${id}:`) : []
    }),
  ]
}

function rowsOf(attributes: readonly Attribute[], members: JsonObject, prefix: string): readonly AttributeRow[] {
  return attributes.flatMap((attribute) => {
    const { name, multiValued } = attribute
    if (attribute.returned === 'never' || attribute.mutability === 'writeOnly') return []
    const value = own(members, name)
    if (value === undefined || value === null) return []
    const place = { path: prefix + name, label: words(name) }
    if (!multiValued || !Array.isArray(value)) return valueRows(attribute, value, place)
    const label = singular[name] ?? words(name)
    return value.flatMap((element, index) => {
      const [selector, kind] = selectorOf(value, element, index)
      return valueRows(attribute, element, {
        path: `${prefix}${name}${selector}`,
        label: kind ? `${label}, ${kind}` : label,
      })
    })
  })
}

function valueRows(
  { subAttributes = [] }: Attribute,
  value: Json,
  { path, label }: Pick<AttributeRow, 'path' | 'label'>,
): readonly AttributeRow[] {
  if (!isObject(value)) return [{ path, label, value: clip(String(value)) }]
  return subAttributes.flatMap(({ name, returned }) => {
    const part = own(value, name)
    if (returned === 'never' || part === undefined || part === null || isSelector(path, name, part)) return []
    const partLabel = labelOfPart(path, label, name)
    return [
      {
        path: `${path}.${name}`,
        label: partLabel,
        value: clip(typeof part === 'object' ? JSON.stringify(part) : String(part)),
      },
    ]
  })
}

function labelOfPart(path: string, label: string, name: string): string {
  if (path === 'name') return name === 'formatted' ? 'Whole name' : words(name)
  return name === 'value' ? label : `${label}: ${words(name).toLowerCase()}`
}

/** What tells an element from its neighbours, as a filter and in words: its type, that it is primary, else its value or place. */
function selectorOf(elements: readonly Json[], element: Json, index: number): readonly [string, string] {
  if (!isObject(element)) return [`[value eq ${JSON.stringify(clip(String(element)))}]`, '']
  const { type, primary, value } = element
  const isAlone = (name: string, wanted: Json) =>
    elements.filter((each) => isObject(each) && own(each, name) === wanted).length === 1
  const mark = primary === true ? 'primary' : ''
  if (typeof type === 'string' && isAlone('type', type))
    return [`[type eq ${JSON.stringify(type)}]`, [type, mark].filter(Boolean).join(', ')]
  const kind = typeof type === 'string' ? type : ''
  if (primary === true && isAlone('primary', true))
    return ['[primary eq true]', [kind, mark].filter(Boolean).join(', ')]
  if (typeof value === 'string' && isAlone('value', value)) return [`[value eq ${JSON.stringify(clip(value))}]`, kind]
  return [`[${index}]`, kind]
}

/** Whether the path says this already. */
function isSelector(path: string, name: string, value: Json): boolean {
  return (
    (name === 'type' && path.endsWith(`[type eq ${JSON.stringify(value)}]`)) ||
    (name === 'primary' && value === false) ||
    (name === 'primary' && path.endsWith(']'))
  )
}

/** `givenName` in words. */
export function words(name: string): string {
  const text = name
    .replace(/^\$/, '')
    .replace(/([a-z\d])([A-Z])/g, '$1 $2')
    .replace(/[_-]+/g, ' ')
  return text.charAt(0).toUpperCase() + text.slice(1).toLowerCase()
}

const singular: Readonly<Record<string, string>> = {
  emails: 'E-mail address',
  phoneNumbers: 'Phone number',
  ims: 'Instant messaging',
  photos: 'Photo',
  addresses: 'Address',
  entitlements: 'Entitlement',
  roles: 'Role',
  x509Certificates: 'Certificate',
}

function clip(text: string): string {
  return text.length <= longest ? text : `${text.slice(0, longest)}…`
}

export interface Difference {
  readonly path: string
  readonly before?: string
  readonly after?: string
}

/** What differs between two states of a resource, value by value; one that is absent has none. */
export function differences(
  type: ResourceType,
  before: JsonObject | undefined,
  after: JsonObject | undefined,
): readonly Difference[] {
  const valuesOf = (resource: JsonObject | undefined) =>
    new Map(resource ? attributeRows(type, resource).map(({ path, value }) => [path, value]) : [])
  const [old, present] = [valuesOf(before), valuesOf(after)]
  return [...new Set([...old.keys(), ...present.keys()])].flatMap((path) => {
    const [was, is] = [old.get(path), present.get(path)]
    if (was === is) return []
    return [{ path, ...(was !== undefined && { before: was }), ...(is !== undefined && { after: is }) }]
  })
}
