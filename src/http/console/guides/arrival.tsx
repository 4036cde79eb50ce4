import type { StoredEvent } from '../../../directory/request-event'
import { Code } from '../kit/code'
import { Live } from '../kit/live'
import { Notice } from '../kit/notice'
import { Time } from '../kit/time'

interface ArrivalProps {
  readonly connectionId: string
  /** The latest request of the connection, if there was one. */
  readonly latest: StoredEvent | undefined
  readonly now: number
}

/** Whether the provider's first request has come, kept up to date where scripts run. */
export function Arrival(props: ArrivalProps) {
  return (
    <Live url={arrivalPath(props.connectionId)} every={2000} announced>
      <ArrivalState {...props} />
    </Live>
  )
}

/** What the fragment answers with. */
export function ArrivalState({ connectionId, latest, now }: ArrivalProps) {
  if (!latest) {
    return (
      <Notice kind="info" title="Waiting for the first request …">
        This turns green when the provider tries the connection. Without JavaScript, reload the page.
      </Notice>
    )
  }
  const { id, method, path, status, detail, time } = latest
  const isFine = status < 400
  return (
    <Notice
      kind={isFine ? 'success' : 'warning'}
      title={isFine ? 'The provider is connected' : 'A request has come, but it was refused'}
      actions={
        <>
          <a href={`/events/${id}`}>Look at it</a> <a href={`/events?connection=${connectionId}`}>All requests</a>
        </>
      }
    >
      <Code>
        {method} {shortened(path, connectionId)}
      </Code>{' '}
      was answered with {status}, <Time ms={time} now={now} />. {!isFine && detail}
    </Notice>
  )
}

export function arrivalPath(connectionId: string): string {
  return `/connections/${connectionId}/setup/arrival`
}

/** Without the base, which is the same for all. */
function shortened(path: string, connectionId: string): string {
  return path.split(`/connections/${connectionId}`).at(-1) || path
}
