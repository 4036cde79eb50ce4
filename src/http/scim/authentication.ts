import type { Connection } from '../../directory/model'
import type { Leniency } from '../../scim/leniency'
import { credential } from '../../scim/quirks'
import { ScimError } from '../../scim/scim-error'
import type { Surroundings } from './exchange'

/** Who a request is put down to, and what is remarked on it, as far as that is known. */
interface Attribution {
  readonly remarks: Leniency
  connection?: Connection
}

/**
 * The connection whose token the request carries (RFC 7644 §2); where the base names a connection, it must be that one's.
 * A refusal is attributed to the named connection, else to the one whose token was revoked. Errors: 401.
 */
export async function authenticate(
  { directory, accessTokens }: Pick<Surroundings, 'directory' | 'accessTokens'>,
  request: Request,
  wanted: 'resources' | 'discovery',
  connectionId: string | undefined,
  attribution: Attribution,
): Promise<Connection> {
  const named = connectionId === undefined ? undefined : await directory.findConnection(connectionId)
  if (named) attribution.connection = named
  const authorization = request.headers.get('authorization')
  if (!authorization) {
    if (wanted === 'discovery' && named?.settings.publicDiscovery) return named
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
  if (found.revoked !== undefined) {
    const when = new Date(found.revoked).toISOString()
    throw unauthorized(`The token was revoked on ${when}; use the one that took its place.`, invalidToken)
  }
  if (quirk) attribution.remarks.tolerate(quirk)
  return found.connection
}

/** Said to whoever sends a token that does not do; not where there is none (RFC 6750 §3.1). */
const invalidToken = ', error="invalid_token"'

function unauthorized(detail: string, error = ''): ScimError {
  return new ScimError(401, detail, undefined, {
    'www-authenticate': `Bearer realm="SCIM"${error}, Basic realm="SCIM", charset="UTF-8"`,
  })
}
