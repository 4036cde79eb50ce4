type Json = null | boolean | number | string | readonly Json[] | { readonly [name: string]: Json | undefined }
type JsonObject = { readonly [name: string]: Json | undefined }

/** What the plugin takes a route without a named content type to speak. */
const guesses = 'application/json,multipart/form-data,text/plain'

/**
 * Makes the plugin's document say what is true and what OpenAPI 3.0 knows: JSON where the plugin guesses at three content
 * types, `enum` for TypeBox's `const`, and a description for every response.
 */
export function openapiDocument(text: string): Json {
  return tidy(JSON.parse(text))
}

function tidy(value: Json, name = ''): Json {
  if (isList(value)) return value.map((item) => tidy(item))
  if (typeof value !== 'object' || value === null) return value
  const entries = Object.entries(value).map(([key, item = null]) => [key, tidy(item, key)] as const)
  const object: JsonObject = Object.fromEntries(entries)
  if (name === 'content') return withoutGuesses(object)
  if (name === 'responses') return described(object)
  return enumerated(object)
}

function withoutGuesses(content: JsonObject): Json {
  const [json] = Object.values(content)
  return Object.keys(content).join() === guesses && json !== undefined ? { 'application/json': json } : content
}

function described(responses: JsonObject): Json {
  return Object.fromEntries(
    Object.entries(responses).map(([status, response]) => [
      status,
      isObject(response) ? { ...response, description: response.description ?? `Status ${status}` } : response,
    ]),
  )
}

function enumerated({ const: only, anyOf, ...schema }: JsonObject): Json {
  if (typeof only === 'string' || typeof only === 'number') return { ...schema, enum: [only] }
  const choices = isList(anyOf) ? anyOf.map((choice) => (isObject(choice) ? choice.enum : undefined)) : []
  if (choices.length > 0 && choices.every(isList)) return { ...schema, type: 'string', enum: choices.flat() }
  return { ...schema, ...(only !== undefined && { const: only }), ...(anyOf !== undefined && { anyOf }) }
}

function isObject(value: Json | undefined): value is JsonObject {
  return typeof value === 'object' && value !== null && !isList(value)
}

function isList(value: Json | undefined): value is readonly Json[] {
  return Array.isArray(value)
}
