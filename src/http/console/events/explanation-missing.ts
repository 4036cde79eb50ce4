import type { EventBackground, KnownResource } from '../../../directory/event-background'
import type { StoredEvent } from '../../../directory/request-event'
import { apart, connectionLink, day, type Explanation, linkTo, sender } from './wording'

export function explainMissing(event: StoredEvent, background: EventBackground): Explanation {
  const { resource } = background
  const by = apart(sender(background))
  if (event.resourceId === undefined)
    return {
      tone: 'error',
      happened: `${by} asked for an address that does not exist here.`,
      advice:
        'Check the base URL in the identity provider: it must be the endpoint of the connection, with nothing behind it.',
      links: connectionLink(background, 'Endpoint of the connection'),
    }
  if (!resource) return neverWas(event, by)
  if (resource.isDeleted) return deleted(resource, by)
  return elsewhere(resource, background, by)
}

function neverWas({ resourceId = '', resourceType }: StoredEvent, by: string): Explanation {
  const what = resourceType === 'Group' ? 'group' : 'person'
  return {
    tone: 'error',
    happened: `${by} asked for a ${what} that has never been in this organization (id ${apart(resourceId)}).`,
    advice: `The identity provider remembers an id from another server or from before. Unassign the ${what} there and assign it again, so that it is looked up anew; where many fail, restart provisioning.`,
    links: [],
  }
}

function deleted(resource: KnownResource, by: string): Explanation {
  const { type, name, last } = resource
  const when = last?.action === 'deleted' ? ` on ${day(last.time)} by ${apart(last.by)}` : ''
  return {
    tone: 'warning',
    happened: `${by} asked for ${apart(name)}, which was deleted${when}.`,
    advice:
      type === 'User'
        ? 'If the deletion was meant, there is nothing to do. If not, restore the person within 30 days, or assign the person anew in the identity provider.'
        : 'If the deletion was meant, there is nothing to do. If not, push the group anew from the identity provider.',
    links: [linkTo(resource)],
  }
}

function elsewhere(resource: KnownResource, background: EventBackground, by: string): Explanation {
  const { name, connection, type } = resource
  const links = [linkTo(resource)]
  const many = type === 'User' ? 'people' : 'groups'
  if (connection && connection.id === background.connection?.id)
    return {
      tone: 'info',
      happened: `${by} asked for ${apart(name)}, which was not there at that moment, but is now.`,
      links,
    }
  if (connection)
    return {
      tone: 'warning',
      happened: `${by} asked for ${apart(name)}, which belongs to another connection, ${apart(connection.name)}.`,
      advice: `A connection sees only its own ${many}. Let only one of the two connections provide ${apart(name)}.`,
      links: [...links, { label: connection.name, href: `/connections/${connection.id}` }],
    }
  return {
    tone: 'warning',
    happened: `${by} asked for ${apart(name)}, which does not belong to any connection.`,
    advice: `A connection sees only its own ${many}, unless its setting for existing people lets it take over those that nobody provides.`,
    links: [...links, ...connectionLink(background, 'Settings of the connection', '/settings')],
  }
}
