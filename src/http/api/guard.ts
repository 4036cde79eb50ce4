import { Elysia } from 'elysia'
import type { Directory } from '../../directory/directory'
import type { Organization } from '../../directory/organization'
import { Refusal } from '../../directory/refusal'
import type { Staff } from '../../directory/staff'
import type { ApiKey } from '../../directory/token'
import { Unavailable } from '../../directory/unavailable'
import { ScimError } from '../../scim/scim-error'
import type { Origins } from '../origin'
import { problem, refusalProblem, unavailableProblem } from '../problem'
import { readBody } from '../scim/body'

/** What the application's API needs from outside. */
export interface ApiSurroundings {
  readonly directory: Directory
  readonly origins: Origins
  readonly log: { error(fields: object, message: string): void }
  /** How many bytes a request's body may have. */
  readonly maxBodyBytes: number
}

/** Who makes a request with an API key. */
export interface ApiCaller {
  readonly key: ApiKey
  /** Scheme and authority as the client knows them. */
  readonly base: string
  /** The organization with this id or short name. Errors: Refusal not_found, also where the key is another organization's. */
  organization(name: string): Promise<Organization>
  /** The key as whoever administers the organization with this id or short name. */
  staff(name: string): Promise<Staff>
}

/** Lets nobody in without an API key, and turns whatever is thrown into a problem (RFC 9457). First in each controller. */
export function guard(surroundings: ApiSurroundings) {
  const { directory, origins, log, maxBodyBytes } = surroundings
  return (
    new Elysia({ name: 'api guard', seed: surroundings })
      .onError({ as: 'scoped' }, ({ code, error, request }) => {
        if (error instanceof Refusal) return refusalProblem(error)
        if (error instanceof Unavailable) return unavailableProblem(error)
        if (error instanceof ScimError) return problem(error.status, 'Bad request', error.message, error.headers)
        if (error instanceof Unauthorized)
          return problem(401, 'Unauthorized', error.message, { 'www-authenticate': 'Bearer realm="Rollcall API"' })
        if (code === 'VALIDATION') return problem(400, 'Bad request', complaint(error.all))
        if (code === 'NOT_FOUND') return problem(404, 'Not found', 'There is nothing at this address.')
        log.error({ method: request.method, error }, 'an API request failed unexpectedly')
        return problem(500, 'Internal error', 'Something went wrong on our side; the log of the server has more.')
      })
      // Read below: a stranger is turned away before anything of the body is looked at.
      .onParse({ as: 'scoped' }, () => unread)
      .derive({ as: 'scoped' }, async (context) => {
        const { request, server } = context
        // Tokens and keys are among the answers.
        context.set.headers['cache-control'] = 'no-store'
        const key = await authenticate(directory, request.headers.get('authorization'))
        if (context.body === unread && request.method !== 'DELETE')
          context.body = await readBody(request, maxBodyBytes, () => undefined)
        const peer = server?.requestIP(request)?.address
        const ip = origins.client(request, peer)
        return { caller: callerWith(directory, key, origins.server(request, peer), ip) }
      })
  )
}

const unread = {}

class Unauthorized extends Error {}

async function authenticate(directory: Directory, authorization: string | null): Promise<ApiKey> {
  if (!authorization) throw new Unauthorized('The request has no Authorization header; send "Bearer <API key>".')
  const [, given = ''] = /^Bearer +(\S+)$/i.exec(authorization.trim()) ?? []
  if (given.startsWith('rc_scim_'))
    throw new Unauthorized("This is a connection's token; the API takes API keys, which begin with rc_api_.")
  const key = given ? await directory.authenticateKey(given) : undefined
  if (!key) throw new Unauthorized('The API key is unknown, revoked or expired.')
  return key
}

function callerWith(directory: Directory, key: ApiKey, base: string, ip: string | undefined): ApiCaller {
  async function organization(name: string): Promise<Organization> {
    const found = await directory.findOrganization(name)
    if (found && (key.organizationId === undefined || key.organizationId === found.id)) return found
    throw new Refusal('not_found', `There is no organization ${name} that this key is good for.`)
  }
  return {
    key,
    base,
    organization,
    async staff(name) {
      const { id: organizationId } = await organization(name)
      return {
        organizationId,
        role: key.rights === 'write' ? 'owner' : 'viewer',
        actor: { kind: 'api-key', id: key.id },
        name: key.name,
        ...(ip !== undefined && { ip }),
      }
    },
  }
}

function complaint(errors: readonly { readonly summary?: string | undefined }[]): string {
  const [first] = errors.flatMap(({ summary }) => summary ?? [])
  return first ? `The request is not as it should be: ${first}.` : 'The request is not as it should be.'
}
