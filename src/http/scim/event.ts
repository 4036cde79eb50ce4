import type { Connection, RequestEvent } from '../../directory/model'
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
  return {
    id,
    time,
    method,
    path: redactText(path),
    status,
    duration: Math.round((performance.now() - started) * 1000),
    ...(connection && { organizationId: connection.organizationId, connectionId: connection.id }),
    ...(search !== '' && { query: redactQuery(search, secrets) }),
    ...(ip !== undefined && { ip }),
    ...(userAgent && { userAgent: redactText(userAgent.slice(0, 500)) }),
    ...(error && {
      detail,
      ...(error.scimType && { scimType: error.scimType }),
    }),
    ...(about && {
      resourceType: about.type,
      ...(about.id && { resourceId: redactText(about.id) }),
      ...(about.name && { resourceName: redactText(about.name) }),
    }),
    ...(tolerated.size > 0 && { tolerated: [...tolerated] }),
    ...(ignored.size > 0 && { ignored: [...ignored].map(redactText) }),
    ...(keepsBodies && received && { requestBody: redactBody(received.text, received.json, secrets) }),
    ...(keepsBodies &&
      body !== undefined && { responseBody: error ? JSON.stringify({ ...error.body, detail }) : redactText(body) }),
    ...(changeId !== undefined && { changeId }),
  }
}
