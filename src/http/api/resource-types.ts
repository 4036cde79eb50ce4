import { Elysia, t } from 'elysia'
import { offeredDefinition } from '../../directory/definitions'
import { type Offer, offer } from '../../directory/offers'
import type { OfferedResource } from '../../directory/organization'
import { type ApiSurroundings, guard } from './guard'

const tags = ['Resource types']
const security = [{ apiKey: [] }]
const base = '/organizations/:organization/resource-types'

const offered = t.Object(
  { ...offer.properties, id: t.String() },
  { title: 'OfferedResource', additionalProperties: true },
)

/** Roles, entitlements and the like: what people can be given, which identity providers read. */
export function resourceTypes(surroundings: ApiSurroundings) {
  const { directory } = surroundings
  return new Elysia({ name: 'api resource types' })
    .use(guard(surroundings))
    .get(
      base,
      async ({ caller, params }) =>
        (await directory.definitionsOf((await caller.organization(params.organization)).id)).offered,
      { response: t.Array(offeredDefinition), detail: { tags, security, summary: 'List the types that are enabled' } },
    )
    .put(
      `${base}/:type`,
      async ({ caller, params, body }) =>
        (await directory.offerType(await caller.staff(params.organization), { ...body, name: params.type })).offered,
      {
        body: t.Partial(t.Omit(offeredDefinition, ['name'])),
        response: t.Array(offeredDefinition),
        detail: { tags, security, summary: 'Enable a type, such as Role or Entitlement' },
      },
    )
    .delete(
      `${base}/:type`,
      async ({ caller, params }) =>
        (await directory.withdrawType(await caller.staff(params.organization), params.type)).offered,
      {
        response: t.Array(offeredDefinition),
        detail: { tags, security, summary: 'Disable a type; what there is of it comes back with it' },
      },
    )
    .get(
      `${base}/:type/resources`,
      async ({ caller, params }) => {
        const { id } = await caller.organization(params.organization)
        return (await directory.offers(id, params.type)).map(offerOf)
      },
      { response: t.Array(offered), detail: { tags, security, summary: 'List what there is of a type' } },
    )
    .put(
      `${base}/:type/resources/:id`,
      async ({ caller, params, body }) => {
        const staff = await caller.staff(params.organization)
        const [put] = await directory.putOffers(staff, params.type, [{ ...body, id: params.id }])
        return put ? offerOf(put) : { id: params.id, displayName: body.displayName }
      },
      {
        body: t.Omit(offer, ['id']),
        response: offered,
        detail: { tags, security, summary: 'Add one of a type, or change it' },
      },
    )
    .delete(
      `${base}/:type/resources/:id`,
      async ({ caller, params, set }) => {
        await directory.removeOffer(await caller.staff(params.organization), params.type, params.id)
        set.status = 204
      },
      { detail: { tags, security, summary: 'Remove one; people who have it keep it' } },
    )
}

function offerOf({ document }: OfferedResource): Offer & { id: string } {
  const { schemas: _, ...attributes } = JSON.parse(document)
  return attributes
}
