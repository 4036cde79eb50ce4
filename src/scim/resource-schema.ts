import { FormatRegistry, type TObject, type TSchema, Type } from '@sinclair/typebox'
import { type TypeCheck, TypeCompiler } from '@sinclair/typebox/compiler'
import { type ValueError, ValueErrorType } from '@sinclair/typebox/errors'
import type { Attribute, ResourceType } from './attribute'
import type { Json, JsonObject } from './json'
import { common, schemasAttribute } from './schemas/common'
import { members } from './schemas/group'
import { invalid, type ScimError } from './scim-error'
import { readInstant } from './text'

FormatRegistry.Set('date-time', (text) => readInstant(text) !== undefined)

/** How many values an attribute may have: whoever filters by it has each of them looked at. */
export const mostValues = 1000

const compiled = new WeakMap<ResourceType | Attribute, TypeCheck<TSchema>>()

/**
 * Refuses a resource whose values do not have the types of its attributes, or that lacks a required one. What was wrong
 * `before` already, as definitions may change, is not the fault of who changes something else. Errors: 400 invalidValue.
 */
export function validate(type: ResourceType, resource: JsonObject, before?: JsonObject): void {
  const check = compiled.get(type) ?? TypeCompiler.Compile(resourceSchema(type))
  compiled.set(type, check)
  if (check.Check(resource)) return
  const known = before ? [...check.Errors(before)] : []
  const isNew = ({ path, value }: ValueError) =>
    !known.some((error) => error.path === path && JSON.stringify(error.value) === JSON.stringify(value))
  const error = [...check.Errors(resource)].find(isNew)
  if (error) throw refusal(error, '')
}

/** The same for all values of one attribute; `name` is what the refusal calls it. */
export function validateValue(attribute: Attribute, value: Json, name: string): void {
  const check = compiled.get(attribute) ?? TypeCompiler.Compile(attributeSchema(attribute))
  compiled.set(attribute, check)
  const error = check.Errors(value).First()
  if (error) throw refusal(error, name)
}

function refusal(error: ValueError, name: string): ScimError {
  const path = pathOf(error.path, name)
  if (error.value === undefined) return invalid('invalidValue', `${path} is required.`)
  // What is never returned is not repeated to the client, nor to the log.
  if (error.schema.writeOnly) return invalid('invalidValue', `${path} has the wrong type.`)
  if (error.type === ValueErrorType.ArrayMaxItems && Array.isArray(error.value)) {
    return invalid('invalidValue', `${path} may have ${mostValues} values, not ${error.value.length}.`)
  }
  const found = JSON.stringify(error.value).slice(0, 100)
  return invalid('invalidValue', `${path} must be ${article(error.schema)}, not ${found}.`)
}

/** A JSON pointer as SCIM writes paths: `emails[0].value`, `urn:…:User:manager.value`. */
function pathOf(pointer: string, name: string): string {
  const parts = pointer.split('/').slice(1)
  return parts.reduce((path, part, index) => {
    if (path === '') return part
    if (/^\d+$/.test(part)) return `${path}[${part}]`
    return parts[index - 1]?.includes(':') ? `${path}:${part}` : `${path}.${part}`
  }, name)
}

/** The TypeBox schema of a resource type, made from the attribute definitions; the OpenAPI document shows it too. */
export function resourceSchema(type: ResourceType): TObject {
  const properties = objectSchema([schemasAttribute, ...common, ...type.schema.attributes]).properties
  const extensions = type.extensions.map(({ schema, required }) => {
    const extension = objectSchema(schema.attributes, { description: schema.description })
    return [schema.id, required ? extension : Type.Optional(extension)] as const
  })
  return Type.Object(
    { ...properties, ...Object.fromEntries(extensions) },
    { title: type.name, description: type.description },
  )
}

function objectSchema(attributes: readonly Attribute[], options = {}): TObject {
  return Type.Object(
    Object.fromEntries(
      attributes.map((attribute) => {
        const schema = attributeSchema(attribute)
        return [attribute.name, attribute.required ? schema : Type.Optional(schema)]
      }),
    ),
    options,
  )
}

function attributeSchema(attribute: Attribute): TSchema {
  const options = {
    description: attribute.description,
    ...(attribute.mutability === 'readOnly' && { readOnly: true }),
    ...writeOnly(attribute),
  }
  if (!attribute.multiValued) return valueSchema(attribute, options)
  // Members are rows, as many as requests can hold; what is readOnly is as much as there is.
  const isFree = attribute === members || attribute.mutability === 'readOnly'
  const most = isFree ? {} : { maxItems: mostValues }
  return Type.Array(valueSchema(attribute, writeOnly(attribute)), { ...options, ...most })
}

const writeOnly = ({ mutability, returned }: Attribute) =>
  mutability === 'writeOnly' || returned === 'never' ? { writeOnly: true } : {}

function valueSchema(attribute: Attribute, options: object): TSchema {
  switch (attribute.type) {
    case 'boolean':
      return Type.Boolean(options)
    case 'integer':
      return Type.Integer(options)
    case 'decimal':
      return Type.Number(options)
    case 'dateTime':
      return Type.String({ ...options, format: 'date-time' })
    case 'complex':
      return objectSchema(attribute.subAttributes ?? [], options)
    case 'string':
    case 'reference':
    case 'binary':
      return Type.String(options)
  }
}

function article({ type, format }: TSchema): string {
  if (format === 'date-time') return 'a date and time such as "2026-01-31T09:00:00Z"'
  const names: Record<string, string> = { array: 'an array', integer: 'an integer', object: 'an object' }
  return names[type] ?? `a ${type}`
}
