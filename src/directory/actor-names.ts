import type { Actor } from './change'
import type { Reader } from './store'

type Known = Pick<Reader, 'connections' | 'users' | 'apiKeys'>

/** What those who did something are called now, by `keyOf`; whoever runs the machine has no name. */
export async function actorNames(
  store: Known,
  organizationId: string,
  deeds: readonly { readonly actor: Actor }[],
): Promise<ReadonlyMap<string, string | undefined>> {
  const actors = new Map(deeds.map(({ actor }) => [keyOf(actor), actor]))
  const named = await Promise.all(
    [...actors].map(async ([key, actor]) => [key, await nameOf(store, organizationId, actor)] as const),
  )
  return new Map(named)
}

export const keyOf = (actor: Actor) => (actor.kind === 'command' ? actor.kind : `${actor.kind} ${actor.id}`)

async function nameOf(store: Known, organizationId: string, actor: Actor): Promise<string | undefined> {
  switch (actor.kind) {
    case 'connection':
      return (await store.connections.find(actor.id))?.name
    case 'person':
      return store.users.nameOf(organizationId, actor.id)
    case 'api-key': {
      const keys = [...(await store.apiKeys.listOf(organizationId)), ...(await store.apiKeys.listOf(undefined))]
      return keys.find(({ id }) => id === actor.id)?.name
    }
    case 'command':
      return undefined
  }
}
