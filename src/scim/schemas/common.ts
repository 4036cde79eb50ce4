import { attribute, complex } from '../attribute'

/** The attributes every resource has, whatever its schema (RFC 7643 §3.1). They belong to no schema's own list. */
export const common = [
  attribute(
    'id',
    'string',
    'The identifier this service gave the resource; it never changes and is never given again.',
    {
      caseExact: true,
      mutability: 'readOnly',
      returned: 'always',
      uniqueness: 'server',
    },
  ),
  attribute('externalId', 'string', 'The identifier the provisioning client knows the resource by.', {
    caseExact: true,
  }),
  complex(
    'meta',
    'What this service knows about the resource itself.',
    [
      attribute('resourceType', 'string', 'The name of the resource type.', {
        caseExact: true,
        mutability: 'readOnly',
      }),
      attribute('created', 'dateTime', 'When the resource was added.', { mutability: 'readOnly' }),
      attribute('lastModified', 'dateTime', 'When the resource was last changed.', { mutability: 'readOnly' }),
      attribute('location', 'reference', 'The URI of the resource.', {
        mutability: 'readOnly',
        referenceTypes: ['uri'],
      }),
      attribute('version', 'string', 'The version of the resource; also its ETag.', {
        caseExact: true,
        mutability: 'readOnly',
      }),
    ],
    { mutability: 'readOnly' },
  ),
] as const

export const schemasAttribute = attribute('schemas', 'reference', 'The URNs of the schemas the resource is made of.', {
  multiValued: true,
  required: true,
  returned: 'always',
  referenceTypes: ['uri'],
})
