import { type Static, Type } from '@sinclair/typebox'

/** How a connection behaves; TypeBox validates what is set. */
export const connectionSettings = Type.Object(
  {
    existingPeople: Type.Union([Type.Literal('refuse'), Type.Literal('adopt')], {
      description:
        'What happens to people the connection did not make: `refuse` hides them, `adopt` lets it find them and take them over.',
    }),
    equalGroupNames: Type.Boolean({ description: 'Whether two groups of the connection may have equal names.' }),
    groupPatchAnswer: Type.Union([Type.Literal('resource'), Type.Literal('nothing')], {
      description: 'What a successful PATCH of a group answers: the group (200), or nothing (204).',
    }),
    logBodies: Type.Boolean({ description: 'Whether events keep request and response bodies.' }),
    passwordSync: Type.Boolean({ description: 'Whether a password that is sent is kept, as argon2id.' }),
  },
  { additionalProperties: false },
)

export type ConnectionSettings = Static<typeof connectionSettings>

export const defaultSettings: ConnectionSettings = {
  existingPeople: 'refuse',
  equalGroupNames: false,
  groupPatchAnswer: 'resource',
  logBodies: true,
  passwordSync: false,
}
