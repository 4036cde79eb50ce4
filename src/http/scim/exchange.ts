import type { Caller } from '../../directory/caller'
import type { Connection } from '../../directory/connection'
import type { Directory } from '../../directory/directory'
import { Unavailable } from '../../directory/unavailable'
import type { Json } from '../../scim/json'
import { type Leniency, lenient, type Remarks, strict } from '../../scim/leniency'
import { projectText } from '../../scim/projection'
import { type Represented, represent } from '../../scim/representation'
import type { ResourceTypes } from '../../scim/resource-types'
import { ScimError } from '../../scim/scim-error'
import type { AccessTokens } from '../access-tokens'
import { decoded, targetOf } from '../address'
import type { Origins } from '../origin'
import { type About, type Answer, refusal, toResponse, translate } from './answer'
import { authenticate } from './authentication'
import { type Body, readBody } from './body'
import type { Cursors } from './cursor'
import { type Arrival, requestEvent } from './event'
import { type Parameters, parameters } from './parameters'
import { type Preconditions, preconditions } from './preconditions'
import type { RateLimit } from './rate-limit'

/** What the endpoints need from outside. */
export interface Surroundings {
  readonly directory: Directory
  readonly origins: Origins
  readonly log: { error(fields: object, message: string): void }
  /** Milliseconds since 1970. */
  readonly now: () => number
  readonly newId: () => string
  readonly cursors: Cursors
  readonly accessTokens: AccessTokens
  readonly rateLimit: RateLimit
  /** How many bytes a request's body may have. */
  readonly maxBodyBytes: number
}

/** One SCIM request on its way, for the endpoint that answers it. */
export interface Exchange {
  readonly connection: Connection
  /** As the connection's organization has them. */
  readonly types: ResourceTypes
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
  /** Answers a request made inside this one as if it had come on its own, with an event of its own. */
  nested(request: Nested, endpoint: Endpoint): Promise<Answer>
}

export type Endpoint = (exchange: Exchange, id: string) => Promise<Answer> | Answer

/** What a route is handed; `connectionId` is there where the base names the connection. */
export interface RouteContext {
  readonly request: Request
  readonly server: { requestIP(request: Request): { readonly address: string } | null } | null
  /** Absent where the path has none. */
  readonly params?: { readonly id?: string; readonly connectionId?: string }
}

/** A request made inside another one: an operation of a bulk request. */
export interface Nested {
  readonly method: string
  /** Below the base, with a slash at its beginning. */
  readonly path: string
  readonly body?: Json
  /** An entity tag that the resource must have. */
  readonly version?: string
  /** The id that a resource made by it gets. */
  readonly newId?: string
  /** Told when its write is about to be handed over, behind which later ones come. */
  onWriting?(): void
}

/** What is learnt of a request while it is answered. */
interface Course {
  remarks: Remarks
  connection?: Connection
  types?: ResourceTypes
  about?: About
  received?: Body
  /** Whether a write has kept the event already. */
  isRecorded: boolean
}

/**
 * Answers a SCIM request from beginning to end: authenticates it, lets the endpoint do its work, turns whatever is thrown
 * into a SCIM Error, and leaves exactly one event in the log, whatever the answer. `isOpen` is for discovery, which a connection
 * may open to everybody.
 */
export function answering(surroundings: Surroundings, prefix: string, endpoint: Endpoint, isOpen = false) {
  const { origins, now, newId, maxBodyBytes, rateLimit } = surroundings
  return async ({ request, server, params }: RouteContext): Promise<Response> => {
    const peer = server?.requestIP(request)?.address
    const arrival = arrive(request, origins.client(request, peer), now(), newId())
    const answered = await conduct(surroundings, arrival, async (course) => {
      const connection = await authenticate(
        surroundings,
        request,
        isOpen ? 'discovery' : 'resources',
        params?.connectionId,
        arrival,
        course,
      )
      // Strangers at an open door do not use up what the identity provider may ask for.
      const bucket = request.headers.has('authorization') ? connection.id : `${connection.id} in public`
      rateLimit.admit(bucket, connection.settings.requestsPerSecond)
      if (connection.settings.strict) course.remarks = strictFrom(course.remarks)
      const types = await surroundings.directory.typesOf(connection)
      course.types = types
      const root = prefix.replace(':connectionId', connection.id)
      const means: Means = {
        connection,
        types,
        root,
        base: `${origins.server(request, peer)}${root}`,
        preconditions: preconditions(request.headers.get('if-match'), request.headers.get('if-none-match')),
        body: () => readBody(request, maxBodyBytes, (body) => Object.assign(course, { received: body })),
      }
      return endpoint(exchangeOf(surroundings, arrival, course, means), params?.id ?? '')
    })
    return toResponse(answered)
  }
}

