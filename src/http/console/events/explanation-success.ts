import type { Change } from '../../../directory/change'
import type { EventBackground } from '../../../directory/event-background'
import type { StoredEvent } from '../../../directory/request-event'
import { endpointOf, readable } from './address'
import { changedNothing } from './outcome'
import { apart, connectionLink, type Explanation, linkTo, sender } from './wording'

export function explainSuccess(event: StoredEvent, background: EventBackground): Explanation {
  const { change, resource } = background
  const links = resource ? [linkTo(resource)] : []
  const lost = loss(event, background)
  if (change)
    return {
      tone: lost.advice ? 'warning' : 'success',
      happened: done(event, background, change),
      ...lost,
      links: [...links, ...lost.links],
    }
  if (changedNothing(event)) {
    const happened = `${who(background)} sent ${whom(event)} just as it is stored already, so nothing was changed.`
    const advice =
      lost.advice ??
      `If you expected a change, look below at what was sent: the attribute is missing there, or has the old value, and the identity provider's mapping must be corrected.${password(event, background)}`
    return { tone: lost.advice ? 'warning' : 'info', happened, advice, links: [...links, ...lost.links] }
  }
  return { tone: 'success', happened: `${who(background)} ${asked(event)}.`, ...lost, links: [...links, ...lost.links] }
}

const who = (background: EventBackground) => apart(sender(background))
const whom = ({ resourceName, resourceId }: StoredEvent) => apart(resourceName ?? resourceId ?? 'it')

function done(event: StoredEvent, background: EventBackground, change: Change): string {
  const [by, name] = [who(background), whom(event)]
  switch (change.action) {
    case 'created':
      return `${by} created ${name}.`
    case 'updated':
      return `${by} changed ${name}${moved(change)}.`
    case 'deactivated':
      return `${by} deactivated ${name}, who was signed out everywhere and cannot sign in any more.`
    case 'reactivated':
      return `${by} made ${name} active again, with the role there was before.`
    case 'deleted':
      return `${by} deleted ${name}${change.resourceType === 'User' ? ', who can be restored for 30 days' : ''}.`
    case 'adopted':
      return `${by} took over ${name}, who was in the organization before: from now on the connection decides about this person.`
    case 'released':
      return `${name} does not belong to a connection any more.`
    case 'restored':
      return `${name} was restored.`
  }
}

function moved({ membersAdded = [], membersRemoved = [] }: Change): string {
  const parts = [
    ...(membersAdded.length > 0 ? [`added ${members(membersAdded.length)}`] : []),
    ...(membersRemoved.length > 0 ? [`removed ${members(membersRemoved.length)}`] : []),
  ]
  return parts.length > 0 ? `: ${parts.join(' and ')}` : ''
}

const members = (count: number) => `${count} ${count === 1 ? 'member' : 'members'}`

function asked(event: StoredEvent): string {
  const { method, query, resourceName, resourceId } = event
  const endpoint = endpointOf(event)
  const isOne = (resourceName ?? resourceId) !== undefined
  const filter = /(?:^|&)filter=([^&]*)/i.exec(query ?? '')?.[1]
  if (isOne && !filter) return `read ${whom(event)}`
  if (/^(ServiceProviderConfig|ResourceTypes|Schemas)$/i.test(endpoint)) return 'asked what this server can do'
  if (/^Bulk$/i.test(endpoint)) return 'sent several operations in one request; each of them has an event of its own'
  if (method !== 'GET' && !event.path.endsWith('/.search')) return 'was answered'
  const noun = /^Users$/i.test(endpoint) ? 'people' : /^Groups$/i.test(endpoint) ? 'groups' : 'a list'
  const found = isOne ? `, and found ${whom(event)}` : ''
  return `asked for ${noun}${filter ? ` where ${apart(readable(filter))}` : ''}${found}`
}

/** What of it was not kept, and how to keep it. */
function loss({ ignored = [] }: StoredEvent, background: EventBackground): Pick<Explanation, 'advice' | 'links'> {
  if (ignored.length === 0) return { links: [] }
  const named = ignored.slice(0, 3).map(apart).join(', ')
  const more = ignored.length > 3 ? ` and ${ignored.length - 3} more` : ''
  return {
    advice: `Not kept: ${named}${more}. To keep what is missing, define it as an attribute; what identity providers may only read, such as an id, is left out on purpose.`,
    links: connectionLink(background, 'Define attributes', '/attributes'),
  }
}

function password({ requestBody }: StoredEvent, { connection }: EventBackground): string {
  const isKept = connection?.settings.passwordSync && /"password"/i.test(requestBody ?? '')
  return isKept ? ' The password that came with it was kept.' : ''
}
