import type { Caller } from '../../directory/caller'
import type { Directory } from '../../directory/directory'
import type { Connection } from '../../directory/model'
import type { Json } from '../../scim/json'
import { type Leniency, lenient } from '../../scim/leniency'
import { credential } from '../../scim/quirks'
import { type Represented, represent } from '../../scim/representation'
import { ScimError } from '../../scim/scim-error'
import type { Origins } from '../origin'
import { type About, type Answer, refusal, toResponse, translate } from './answer'
import { type Body, readBody } from './body'
import type { Cursors } from './cursor'
import { type Arrival, requestEvent } from './event'
import { type Parameters, parameters } from './parameters'
import { type Preconditions, preconditions } from './preconditions'

/** What the endpoints need from outside. */
export interface Surroundings {
  readonly directory: Directory
  readonly origins: Origins
  readonly log: { error(fields: object, message: string): void }
  /** Milliseconds since 1970. */
  readonly now: () => number
  readonly newId: () => string
  readonly cursors: Cursors
  /** How many bytes a request's body may have. */
  readonly maxBodyBytes: number
}

/** One SCIM request on its way, for the endpoint that answers it. */
export interface Exchange {
  readonly connection: Connection
  readonly method: string
  /** The parts of the path below the base, decoded, empty ones left out. */
  segments(): readonly string[]
  /** The SCIM base as the client addressed it, without a slash at its end. */
  readonly base: string
  readonly remarks: Leniency
  readonly parameters: Parameters
  /** The body as JSON. Errors: ScimError. */
  body(): Promise<Json>
  /** The caller of a write whose success is answered with this status; the write keeps this request's event in its own unit. */
  writing(status: number | ((stored: Represented) => number)): Caller
  /** What the request's If-Match and If-None-Match ask for; writes are held to it by `writing`. */
  readonly preconditions: Preconditions
  /** Notes whom the request is about, before it is known whether it succeeds. */
  about(about: About): void
}

export type Endpoint = (exchange: Exchange, id: string) => Promise<Answer> | Answer

/** What Elysia hands to a route; `connectionId` is there where the base names the connection. */
export interface RouteContext {
  readonly request: Request
  readonly server: { requestIP(request: Request): { readonly address: string } | null } | null
  /** Absent where the path has none. */
  readonly params?: { readonly id?: string; readonly connectionId?: string }
}

/**
 * Answers a SCIM request from beginning to end: authenticates it, lets the endpoint do its work, turns whatever is thrown
 * into a SCIM Error, and leaves exactly one event in the log, whatever the answer.
 */
export function answering(
  { directory, origins, log, now, newId, maxBodyBytes }: Surroundings,
  prefix: string,
  endpoint: Endpoint,
) {
  return async ({ request, server, params = {} }: RouteContext): Promise<Response> => {
    const peer = server?.requestIP(request)?.address
    const arrival = arrive(request, origins.client(request, peer), now(), newId())
    const remarks = lenient()
    let connection: Connection | undefined
    let about: About | undefined
    let received: Body | undefined
    let isRecorded = false

    async function answer(): Promise<Answer> {
      const caller = await authenticate(directory, request, params.connectionId, remarks, (attributed) => {
        connection = attributed
      })
      const conditions = preconditions(request.headers)
      const base = `${origins.server(request, peer)}${prefix.replace(':connectionId', caller.id)}`
      return endpoint(
        {
          connection: caller,
          base,
          remarks,
          preconditions: conditions,
          method: request.method,
          segments: () => segmentsBelow(prefix, arrival.path),
          parameters: parameters(arrival.search, remarks),
          body: () =>
            readBody(request, maxBodyBytes, (body) => {
              received = body
            }),
          about: (topic) => {
            about = topic
          },
          writing: (success) => ({
            connection: caller,
            precondition: conditions.require,
            witness: ({ type, name, stored, changeId }) => {
              isRecorded = true
              about = { type: type.name === 'User' ? 'User' : 'Group', id: stored.id, name }
              const status = typeof success === 'number' ? success : success(stored)
              const body = changeId === undefined && status !== 204 ? represent(type, stored, base) : undefined
              return requestEvent(
                arrival,
                { connection: caller, about, received, remarks },
                { status, ...(body && { body }), ...(changeId && { changeId }) },
              )
            },
          }),
        },
        params.id ?? '',
      )
    }

    try {
      const answered = await answer()
      if (!isRecorded) {
        about = answered.about ?? about
        directory.log(requestEvent(arrival, { connection, about, received, remarks }, { status: answered.status }))
      }
      return toResponse(answered)
    } catch (thrown) {
      const error = translate(thrown) ?? unexpected(thrown, arrival)
      const answered = refusal(error)
      about = await named(directory, connection, about)
      directory.log(
        requestEvent(
          arrival,
          { connection, about, received, remarks },
          { status: error.status, error, ...(answered.body && { body: answered.body }) },
        ),
      )
      return toResponse(answered)
    }
  }

  function unexpected(thrown: unknown, { id, method, path }: Arrival): ScimError {
    log.error({ requestId: id, method, path, error: thrown }, 'a SCIM request failed unexpectedly')
    return new ScimError(500, `Something went wrong on our side; the server's log has more under the request id ${id}.`)
  }
}

function arrive(request: Request, ip: string | undefined, time: number, id: string): Arrival {
  const { url, method, headers } = request
  const start = url.indexOf('/', url.indexOf('//') + 2)
  const mark = url.indexOf('?', start)
  const userAgent = headers.get('user-agent')
  return {
    id,
    time,
    started: performance.now(),
    method,
    path: mark < 0 ? url.slice(start) : url.slice(start, mark),
    search: mark < 0 ? '' : url.slice(mark + 1),
    ...(ip !== undefined && { ip }),
    ...(userAgent && { userAgent }),
  }
}

/**
 * The connection whose token the request carries (RFC 7644 §2); where the base names a connection, it must be that one's.
 * A refusal is put down to the named connection, else to the one whose token was revoked: `attribute` is told of it.
 */
async function authenticate(
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

function segmentsBelow(prefix: string, path: string): readonly string[] {
  const below = path.split('/').slice(prefix.split('/').length)
  return below.filter((segment) => segment !== '').map(decoded)
}

function decoded(segment: string): string {
  try {
    return decodeURIComponent(segment)
  } catch {
    return segment
  }
}

function unauthorized(detail: string): ScimError {
  return new ScimError(401, detail, undefined, {
    'www-authenticate': 'Bearer realm="SCIM", Basic realm="SCIM", charset="UTF-8"',
  })
}

/** Whom a refused request was about, by name where only the id was given. */
async function named(
  directory: Directory,
  connection: Connection | undefined,
  about: About | undefined,
): Promise<About | undefined> {
  if (!connection || !about?.id || about.name) return about
  const name = await directory.nameOf(connection.organizationId, about.type, about.id).catch(() => undefined)
  return name === undefined ? about : { ...about, name }
}
