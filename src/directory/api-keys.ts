import { named } from './connections'
import type { Dependencies } from './directory'
import { Refusal } from './refusal'
import { auditEntry, demand, type Staff } from './staff'
import { type ApiKey, hashOf, mintKey } from './token'

/** What a new key is to be. `expires` is in ms since 1970. */
export interface ApiKeyProposal {
  readonly name: string
  readonly rights: ApiKey['rights']
  readonly expires?: number
}

/** Keys of the application's API. A key's text is shown once, and kept as its hash. */
export interface ApiKeys {
  /** The key that a request carries, unless it is unknown, revoked or expired. */
  authenticateKey(key: string): Promise<ApiKey | undefined>
  /** Of one organization. Errors: Refusal, as all that staff does. */
  addApiKey(by: Staff, proposal: ApiKeyProposal): Promise<{ readonly apiKey: ApiKey; readonly key: string }>
  /** One that is good for all organizations: for whoever runs commands on the machine. */
  addGlobalApiKey(proposal: ApiKeyProposal): Promise<{ readonly apiKey: ApiKey; readonly key: string }>
  /** Revoked ones too, the newest first; without an organization those that are good for all. */
  apiKeysOf(organizationId: string | undefined): Promise<readonly ApiKey[]>
  /** Errors: Refusal not_found where there is none that is live. */
  revokeApiKey(by: Staff, id: string): Promise<void>
  revokeGlobalApiKey(id: string): Promise<void>
}

export function apiKeys({ store, now, newId, randomBytes }: Dependencies): ApiKeys {
  function made({ name, rights, expires }: ApiKeyProposal): { readonly apiKey: ApiKey; readonly key: string } {
    const created = now()
    if (expires !== undefined && expires <= created)
      throw new Refusal('invalid', 'The key would have expired already; choose a later day.')
    const key = mintKey(randomBytes)
    const apiKey = { id: newId(), name: named(name, 'a key'), rights, hash: hashOf(key), created }
    return { apiKey: { ...apiKey, ...(expires !== undefined && { expires }) }, key }
  }

  return {
    async authenticateKey(key) {
      const found = await store.apiKeys.find(hashOf(key))
      if (!found || found.revoked !== undefined) return undefined
      return found.expires !== undefined && found.expires <= now() ? undefined : found
    },

    async addApiKey(by, proposal) {
      demand(by, 'owner', 'make API keys')
      const { apiKey, key } = made(proposal)
      const owned = { ...apiKey, organizationId: by.organizationId }
      await store.write(async (tx) => {
        await tx.apiKeys.insert(owned)
        const target = { type: 'api-key', id: apiKey.id, name: apiKey.name } as const
        await tx.audit.insert(auditEntry(by, now(), 'api-key.added', target, { rights: apiKey.rights }))
      })
      return { apiKey: owned, key }
    },

    async addGlobalApiKey(proposal) {
      const { apiKey, key } = made(proposal)
      await store.write((tx) => tx.apiKeys.insert(apiKey))
      return { apiKey, key }
    },

    apiKeysOf: (organizationId) => store.apiKeys.listOf(organizationId),

    async revokeApiKey(by, id) {
      demand(by, 'owner', 'revoke API keys')
      await store.write(async (tx) => {
        const known = (await tx.apiKeys.listOf(by.organizationId)).find((key) => key.id === id)
        if (!known || !(await tx.apiKeys.revoke(id, now()))) missing(id)
        const target = { type: 'api-key', id, name: known.name } as const
        await tx.audit.insert(auditEntry(by, now(), 'api-key.revoked', target))
      })
    },

    revokeGlobalApiKey: (id) =>
      store.write(async (tx) => {
        const known = (await tx.apiKeys.listOf(undefined)).some((key) => key.id === id)
        if (!known || !(await tx.apiKeys.revoke(id, now()))) missing(id)
      }),
  }
}

function missing(id: string): never {
  throw new Refusal('not_found', `There is no key with the id ${id} that is good.`)
}
