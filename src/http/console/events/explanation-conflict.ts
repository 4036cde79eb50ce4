import type { EventBackground } from '../../../directory/event-background'
import type { StoredEvent } from '../../../directory/request-event'
import { apart, connectionLink, type Explanation, linkTo, sender } from './wording'

export function explainConflict(event: StoredEvent, background: EventBackground): Explanation {
  const { met, connection } = background
  const by = apart(sender(background))
  const wanted = event.resourceName === undefined ? 'somebody' : apart(event.resourceName)
  const deed = event.method === 'POST' ? 'create' : 'change'
  const start = `${by} wanted to ${deed} ${wanted}`
  if (!met) return unclear(event, background, start)
  const name = apart(met.name)
  const links = [linkTo(met)]
  if (met.type === 'Group')
    return {
      tone: 'error',
      happened: `${start}, but its group ${name} is called the same.`,
      advice:
        'Rename one of the groups in the identity provider, or let the identity provider link to the group that is there. If equal names are meant, allow them in the settings of the connection.',
      links: [...links, ...connectionLink(background, 'Settings of the connection', '/settings')],
    }
  if (met.connection && met.connection.id === connection?.id)
    return {
      tone: 'error',
      happened: `${start}, but has already made ${name}, who has the same userName.`,
      advice:
        'The identity provider has lost track of that person. Let it match people by userName (an import or a restart of provisioning does), or delete the person here and have it created again.',
      links,
    }
  if (met.connection)
    return {
      tone: 'error',
      happened: `${start}, but ${name} has the same userName and belongs to another connection, ${apart(met.connection.name)}.`,
      advice:
        'A person belongs to one connection. Unassign the person from one of the two applications in the identity provider, or give one of them another userName.',
      links: [...links, { label: met.connection.name, href: `/connections/${met.connection.id}` }],
    }
  return {
    tone: 'error',
    happened: `${start}, but met ${name}, who is in the organization already and was not made by a connection.`,
    advice:
      connection?.settings.existingPeople === 'adopt'
        ? 'By now the connection may take over existing people, so that the next attempt succeeds.'
        : 'If this is the same person, let the connection take over existing people in its settings, and have it try again. If not, give one of them another userName or e-mail address.',
    links: [...links, ...connectionLink(background, 'Settings of the connection', '/settings')],
  }
}

function unclear({ detail = '', resourceType }: StoredEvent, background: EventBackground, start: string): Explanation {
  if (detail.includes('which is unique'))
    return {
      tone: 'error',
      happened: `${start} with a value that must be unique and that somebody else has.`,
      advice: `Give one of them another value, or define the attribute as one that need not be unique. The answer was: ${apart(detail)}`,
      links: connectionLink(background, 'Attributes', '/attributes'),
    }
  const what = resourceType === 'Group' ? 'a group' : 'somebody'
  return {
    tone: 'warning',
    happened: `${start}, but met ${what} with the same name, who has gone or was renamed since.`,
    advice: 'The next attempt may succeed: have the identity provider try again.',
    links: [],
  }
}
