import { attribute, complex, type Schema } from '../attribute'
import { urns } from '../urns'

export const members = complex(
  'members',
  'The members of the group.',
  [
    attribute('value', 'string', 'The id of the member.', { caseExact: true, mutability: 'immutable' }),
    attribute('$ref', 'reference', 'The URI of the member.', {
      mutability: 'immutable',
      referenceTypes: ['User', 'Group'],
    }),
    attribute('display', 'string', 'The name of the member.', { mutability: 'immutable' }),
    attribute('type', 'string', 'Whether the member is a user or a group.', {
      mutability: 'immutable',
      canonicalValues: ['User', 'Group'],
    }),
  ],
  { multiValued: true },
)

/** The Group schema (RFC 7643 §4.2). Members are held as rows, so a group's own document never contains them. */
export const group: Schema = {
  id: urns.group,
  name: 'Group',
  description: 'A set of people and of other groups.',
  attributes: [
    attribute('displayName', 'string', 'The name of the group; unique in its connection whatever its case.', {
      required: true,
      uniqueness: 'server',
    }),
    members,
  ],
}
