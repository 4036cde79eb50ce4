import type { ResourceType } from '../../../scim/attribute'
import type { Json, JsonObject } from '../../../scim/json'
import {
  elementsOf,
  type ListName,
  type ListValue,
  listFields,
  listIn,
  mainFields,
  moreFields,
  mostListed,
  type PersonField,
  textIn,
} from './person-fields'
import type { Entries } from './person-form'

export const nothing: Entries = { texts: {}, lists: {} }

/** What a form begins with for somebody. */
export function entriesOf(type: ResourceType, resource: JsonObject): Entries {
  return {
    texts: Object.fromEntries(fieldsOf(type).map((field) => [field.name, textIn(resource, field)])),
    lists: Object.fromEntries(listFields.map(({ name }) => [name, listIn(resource, name)])),
  }
}

/** What was typed. */
export function entriesIn(type: ResourceType, form: URLSearchParams): Entries {
  return {
    texts: Object.fromEntries(fieldsOf(type).map(({ name }) => [name, form.get(name)?.trim() ?? ''])),
    lists: Object.fromEntries(listFields.map(({ name }) => [name, listed(name, form)])),
  }
}

function listed(name: ListName, form: URLSearchParams): readonly ListValue[] {
  return Array.from({ length: mostListed }, (_, index) => ({
    value: form.get(`${name}.${index}`)?.trim() ?? '',
    type: form.get(`${name}.${index}.type`)?.trim() ?? '',
  })).filter(({ value }) => value !== '')
}

/** A sentence for each field that cannot be used. */
export function mistakesIn({ texts, lists }: Entries, type: ResourceType): Readonly<Record<string, string>> {
  const errors: Record<string, string> = {}
  if (!texts.userName) errors.userName = 'Enter a user name.'
  for (const { name, label } of fieldsOf(type))
    if ((texts[name]?.length ?? 0) > 1000) errors[name] = `${label} may have 1,000 characters.`
  for (const { name } of listFields)
    for (const [index, { value, type: kind }] of (lists[name] ?? []).entries()) {
      if (value.length > 1000 || kind.length > 100) errors[`${name}.${index}`] = 'This is too long.'
      else if (name === 'emails' && !/^[^\s@]+@[^\s@]+$/.test(value))
        errors[`${name}.${index}`] = `${value} is not an e-mail address.`
    }
  return errors
}

/** What the entries make of somebody, as the directory takes it; `before` is who they were. */
export function attributesOf({ texts, lists }: Entries, type: ResourceType, before: JsonObject): JsonObject {
  const attributes: Record<string, Json> = {}
  for (const { name, path, kind } of fieldsOf(type)) {
    const text = texts[name] ?? ''
    if (text === textIn(before, { name, path, kind, label: name })) continue
    const value = valueTyped(text, kind)
    const [first = '', part] = path
    const parts = attributes[first]
    attributes[first] = part === undefined ? value : { ...(typeof parts === 'object' ? parts : {}), [part]: value }
  }
  for (const { name } of listFields) {
    const values = lists[name] ?? []
    if (JSON.stringify(values) === JSON.stringify(listIn(before, name))) continue
    attributes[name] = elements(values, elementsOf(before, name), name === 'emails')
  }
  return attributes
}

/** Whatever else a value had, it keeps; of addresses the first is the primary one. */
function elements(values: readonly ListValue[], before: readonly JsonObject[], hasPrimary: boolean): Json {
  return values.map(({ value, type }, index) => {
    const { primary, type: _, ...had } = before.find((each) => each.value === value) ?? {}
    const isPrimary = hasPrimary ? index === 0 : primary === true
    return { ...had, value, ...(type && { type }), ...(isPrimary && { primary: true }) }
  })
}

function valueTyped(text: string, kind: PersonField['kind']): Json {
  if (text === '') return null
  switch (kind) {
    case 'number':
      return Number.isFinite(Number(text)) ? Number(text) : text
    case 'boolean':
      return text === 'true'
    default:
      return text
  }
}

const fieldsOf = (type: ResourceType) => [...mainFields, ...moreFields(type)]
