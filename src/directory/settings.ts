import { type Static, Type } from '@sinclair/typebox'

/** The identity providers that guides and labels know. */
export const providers = [
  'okta',
  'entra',
  'onelogin',
  'jumpcloud',
  'google-workspace',
  'ping',
  'authentik',
  'keycloak',
  'generic',
] as const
export type Provider = (typeof providers)[number]

/** How a connection behaves; TypeBox validates what is set. */
export const connectionSettings = Type.Object(
  {
    provider: Type.Unsafe<Provider>(
      Type.Union(
        providers.map((name) => Type.Literal(name)),
        {
          description: 'Which identity provider the connection is for; guides and labels go by it, nothing else does.',
        },
      ),
    ),
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
    strict: Type.Boolean({
      description:
        'Whether what departs from the RFC is refused instead of understood; the interop profile asks for it, Okta and Entra do not bear it.',
    }),
    publicDiscovery: Type.Boolean({
      description:
        'Whether /ServiceProviderConfig, /ResourceTypes and /Schemas answer without a token, at the base that names the connection.',
    }),
    requestsPerSecond: Type.Integer({
      minimum: 0,
      maximum: 100_000,
      description:
        'How many requests are taken a second, for twice as many at once at the most; the rest gets 429. 0 takes all. Entra needs 25.',
    }),
    safeguardPercent: Type.Integer({
      minimum: 0,
      maximum: 100,
      description:
        'When more than this share of its active people, and more than ten, would be deactivated or deleted within an hour, nobody else is until an owner says so. 0 switches this off.',
    }),
  },
  { additionalProperties: false },
)

export type ConnectionSettings = Static<typeof connectionSettings>

export const defaultSettings: ConnectionSettings = {
  provider: 'generic',
  existingPeople: 'refuse',
  equalGroupNames: false,
  groupPatchAnswer: 'resource',
  logBodies: true,
  passwordSync: false,
  strict: false,
  publicDiscovery: false,
  requestsPerSecond: 0,
  safeguardPercent: 20,
}

/** What holds for a whole organization. */
export const organizationSettings = Type.Object(
  {
    eventRetentionDays: Type.Integer({
      minimum: 0,
      maximum: 3650,
      description: 'For how many days request events are kept. 0 keeps them for ever.',
    }),
    publicDiscovery: Type.Boolean({
      description:
        'Whether /ServiceProviderConfig, /ResourceTypes and /Schemas answer without a token at the bases of all connections.',
    }),
  },
  { additionalProperties: false },
)

export type OrganizationSettings = Static<typeof organizationSettings>

export const defaultOrganizationSettings: OrganizationSettings = { eventRetentionDays: 90, publicDiscovery: false }
