import type { Connection } from '../../../directory/connection'
import { isHeld } from '../../../directory/hold'
import type { StoredEvent } from '../../../directory/request-event'
import { Badge } from '../kit/badge'
import type { Tone } from '../kit/tone'
import type { Visit } from '../visit'

/** How a connection is doing, in a word. */
export interface Condition {
  readonly tone: Tone
  readonly label: string
}

/** The last request of a connection, whatever its answer. */
export async function lastRequest({ directory }: Visit, { id, organizationId }: Connection) {
  const [last] = await directory.events({ organizationId, connectionId: id, limit: 1 })
  return last
}

/** `last` is its last request; `isUsed` whether it has done anything before the log begins. */
export function conditionOf(connection: Connection, last: StoredEvent | undefined, isUsed: boolean): Condition {
  if (connection.state?.paused !== undefined) return { tone: 'warn', label: 'Paused' }
  if (isHeld(connection)) return { tone: 'warn', label: 'On hold' }
  if (!last && !isUsed) return { tone: 'info', label: 'Waiting for the first request' }
  if (last && failed(last)) return { tone: 'bad', label: 'Failing' }
  return { tone: 'good', label: 'Live' }
}

export function ConditionBadge({ condition: { tone, label } }: { readonly condition: Condition }) {
  return <Badge tone={tone}>{label}</Badge>
}

/** Whether nothing can work until somebody does something; 503 is what a pause answers. */
function failed({ status }: StoredEvent): boolean {
  return status === 401 || status === 403 || (status >= 500 && status !== 503)
}
