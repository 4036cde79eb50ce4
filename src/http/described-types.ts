import type { Directory } from '../directory/directory'
import { credential } from '../scim/quirks'
import { type ResourceTypes, standardTypes } from '../scim/resource-types'
import { addressOf } from './address'
import type { SessionKeeper } from './console/sessions'

/**
 * The types that the description of the API shows to whoever asks for it: those of the organization that their token, their
 * API key or their session in the console is good for. Strangers see the standard ones.
 */
export function describedTypes(directory: Directory, keeper: SessionKeeper) {
  return async (request: Request): Promise<ResourceTypes> => {
    const organizationId = await organizationOf(request)
    return organizationId === undefined ? standardTypes : directory.typesOfOrganization(organizationId)
  }

  async function organizationOf(request: Request): Promise<string | undefined> {
    const { headers } = request
    const authorization = headers.get('authorization')
    if (authorization === null) {
      const { account } = await keeper.recognize(headers.get('cookie'), false)
      return account?.organizationId
    }
    const { token } = credential(authorization)
    const found = await directory.authenticate(token)
    if (found) return found.revoked === undefined ? found.connection.organizationId : undefined
    const key = await directory.authenticateKey(token)
    if (!key) return undefined
    if (key.organizationId !== undefined) return key.organizationId
    const named = addressOf(request).searchParams.get('organization')
    return named === null ? undefined : (await directory.findOrganization(named))?.id
  }
}
