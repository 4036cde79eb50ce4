import type { ComponentChildren } from 'preact'
import type { EventBackground } from '../../../directory/event-background'
import { Refusal } from '../../../directory/refusal'
import type { StoredEvent } from '../../../directory/request-event'
import { ButtonLink } from '../kit/button'
import { Json } from '../kit/json'
import { Section } from '../kit/section'
import { Muted } from '../kit/text'
import type { Reply, Visit } from '../visit'

type BodiesProps = {
  readonly event: StoredEvent
  readonly answer: string | undefined
  readonly background: EventBackground
}

/** How many characters of a body stand on the page. */
const shown = 20_000

/** What was sent and what was answered. Secrets were taken out before they were stored. */
export function Bodies({ event, answer, background: { connection } }: BodiesProps) {
  const { id, requestBody, method, status } = event
  const isKept = connection?.settings.logBodies !== false
  const settings = connection && `/connections/${connection.id}/settings`
  const notKept = (
    <>Bodies are not kept for this connection. {settings && <a href={settings}>Its settings</a>} can change that.</>
  )
  const noAnswer = status === 204 ? 'Nothing was answered but the status.' : 'The answers to reads are not kept.'
  return (
    <>
      <Body title="What was sent" text={requestBody} href={`/events/${id}/request`}>
        {isKept || method === 'GET' ? 'The request had no body.' : notKept}
      </Body>
      <Body title="What was answered" text={answer} href={`/events/${id}/answer`}>
        {isKept || method === 'GET' ? noAnswer : notKept}
      </Body>
    </>
  )
}

type BodyProps = {
  readonly title: string
  readonly text: string | undefined
  /** Where the whole of it is. */
  readonly href: string
  /** Said where there is none. */
  readonly children: ComponentChildren
}

function Body({ title, text, href, children }: BodyProps) {
  if (!text)
    return (
      <Section title={title}>
        <Muted>{children}</Muted>
      </Section>
    )
  const isLong = text.length > shown
  return (
    <Section
      title={title}
      actions={
        <ButtonLink kind="quiet" icon="download" href={href} download label={`Download: ${title.toLowerCase()}`}>
          Download
        </ButtonLink>
      }
    >
      {isLong && (
        <Muted>{`The first ${shown.toLocaleString('en')} of ${text.length.toLocaleString('en')} characters; the download has them all.`}</Muted>
      )}
      <div class="event-body" {...reachable(title)}>
        <Json text={isLong ? text.slice(0, shown) : text} label={title} copyId={`body-${href.split('/').at(-1)}`} />
      </div>
    </Section>
  )
}

/** What scrolls must be reached by keyboard. */
function reachable(label: string) {
  return { tabIndex: 0, role: 'region' as const, 'aria-label': label }
}

/** A body as a file. */
export function rawBody(which: 'request' | 'answer') {
  return async ({ directory, staff, param }: Visit): Promise<Reply> => {
    const event = await directory.readEvent(staff, param('id'))
    const text = which === 'request' ? event.requestBody : await directory.answerOf(event)
    if (text === undefined) throw new Refusal('not_found', 'The event has no such body.')
    const headers = {
      'content-type': 'application/octet-stream',
      'content-disposition': `attachment; filename="${which}-${event.position}.json"`,
      'cache-control': 'no-store',
      'x-content-type-options': 'nosniff',
    }
    return { kind: 'response', response: new Response(text, { headers }) }
  }
}
