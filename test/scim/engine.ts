import { attribute, complex, plural, type ResourceType } from '../../src/scim/attribute'
import { frozen } from './people'

/** A resource type with what the User schema lacks: every type, and every other value of the characteristics. */
export const engineType: ResourceType = {
  name: 'Engine',
  endpoint: '/Engines',
  description: 'Computing engines.',
  schema: {
    id: 'urn:example:Engine',
    name: 'Engine',
    description: 'A computing engine.',
    attributes: [
      attribute('serial', 'integer', 'A number.', { mutability: 'immutable' }),
      attribute('tons', 'decimal', 'Its weight.'),
      attribute('built', 'dateTime', 'When it was finished.'),
      attribute('plan', 'binary', 'A drawing.'),
      attribute('manual', 'reference', 'Where to read on.'),
      attribute('code', 'string', 'A name with case.', { caseExact: true }),
      attribute('motto', 'string', 'A name without case.'),
      attribute('running', 'boolean', 'Whether it turns.'),
      attribute('tags', 'string', 'Several words.', { multiValued: true }),
      attribute('notes', 'string', 'Returned on request.', { returned: 'request' }),
      complex('lock', 'Its lock.', [
        attribute('maker', 'string', 'Who made it.', { returned: 'always' }),
        attribute('kind', 'string', 'What it is.'),
        attribute('combination', 'string', 'The secret.', { returned: 'never' }),
        attribute('history', 'string', 'Who opened it.', { returned: 'request' }),
      ]),
      plural('parts', 'What it is made of.', attribute('value', 'string', 'A part.', { caseExact: true })),
    ],
  },
  extensions: [
    {
      schema: {
        id: 'urn:example:Museum',
        name: 'Museum',
        description: 'Where it is kept.',
        attributes: [
          attribute('id', 'string', 'The number on the label.'),
          attribute('builder', 'string', 'Who built it.'),
          attribute('rooms', 'integer', 'Where it stood.', { multiValued: true }),
        ],
      },
      required: false,
    },
  ],
}

export const engine = frozen({
  schemas: ['urn:example:Engine', 'urn:example:Museum'],
  id: 'engine',
  serial: 2,
  tons: 4.5,
  built: '1991-05-10T12:00:00+01:00',
  plan: 'UGxhbg==',
  manual: 'https://example.com/Manual',
  code: 'Difference',
  motto: 'Straße der Σοφός',
  running: false,
  tags: ['Brass', 'steam'],
  notes: 'oil me',
  lock: { maker: 'Bramah', kind: 'barrel', combination: '1234', history: 'nobody' },
  parts: [{ value: 'Cog', type: 'moving', primary: true }, { value: 'frame' }],
  'urn:example:Museum': { id: '1862-89', builder: 'Clement', rooms: [1, 2] },
})
