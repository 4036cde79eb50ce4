import type { EventBackground } from '../../../directory/event-background'
import type { StoredEvent } from '../../../directory/request-event'
import { apart, connectionLink, type Explanation, type Link, linkTo, sender } from './wording'

/** The refusals that tell no story: what the status says is what happened. */
export function explainRefusal(event: StoredEvent, background: EventBackground): Explanation {
  const by = apart(sender(background))
  const name = event.resourceName === undefined ? '' : ` ${apart(event.resourceName)}`
  const settings = connectionLink(background, 'Settings of the connection', '/settings')
  const about = background.resource ? [linkTo(background.resource)] : []
  const said = (happened: string, advice: string, links: readonly Link[] = about): Explanation => ({
    tone: event.status >= 500 && event.status !== 503 ? 'error' : 'warning',
    happened,
    advice,
    links,
  })
  switch (event.status) {
    case 400:
      return malformed(event, background, by)
    case 403:
      return forbidden(event, background, by)
    case 405:
    case 501:
      return said(
        `${by} wanted something that this server does not offer.`,
        `Switch the action off in the identity provider. The answer was: ${answer(event)}`,
      )
    case 412:
      return said(
        `${by} wanted to change${name} as it was before, but it had been changed meanwhile, so nothing was done.`,
        'The identity provider should read it again and repeat the change; most do so by themselves.',
      )
    case 413:
      return said(
        `${by} sent more in one request than this server takes.`,
        'Let the identity provider send smaller requests, such as fewer members at once, or raise ROLLCALL_MAX_BODY_BYTES.',
      )
    case 415:
      return said(
        `${by} sent a body in a format that is not understood.`,
        'SCIM sends application/scim+json or application/json, not compressed; correct the content type in the identity provider.',
      )
    case 429:
      return said(
        `${by} sent more requests in a second than the connection takes.`,
        'Identity providers wait and try again by themselves. If it lasts, raise the requests per second in the settings; Entra ID needs 25.',
        settings,
      )
    case 503:
      return held(event, background, by)
    default:
      return said(
        `Something went wrong on our side while answering ${by}.`,
        `Whoever runs the server finds more in its log under the request id ${event.id}. Nothing was half done; the request can be repeated.`,
      )
  }
}

function held({ detail = '', resourceName }: StoredEvent, background: EventBackground, by: string): Explanation {
  const links = connectionLink(background, 'The connection')
  if (detail.includes('paused')) {
    const state =
      background.connection?.state?.paused === undefined
        ? 'It has been resumed since.'
        : 'Resume it when you are ready.'
    return {
      tone: 'warning',
      happened: `${by} was turned away, because the connection was paused.`,
      advice: `Nothing is lost: the identity provider tries again. ${state}`,
      links,
    }
  }
  if (resourceName === undefined && background.connection?.state?.held === undefined)
    return {
      tone: 'warning',
      happened: `${by} was asked to come back later.`,
      advice: 'The identity provider tries again by itself.',
      links,
    }
  const state =
    background.connection?.state?.held === undefined
      ? 'The hold has ended since; the identity provider tries again by itself.'
      : 'If this many people are really meant to go, let the connection continue; if not, correct the assignment in the identity provider first.'
  return {
    tone: 'warning',
    happened: `${by} wanted to deactivate or delete ${resourceName === undefined ? 'people' : apart(resourceName)}, but the safeguard holds, because unusually many would have gone within an hour.`,
    advice: state,
    links,
  }
}

function forbidden(event: StoredEvent, background: EventBackground, by: string): Explanation {
  if (event.detail?.includes('last active owner'))
    return {
      tone: 'warning',
      happened: `${by} wanted to take ${apart(event.resourceName ?? 'somebody')} out of the organization, who is its last active owner.`,
      advice: 'Make another person an owner first; then the identity provider can try again.',
      links: [...(background.resource ? [linkTo(background.resource)] : []), { label: 'People', href: '/people' }],
    }
  return {
    tone: 'warning',
    happened: `${by} wanted something that is not allowed: ${answer(event)}`,
    links: [],
  }
}

function malformed(event: StoredEvent, background: EventBackground, by: string): Explanation {
  const [happened, advice] = mistakes[event.scimType ?? ''] ?? unknownMistake
  const strict = background.connection?.settings.strict
    ? ' The connection is strict: it refuses what departs from the standard. If the identity provider cannot be corrected, switch that off.'
    : ''
  return {
    tone: 'error',
    happened: `${by} ${happened}: ${answer(event)}`,
    advice: `${advice}${strict}`,
    links: strict ? connectionLink(background, 'Settings of the connection', '/settings') : [],
  }
}

const answer = ({ detail }: StoredEvent) => apart(detail ?? 'no reason was given.')

const unknownMistake = [
  'sent what cannot be understood',
  'Compare what was sent, below, with the mapping in the identity provider.',
] as const

/** What went wrong, going on from who did it, and what to do about it, by scimType. */
const mistakes: Readonly<Record<string, readonly [happened: string, advice: string] | undefined>> = {
  invalidFilter: [
    'searched with a filter that cannot be understood',
    'Choose an attribute such as userName or externalId to match people by in the identity provider.',
  ],
  tooMany: [
    'wanted more at once than is answered',
    'Let the identity provider ask for less, by a narrower filter or smaller requests.',
  ],
  uniqueness: ['sent a value that somebody else has', 'Give one of them another value.'],
  mutability: [
    'wanted to change what cannot be changed',
    'Take the attribute out of the mapping in the identity provider, or map it for creating only.',
  ],
  invalidSyntax: [
    'sent a message that is not well formed',
    'If you wrote the client yourself, correct the message; otherwise tell the maker of the identity provider, with this page.',
  ],
  invalidPath: [
    'named an attribute in a way that cannot be understood',
    'Correct the name of the target attribute in the mapping of the identity provider.',
  ],
  noTarget: [
    'wanted to change a value that is not there',
    'Correct the path in the mapping; most often the type in it, such as "work", is not the one that was sent before.',
  ],
  invalidValue: [
    'sent a value that cannot be used',
    'Correct the value, or the mapping that makes it, in the identity provider, and have it try again.',
  ],
  invalidVers: ['spoke another version of SCIM', 'Choose SCIM 2.0 in the identity provider.'],
  sensitive: ['searched by something that must not be searched by', 'Choose another attribute to match people by.'],
  invalidCursor: [
    'went on with a list from a place that is not known',
    'The identity provider should begin the list anew.',
  ],
  expiredCursor: ['went on with a list after too long a time', 'The identity provider should begin the list anew.'],
  invalidCount: [
    'asked for a number of results that makes no sense',
    'Set a page size above 0 in the identity provider.',
  ],
}
