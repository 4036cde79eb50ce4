import type { Connection } from '../../directory/connection'
import type { FoundToken } from '../../directory/token'
import { isSpent } from '../../directory/tokens'
import type { Leniency } from '../../scim/leniency'
import { credential } from '../../scim/quirks'
import { ScimError } from '../../scim/scim-error'
import type { Arrival } from './event'
import type { Surroundings } from './exchange'

/** Who a request is put down to, and what is remarked on it, as far as that is known. */
interface Attribution {
  readonly remarks: Leniency
  connection?: Connection
}

/**
 * The connection whose token the request carries (RFC 7644 §2); where the base names a connection, it must be that one's.
 * A refusal is attributed to the named connection, else to the one whose token it is. What was revoked, has expired, was
 * deleted or is paused by the time of the arrival lets nobody in. Errors: 401; 503 where the connection is paused.
 */
export async function authenticate(
  { directory, accessTokens }: Pick<Surroundings, 'directory' | 'accessTokens'>,
  request: Request,
  wanted: 'resources' | 'discovery',
  connectionId: string | undefined,
  { time, ip }: Pick<Arrival, 'time' | 'ip'>,
  attribution: Attribution,
): Promise<Connection> {
  const named = connectionId === undefined ? undefined : await directory.findConnection(connectionId)
  if (named) attribution.connection = named
  refuseDeleted(named)
  const authorization = request.headers.get('authorization')
  if (!authorization) {
    if (wanted === 'discovery' && named && (await isOpen(directory, named))) return unlessPaused(named)
    throw unauthorized('The request has no Authorization header; send the connection\'s token as "Bearer <token>".')
  }
  const { token, quirk } = credential(authorization)
  const isAccessToken = accessTokens.isOne(token)
  const hash = isAccessToken ? accessTokens.read(token) : undefined
  if (isAccessToken && hash === undefined)
    throw unauthorized('The access token is unknown or has expired; get a new one.', invalidToken)
  const found = await (hash === undefined ? directory.authenticate(token) : directory.authenticateHash(hash))
  if (!found) throw unauthorized('The token is unknown; copy the present one from the connection.', invalidToken)
  if (connectionId !== undefined && found.connection.id !== connectionId) {
    throw unauthorized('The token belongs to another connection than the one in the URL.', invalidToken)
  }
  attribution.connection = found.connection
  refuseDeleted(found.connection)
  if (isSpent(found, time)) throw unauthorized(whySpent(found), invalidToken)
  directory.tokenUsed({ id: found.id, time, ...(ip !== undefined && { ip }) })
  if (quirk) attribution.remarks.tolerate(quirk)
  return unlessPaused(found.connection)
}

function refuseDeleted(connection: Connection | undefined): void {
  if (connection?.deletedAt === undefined) return
  const detail = `The connection was deleted on ${written(connection.deletedAt)}; use the endpoint and the token of another one.`
  throw unauthorized(detail, invalidToken)
}

function whySpent({ revoked, expires = 0 }: Pick<FoundToken, 'revoked' | 'expires'>): string {
  return revoked === undefined
    ? `The token expired on ${written(expires)}; make a new one and give it to the identity provider.`
    : `The token was revoked on ${written(revoked)}; use the one that took its place.`
}

/** How long (s) identity providers are asked to wait; they try again until the connection is resumed. */
const pauseLength = 60

function unlessPaused(connection: Connection): Connection {
  const paused = connection.state?.paused
  if (paused === undefined) return connection
  const detail = `The connection has been paused since ${written(paused)}; nothing is lost, send it again when it is resumed in the console.`
  throw new ScimError(503, detail, undefined, { 'retry-after': String(pauseLength) })
}

const written = (time: number) => new Date(time).toISOString()

/** Said to whoever sends a token that does not do; not where there is none (RFC 6750 §3.1). */
const invalidToken = ', error="invalid_token"'

/** Whether discovery at the connection's base is for everybody: by its own setting, or by that of its organization. */
async function isOpen(
  directory: Surroundings['directory'],
  { organizationId, settings }: Connection,
): Promise<boolean> {
  return (
    settings.publicDiscovery || ((await directory.findOrganization(organizationId))?.settings.publicDiscovery ?? false)
  )
}

function unauthorized(detail: string, error = ''): ScimError {
  return new ScimError(401, detail, undefined, {
    'www-authenticate': `Bearer realm="SCIM"${error}, Basic realm="SCIM", charset="UTF-8"`,
  })
}