/** Strict from now on, with what was tolerated until now. */
function strictFrom({ tolerated }: Remarks): Remarks {
  const remarks = strict()
  for (const quirk of tolerated) remarks.tolerate(quirk)
  return remarks
}

async function conduct(
  { directory, log }: Surroundings,
  arrival: Arrival,
  work: (course: Course) => Promise<Answer>,
): Promise<Answer> {
  const course: Course = { remarks: lenient(), isRecorded: false }
  try {
    const answered = await work(course)
    if (!course.isRecorded) {
      if (answered.about) course.about = answered.about
      directory.log(requestEvent(arrival, course, { status: answered.status }))
    }
    return answered
  } catch (thrown) {
    const error = translate(thrown) ?? unexpected(thrown, arrival, log)
    const answered = refusal(error)
    const about = thrown instanceof Unavailable ? course.about : await named(directory, course.connection, course.about)
    if (about) course.about = about
    directory.log(requestEvent(arrival, course, { ...answered, error }))
    return answered
  } finally {
    if (course.remarks.unknowns.size > 0) noteUnknown(directory, course, arrival)
  }
}

/** Counts the attributes that nobody has defined, also of a request that was refused. */
function noteUnknown(directory: Directory, { connection, about, remarks }: Course, { time }: Arrival): void {
  if (!connection || !about) return
  const sightings = [...remarks.unknowns].map(([path, sample]) => ({ resourceType: about.type, path, sample, time }))
  directory.sighted(connection.id, sightings)
}

/** What an exchange is made with once the caller is known. */
interface Means extends Pick<Exchange, 'connection' | 'types' | 'base' | 'preconditions' | 'body'> {
  /** The path of the SCIM base. */
  readonly root: string
  readonly newId?: string
  onWriting?(): void
}

function exchangeOf(surroundings: Surroundings, arrival: Arrival, course: Course, means: Means): Exchange {
  const { connection, types, root, base, newId } = means
  return {
    connection,
    types,
    base,
    remarks: course.remarks,
    preconditions: means.preconditions,
    method: arrival.method,
    segments: () => segmentsBelow(root, arrival.path),
    parameters: parameters(arrival.search, course.remarks),
    body: means.body,
    about(topic) {
      course.about = topic
    },
    writing(success) {
      means.onWriting?.()
      return {
        connection,
        types,
        precondition: means.preconditions.require,
        ...(newId !== undefined && { newId }),
        witness({ type, name, stored, changeId }) {
          course.isRecorded = true
          course.about = { type: type.name === 'User' ? 'User' : 'Group', id: stored.id, name }
          const status = typeof success === 'number' ? success : success(stored)
          const isAnswered = changeId === undefined && status !== 204
          const body = isAnswered ? projectText(type, represent(type, stored, base), undefined) : undefined
          return requestEvent(arrival, course, { status, ...(body && { body }), ...(changeId && { changeId }) })
        },
      }
    },
    nested({ method, path, body, version, newId: id, onWriting }, endpoint) {
      const own = { id: surroundings.newId(), time: surroundings.now(), started: performance.now() }
      const inner: Arrival = { ...arrival, ...own, method, path: `${root}${path}`, search: '' }
      return conduct(surroundings, inner, async (innerCourse) => {
        innerCourse.connection = connection
        if (connection.settings.strict) innerCourse.remarks = strict()
        innerCourse.types = types
        if (body !== undefined) innerCourse.received = { text: JSON.stringify(body), json: body }
        const innerMeans: Means = {
          connection,
          types,
          root,
          base,
          preconditions: preconditions(version ?? null, null),
          body: async () => body ?? {},
          ...(id !== undefined && { newId: id }),
          ...(onWriting && { onWriting }),
        }
        return endpoint(
          exchangeOf(surroundings, inner, innerCourse, innerMeans),
          segmentsBelow(root, inner.path)[1] ?? '',
        )
      })
    },
  }
}

function unexpected(thrown: unknown, { id, method, path }: Arrival, log: Surroundings['log']): ScimError {
  log.error({ requestId: id, method, path, error: thrown }, 'a SCIM request failed unexpectedly')
  return new ScimError(500, `Something went wrong on our side; the server's log has more under the request id ${id}.`)
}

/** What is known of a request when it arrives. */
export function arrive(request: Request, ip: string | undefined, time: number, id: string): Arrival {
  const { path, search } = targetOf(request)
  const userAgent = request.headers.get('user-agent')
  return {
    id,
    time,
    started: performance.now(),
    method: request.method,
    path,
    search,
    ...(ip !== undefined && { ip }),
    ...(userAgent && { userAgent }),
  }
}

function segmentsBelow(prefix: string, path: string): readonly string[] {
  const below = path.split('/').slice(prefix.split('/').length)
  return below.filter((segment) => segment !== '').map(decoded)
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
