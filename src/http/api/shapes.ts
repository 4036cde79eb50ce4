import { t } from 'elysia'
import type { Connection } from '../../directory/connection'
import type { Organization } from '../../directory/organization'
import { connectionSettings } from '../../directory/settings'
import type { ApiKey } from '../../directory/token'

/** What the API answers with; times are RFC 3339 texts. */
export const organizationShape = t.Object(
  { id: t.String(), slug: t.String(), name: t.String(), created: t.String({ format: 'date-time' }) },
  { title: 'Organization' },
)

export function organizationOf({ id, slug, name, created }: Organization) {
  return { id, slug, name, created: new Date(created).toISOString() }
}

export const connectionShape = t.Object(
  {
    id: t.String(),
    name: t.String(),
    endpoint: t.String({ description: 'The SCIM base URL to enter at the identity provider.' }),
    settings: connectionSettings,
    created: t.String({ format: 'date-time' }),
  },
  { title: 'Connection' },
)

export function connectionOf({ id, name, settings, created }: Connection, base: string) {
  return { id, name, endpoint: endpointOf(base, id), settings, created: new Date(created).toISOString() }
}

/** The SCIM base URL of a connection below a base such as https://scim.example.com. */
export function endpointOf(base: string, connectionId: string): string {
  return `${base}/scim/v2/connections/${connectionId}`
}

export const apiKeyShape = t.Object(
  {
    id: t.String(),
    organizationId: t.Optional(t.String({ description: 'Absent where it is good for all organizations.' })),
    name: t.String(),
    rights: t.Union([t.Literal('read'), t.Literal('write')]),
    created: t.String({ format: 'date-time' }),
    expires: t.Optional(t.String({ format: 'date-time' })),
  },
  { title: 'ApiKey' },
)

export function apiKeyOf({ id, organizationId, name, rights, created, expires }: ApiKey) {
  return {
    id,
    ...(organizationId !== undefined && { organizationId }),
    name,
    rights,
    created: new Date(created).toISOString(),
    ...(expires !== undefined && { expires: new Date(expires).toISOString() }),
  }
}

/** A refusal, in the shape of RFC 9457. */
export const problemShape = t.Object(
  { type: t.String(), title: t.String(), status: t.Integer(), detail: t.String() },
  { title: 'Problem' },
)
