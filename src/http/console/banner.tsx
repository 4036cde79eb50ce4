import type { ComponentChildren } from 'preact'
import { Notice } from './kit/notice'
import type { Visit } from './visit'

/** What everybody in the organization should know, on every page: which connections the safeguard holds. */
export async function banner({ directory, organization }: Visit): Promise<ComponentChildren> {
  const connections = await directory.connectionsOf(organization.id)
  const held = connections.filter(({ state }) => state?.held !== undefined && state.holdKept === undefined)
  if (held.length === 0) return undefined
  return held.map(({ id, name }) => (
    <Notice kind="warning" title={`${name} wants to deactivate unusually many people`} key={id}>
      Nobody else is deactivated until you decide. <a href={`/connections/${id}`}>Look at it</a>
    </Notice>
  ))
}
