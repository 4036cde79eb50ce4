import type { Attribute, AttributeType, ResourceType } from '../scim/attribute'
import { urns } from '../scim/urns'

/** What a server without /Schemas and /ResourceTypes is taken to have: the heart of RFC 7643 §4.1 and §4.2. */
export const assumedTypes: readonly ResourceType[] = [
  type('User', '/Users', urns.user, [
    { ...attribute('userName'), required: true, uniqueness: 'server' },
    complex('name', false, [attribute('formatted'), attribute('familyName'), attribute('givenName')]),
    attribute('displayName'),
    attribute('nickName'),
    attribute('title'),
    attribute('active', 'boolean'),
    complex('emails', true, [
      attribute('value'),
      attribute('display'),
      { ...attribute('type'), canonicalValues: ['work', 'home', 'other'] },
      attribute('primary', 'boolean'),
    ]),
  ]),
  type('Group', '/Groups', urns.group, [
    { ...attribute('displayName'), required: true },
    complex('members', true, [
      attribute('value'),
      { ...attribute('$ref', 'reference'), referenceTypes: ['User', 'Group'] },
      attribute('display'),
    ]),
  ]),
]

function type(name: string, endpoint: string, id: string, attributes: readonly Attribute[]): ResourceType {
  return { name, endpoint, description: name, schema: { id, name, description: name, attributes }, extensions: [] }
}

function attribute(name: string, kind: AttributeType = 'string'): Attribute {
  return {
    name,
    type: kind,
    multiValued: false,
    description: name,
    required: false,
    caseExact: kind === 'reference',
    mutability: 'readWrite',
    returned: 'default',
    uniqueness: 'none',
  }
}

function complex(name: string, multiValued: boolean, subAttributes: readonly Attribute[]): Attribute {
  return { ...attribute(name, 'complex'), multiValued, subAttributes }
}
