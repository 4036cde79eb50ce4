import { type Static, Type } from '@sinclair/typebox'
import { checked } from './attribute-definition'
import type { Dependencies } from './directory'
import type { KnownTypes } from './known-types'
import type { OfferedResource } from './organization'
import { Refusal } from './refusal'
import { auditEntry, demand, type Staff } from './staff'
import type { Page, Query } from './stored-resource'

/** Something that people can be given, as somebody describes it. Its id is what `User.roles` and the like refer to. */
export const offer = Type.Object(
  {
    id: Type.Optional(
      Type.String({ pattern: '^[\\w.:@-]{1,100}$', description: 'made of letters, digits and . _ : @ -, at most 100' }),
    ),
    externalId: Type.Optional(Type.String({ minLength: 1, maxLength: 200, description: 'from 1 to 200 characters' })),
    displayName: Type.String({ minLength: 1, maxLength: 200, description: 'from 1 to 200 characters' }),
    type: Type.Optional(Type.String({ minLength: 1, maxLength: 200, description: 'from 1 to 200 characters' })),
    description: Type.Optional(
      Type.String({ minLength: 1, maxLength: 1000, description: 'from 1 to 1000 characters' }),
    ),
  },
  {
    additionalProperties: false,
    description: 'an object with a displayName, and perhaps id, externalId, type, description',
  },
)
export type Offer = Static<typeof offer>

export interface Offers {
  /** What there is of a type, in the order of the ids. */
  offers(organizationId: string, type: string): Promise<readonly OfferedResource[]>
  offerPage(
    organizationId: string,
    type: string,
    range: Pick<Query, 'offset' | 'limit'>,
  ): Promise<Page<OfferedResource>>
  findOffer(organizationId: string, type: string, id: string): Promise<OfferedResource | undefined>
  /** Adds them, or changes those whose ids there are already: all or none. Errors: Refusal invalid, not_found. */
  putOffers(by: Staff, type: string, offers: readonly unknown[]): Promise<readonly OfferedResource[]>
  /** People who have it keep it. Errors: Refusal not_found. */
  removeOffer(by: Staff, type: string, id: string): Promise<void>
}

/** A type that is enabled again has its resources again, however its name is then written. */
const keyOf = (type: string) => type.toLowerCase()

/** How many there may be of a type: a search looks at all of them. */
const most = 10_000

export function offers({ store, now, newId }: Dependencies, types: KnownTypes): Offers {
  return {
    offers: (organizationId, type) => store.offeredResources.list(organizationId, keyOf(type)),
    offerPage: (organizationId, type, range) => store.offeredResources.page(organizationId, keyOf(type), range),
    findOffer: (organizationId, type, id) => store.offeredResources.find(organizationId, keyOf(type), id),

    async putOffers(by, typeName, given) {
      demand(by, 'admin', 'change what people can be given')
      const { organizationId } = by
      const read = given.map((each) => checked(offer, each, `A ${typeName}`))
      const { offered } = await types.ofOrganization(organizationId)
      const key = keyOf(typeName)
      const type = offered.find(({ name }) => keyOf(name) === key)
      if (!type) throw new Refusal('not_found', `There is no resource type ${typeName}; enable it first.`)
      return store.write(async (tx) => {
        const put: OfferedResource[] = []
        for (const { id = newId(), ...attributes } of read) {
          const before = await tx.offeredResources.find(organizationId, key, id)
          const time = now()
          const resource = {
            organizationId,
            type: key,
            id,
            document: JSON.stringify({ schemas: [type.schema.id], id, ...attributes }),
            version: (before?.version ?? 0) + 1,
            created: before?.created ?? time,
            modified: time,
          }
          await tx.offeredResources.put(resource)
          put.push(resource)
        }
        if ((await tx.offeredResources.page(organizationId, key, { offset: 0, limit: 0 })).total > most)
          throw new Refusal('invalid', `There may be at most ${most} of a type.`)
        const target = { type: 'resource-type', id: type.name } as const
        await tx.audit.insert(auditEntry(by, now(), 'resources.put', target, { ids: put.map(({ id }) => id) }))
        return put
      })
    },

    async removeOffer(by, type, id) {
      demand(by, 'admin', 'change what people can be given')
      await store.write(async (tx) => {
        if (!(await tx.offeredResources.delete(by.organizationId, keyOf(type), id)))
          throw new Refusal('not_found', `There is no ${type} with the id ${id}.`)
        const target = { type: 'resource-type', id: type } as const
        await tx.audit.insert(auditEntry(by, now(), 'resource.removed', target, { id }))
      })
    },
  }
}
