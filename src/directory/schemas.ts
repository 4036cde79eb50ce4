import { isObject, type JsonObject } from '../scim/json'
import { lenient } from '../scim/leniency'
import { locate } from '../scim/places'
import type { ResourceTypes } from '../scim/resource-types'
import type { AttributeDefinition } from './attribute-definition'
import type { AuditAction, AuditEntry } from './audit-entry'
import type { Sighting, UnknownAttribute } from './connection'
import {
  type Definitions,
  findDefinition,
  type OfferedProposal,
  readDefinitions,
  resourceTypesWith,
  withExtension,
  withOffered,
  withoutExtension,
  withoutOffered,
} from './definitions'
import type { Dependencies } from './directory'
import type { KnownTypes } from './known-types'
import { Refusal } from './refusal'
import { auditEntry, demand, type Staff } from './staff'
import type { Transaction } from './store'
import { hashOf } from './token'

/** What an organization makes of the protocol's schemas. Every request sees what was changed before it came. */
export interface Schemas {
  typesOf: KnownTypes['ofConnection']
  typesOfOrganization: KnownTypes['ofOrganization']
  definitionsOf(organizationId: string): Promise<Definitions>
  /**
   * Defines attributes of users, or defines them anew, by a schema that holds no others than these. `required` says whether
   * every user must have the extension. Errors: Refusal invalid; conflict where values are stored that would not fit.
   */
  define(by: Staff, schema: JsonObject, required?: boolean): Promise<Definitions>
  /** Values that people have are kept, but shown to nobody until it is defined again. Errors: Refusal not_found. */
  undefine(by: Staff, schemaId: string, attribute?: string): Promise<Definitions>
  /** Makes a type of things that people can be given; what it had when it was withdrawn is there again. Errors: Refusal. */
  offerType(by: Staff, type: OfferedProposal): Promise<Definitions>
  withdrawType(by: Staff, name: string): Promise<Definitions>
  /** Takes note of attributes that nobody has defined. */
  sighted(connectionId: string, sightings: readonly Sighting[]): void
  /** Those a connection has sent and nobody has defined until now. */
  unknownAttributes(connectionId: string): Promise<readonly UnknownAttribute[]>
}

export function schemas({ store, now }: Pick<Dependencies, 'store' | 'now'>, types: KnownTypes): Schemas {
  async function change(
    by: Staff,
    action: AuditAction,
    target: NonNullable<AuditEntry['target']>,
    details: AuditEntry['details'],
    next: (current: Definitions, tx: Transaction) => Promise<Definitions>,
  ): Promise<Definitions> {
    demand(by, 'admin', 'change schemas')
    const { organizationId } = by
    return store.write(async (tx) => {
      const changed = await next(readDefinitions(await tx.definitions.find(organizationId)), tx)
      const content = JSON.stringify(changed)
      await tx.definitions.put({ organizationId, digest: hashOf(content), content })
      await tx.audit.insert(auditEntry(by, now(), action, target, details))
      return changed
    })
  }
  return {
    typesOf: types.ofConnection,
    typesOfOrganization: types.ofOrganization,
    definitionsOf: async (organizationId) => readDefinitions(await store.definitions.find(organizationId)),
    sighted: (connectionId, sightings) => store.count(connectionId, sightings),

    define(by, schema, required) {
      const { organizationId } = by
      const target = { type: 'schema', id: String(schema.id) } as const
      return change(by, 'schema.defined', target, { attributes: namesIn(schema) }, async (current, tx) => {
        const changed = withExtension(current, schema, required)
        for (const extension of changed.extensions) {
          for (const attribute of extension.schema.attributes)
            await settle(tx, organizationId, current, extension.schema.id, attribute)
        }
        await forgetKnown(tx, organizationId, resourceTypesWith(changed))
        return changed
      })
    },

    undefine(by, schemaId, attribute) {
      const details = attribute === undefined ? undefined : { attributes: [attribute] }
      const target = { type: 'schema', id: schemaId } as const
      return change(by, 'schema.removed', target, details, async (current) =>
        withoutExtension(current, schemaId, attribute),
      )
    },

    offerType: (by, type) =>
      change(by, 'resource-type.enabled', { type: 'resource-type', id: type.name }, undefined, async (current) =>
        withOffered(current, type),
      ),
    withdrawType: (by, name) =>
      change(by, 'resource-type.disabled', { type: 'resource-type', id: name }, undefined, async (current) =>
        withoutOffered(current, name),
      ),

    async unknownAttributes(connectionId) {
      const connection = await store.connections.find(connectionId)
      if (!connection) throw new Refusal('not_found', `There is no connection with the id ${connectionId}.`)
      const known = await types.ofConnection(connection)
      return (await store.unknownAttributes.listOf(connectionId)).filter((each) => !isKnown(known, each))
    },
  }
}

function namesIn({ attributes }: JsonObject): readonly unknown[] {
  return Array.isArray(attributes) ? attributes.map((each) => (isObject(each) ? (each.name ?? null) : null)) : []
}

/** Sees to the values that people have of an attribute already, where it is defined anew. Errors: Refusal conflict. */
async function settle(
  tx: Transaction,
  organizationId: string,
  current: Definitions,
  schemaId: string,
  next: AttributeDefinition,
): Promise<void> {
  const before = findDefinition(current, schemaId, next.name)
  if (!before || before.attribute === next) return
  const path = `${schemaId}:${before.attribute.name}`
  if (!fits(before, next) && (await tx.users.anyHas(organizationId, [schemaId, before.attribute.name]))) {
    throw new Refusal(
      'conflict',
      `People have values of ${path} that were not meant so; define it as it was, or another one under another name.`,
    )
  }
  if (before.attribute.uniqueness === 'server' && next.uniqueness !== 'server')
    await tx.users.forgetUnique(organizationId, path)
}

/** Whether what is stored of an attribute is right under another definition; what has not been unique may hold a value twice. */
function fits(
  { attribute, isRetired }: NonNullable<ReturnType<typeof findDefinition>>,
  next: AttributeDefinition,
): boolean {
  const shape = ({ name, type, multiValued, subAttributes = [] }: AttributeDefinition) =>
    JSON.stringify([name, type, multiValued, subAttributes.map((part) => [part.name, part.type, part.multiValued])])
  const wasUnique = !isRetired && attribute.uniqueness === 'server' && attribute.caseExact === next.caseExact
  return shape(attribute) === shape(next) && (next.uniqueness !== 'server' || wasUnique)
}

/** What was unknown and is defined now makes room for others. */
async function forgetKnown(tx: Transaction, organizationId: string, types: ResourceTypes): Promise<void> {
  for (const { id } of await tx.connections.listOf(organizationId)) {
    for (const attribute of await tx.unknownAttributes.listOf(id))
      if (isKnown(types, attribute)) await tx.unknownAttributes.forget(id, attribute)
  }
}

function isKnown({ user, group }: ResourceTypes, { resourceType, path }: UnknownAttribute): boolean {
  return locate(resourceType === 'User' ? user : group, path, lenient()) !== undefined
}
