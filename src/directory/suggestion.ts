import type { SimpleType } from '../scim/sample'
import type { UnknownAttribute } from './connection'

/** How an attribute that nobody has defined could be defined, or why it cannot be. */
export type Suggestion =
  | {
      readonly kind: 'definition'
      readonly schema: string
      readonly name: string
      readonly type: UnknownAttribute['sample']['type']
      readonly multiValued: boolean
      /** The sub-attributes of a complex one. */
      readonly parts: readonly (readonly [name: string, type: SimpleType])[]
    }
  | { readonly kind: 'none'; readonly why: string }

/** Where attributes go that a provider sends without a URN. */
export const ownSchema = 'urn:rollcall:schemas:extension:2.0:User'

export function suggestionFor({ resourceType, path, sample }: UnknownAttribute): Suggestion {
  const colon = path.lastIndexOf(':')
  const name = path.slice(colon + 1)
  if (resourceType !== 'User') return none('Attributes of groups cannot be defined.')
  if (/^urn:ietf:params:scim:schemas:(?:core:2\.0|extension:enterprise:2\.0):/i.test(path))
    return none('The RFCs define this schema; let the provider send the attribute behind a URN of your own.')
  if (name.includes('.'))
    return none('This would be a part of an attribute that is there; let the provider send it apart.')
  // Nothing is suggested that would mean more than one word to a shell.
  if (!/^[A-Za-z][\w-]*$/.test(name) || !/^[\w.:/-]+$/.test(path))
    return none('This is no name that an attribute can have.')
  const parts = Object.entries(sample.parts ?? {}).filter(([part]) => /^[A-Za-z][\w-]*$/.test(part))
  const schema = colon < 0 ? ownSchema : path.slice(0, colon)
  return { kind: 'definition', schema, name, type: sample.type, multiValued: sample.multiValued, parts }
}

const none = (why: string): Suggestion => ({ kind: 'none', why })
