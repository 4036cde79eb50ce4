import { isObject, type JsonObject } from '../scim/json'

/** A stored document as an object. */
export function parse({ document }: { readonly document: string }): JsonObject {
  const resource: unknown = JSON.parse(document)
  if (!isObject(resource)) throw new Error('a stored document is not an object')
  return resource
}

/** The resource with its id behind `schemas`, where a reader looks for it. */
export function withId(id: string, { schemas, id: _, ...resource }: JsonObject): JsonObject {
  return { ...(schemas !== undefined && { schemas }), id, ...resource }
}
