import { attribute, type ResourceType, type Schema } from '../attribute'

const readOnly = { mutability: 'readOnly' } as const

/** What is known of something that people can be given, whatever its kind; Okta reads these attributes of roles and entitlements. */
function offered(id: string): Schema {
  return {
    id,
    name: id.slice(id.lastIndexOf(':') + 1),
    description: 'Something that people can be given.',
    attributes: [
      attribute('displayName', 'string', 'What it is called.', { ...readOnly, required: true }),
      attribute('type', 'string', 'A label that says what kind of thing it is.', readOnly),
      attribute('description', 'string', 'What having it comes to.', readOnly),
    ],
  }
}

/** A type of such things, with the schema of this URN. Several types may have the same. */
export function offeredType(type: {
  readonly name: string
  readonly endpoint: string
  readonly description: string
  readonly schema: string
}): ResourceType {
  return { ...type, schema: offered(type.schema), extensions: [] }
}
