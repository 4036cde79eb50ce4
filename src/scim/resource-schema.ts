import { FormatRegistry, type TObject, type TSchema, Type } from '@sinclair/typebox'
import { type TypeCheck, TypeCompiler } from '@sinclair/typebox/compiler'
import type { Attribute, ResourceType } from './attribute'
import type { JsonObject } from './json'
import { common, schemasAttribute } from './schemas/common'
import { invalid } from './scim-error'
import { readInstant } from './text'

FormatRegistry.Set('date-time', (text) => readInstant(text) !== undefined)

const compiled = new WeakMap<ResourceType, TypeCheck<TObject>>()

/** Refuses a resource whose values do not have the types of its attributes, or that lacks a required one. Errors: 400 invalidValue. */
export function validate(type: ResourceType, resource: JsonObject): void {
  let check = compiled.get(type)
  if (!check) {
    check = TypeCompiler.Compile(resourceSchema(type))
    compiled.set(type, check)
  }
  if (check.Check(resource)) return
  const error = check.Errors(resource).First()
  if (!error) return
  const path = error.path
    .slice(1)
    .replace(/\/(\d+)/g, '[$1]')
    .replaceAll('/', '.')
    .replaceAll('~1', '/')
  if (error.value === undefined) throw invalid('invalidValue', `${path} is required.`)
  throw invalid(
    'invalidValue',
    `${path} must be ${article(error.schema)}, not ${JSON.stringify(error.value).slice(0, 100)}.`,
  )
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
    ...(attribute.mutability === 'writeOnly' && { writeOnly: true }),
  }
  return attribute.multiValued ? Type.Array(valueSchema(attribute, {}), options) : valueSchema(attribute, options)
}

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
