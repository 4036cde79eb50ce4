import type { Directory } from '../../directory/directory'
import type { Connection } from '../../directory/model'
import type { Leniency } from '../../scim/leniency'
import { credential } from '../../scim/quirks'
import { ScimError } from '../../scim/scim-error'

/**
 * The connection whose token the request carries (RFC 7644 §2); where the base names a connection, it must be that one's.
 * A refusal is put down to the named connection, else to the one whose token was revoked: `attribute` is told of it.
 */
export async function authenticate(
  directory: Directory,
  request: Request,
  connectionId: string | undefined,
  leniency: Leniency,
  attribute: (connection: Connection | undefined) => void,
): Promise<Connection> {
  if (connectionId !== undefined) attribute(await directory.findConnection(connectionId))
  const authorization = request.headers.get('authorization')
  if (!authorization) {
    throw unauthorized('The request has no Authorization header; send the connection\'s token as "Bearer <token>".')
  }
  const { token, quirk } = credential(authorization)
  const found = await directory.authenticate(token)
  if (!found) throw unauthorized('The token is unknown; copy the present one from the connection.')
  if (connectionId !== undefined && found.connection.id !== connectionId) {
    throw unauthorized('The token belongs to another connection than the one in the URL.')
  }
  attribute(found.connection)
  if (found.revoked !== undefined) {
    throw unauthorized(
      `The token was revoked on ${new Date(found.revoked).toISOString()}; use the one that took its place.`,
    )
  }
  if (quirk) leniency.tolerate(quirk)
  return found.connection
}

function unauthorized(detail: string): ScimError {
  return new ScimError(401, detail, undefined, {
    'www-authenticate': 'Bearer realm="SCIM", Basic realm="SCIM", charset="UTF-8"',
  })
}
