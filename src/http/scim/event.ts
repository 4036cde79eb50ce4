import type { Connection } from '../../directory/connection'
import type { RequestEvent } from '../../directory/request-event'
import type { Remarks } from '../../scim/leniency'
import { type ResourceTypes, standardTypes } from '../../scim/resource-types'
import type { ScimError } from '../../scim/scim-error'
import type { About } from './answer'
import type { Body } from './body'
import { redactBody, redactDetail, redactQuery, redactText, secretsOf } from './redaction'

/** What is known of a request when it arrives. */
export interface Arrival {
  readonly id: string
  /** Milliseconds since 1970. */
  readonly time: number
  /** What `performance.now()` said. */
  readonly started: number
  readonly method: string
  readonly path: string
  readonly search: string
  readonly ip?: string
  readonly userAgent?: string
}

/** What has become of it. */
export interface Course {
  readonly connection?: Connection
  readonly types?: ResourceTypes
  readonly about?: About
  readonly received?: Body
  readonly remarks: Remarks
}

/** What was answered: a `body` only where no change tells of it. */
export interface Conclusion {
  readonly status: number
  readonly error?: ScimError
  readonly body?: string
  readonly changeId?: number
}

/** The row in the event log for one request (all but its position). */
export function requestEvent(
  arrival: Arrival,
  { connection, types = standardTypes, about, received, remarks }: Course,
  { status, error, body, changeId }: Conclusion,
): RequestEvent {
  const { id, time, started, method, path, search, ip, userAgent } = arrival
  const keepsBodies = connection?.settings.logBodies ?? true
  const { tolerated, ignored } = remarks
  const secrets = secretsOf(types.user)
  const detail = error && redactDetail(error.detail, `${search} ${received?.text ?? ''}`, secrets)
  // One shape for all: what is absent is undefined, since thousands a second are made and written.
  return {
    id,
    time,
    method,
    path: redactText(path),
    status,
    duration: Math.round((performance.now() - started) * 1000),
    organizationId: connection?.organizationId,
    connectionId: connection?.id,
    query: search === '' ? undefined : redactQuery(search, secrets),
    ip,
    userAgent: shown(userAgent?.slice(0, 500)),
    detail,
    scimType: error?.scimType,
    resourceType: about?.type,
    resourceId: shown(about?.id),
    resourceName: shown(about?.name),
    tolerated: tolerated.size > 0 ? [...tolerated] : undefined,
    ignored: ignored.size > 0 ? [...ignored].map(redactText) : undefined,
    requestBody: keepsBodies && received ? redactBody(received.text, received.json, secrets) : undefined,
    responseBody:
      keepsBodies && body !== undefined
        ? error
          ? JSON.stringify({ ...error.body, detail })
          : redactText(body)
        : undefined,
    changeId,
  }
}

const shown = (text: string | undefined) => (text ? redactText(text) : undefined)
