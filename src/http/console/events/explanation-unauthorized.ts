import type { EventBackground } from '../../../directory/event-background'
import type { StoredEvent } from '../../../directory/request-event'
import { apart, connectionLink, day, type Explanation, sender } from './wording'

/** Which of the refusals of http/scim/authentication it was, is told by its sentence. */
export function explainUnauthorized({ detail = '' }: StoredEvent, background: EventBackground): Explanation {
  const tokens = connectionLink(background, 'Tokens of the connection', '/tokens')
  const to = background.connection ? ` for ${apart(sender(background))}` : ''
  const said = (happened: string, advice: string): Explanation => ({ tone: 'error', happened, advice, links: tokens })
  const renew = 'Add a token to the connection, and paste it into the identity provider.'
  if (detail.includes('no Authorization header'))
    return said(
      `A request${to} came without a token.`,
      'Paste the token into the identity provider, and see that it is sent as "Authorization: Bearer <token>". If nobody else should know the address, somebody may be trying doors.',
    )
  if (detail.includes('was deleted'))
    return said(
      `A request came for ${apart(sender(background))}, a connection that was deleted${moment(detail)}.`,
      'Switch provisioning off in the identity provider, or give it the endpoint and the token of another connection.',
    )
  if (detail.includes('was revoked'))
    return said(
      `A request${to} carried a token that was revoked${moment(detail)}.`,
      `The identity provider still has the old token. ${renew}`,
    )
  if (detail.includes('token expired'))
    return said(`A request${to} carried a token that expired${moment(detail)}.`, renew)
  if (detail.includes('another connection'))
    return said(
      `A request${to} carried a token of another connection.`,
      'The endpoint and the token in the identity provider must come from the same connection; copy both anew.',
    )
  if (detail.includes('access token'))
    return said(
      `A request${to} carried an access token that has expired or is not ours.`,
      'The identity provider should fetch a new one by itself; if it does not, save its credentials there again.',
    )
  return said(
    `A request${to} carried a token that nobody has issued.`,
    `It may have been mistyped, cut off, or belong to another server. ${renew}`,
  )
}

function moment(detail: string): string {
  const written = /\d{4}-\d\d-\d\dT[\d:.]+Z/.exec(detail)?.[0]
  return written ? ` on ${day(Date.parse(written))}` : ''
}
