import { Elysia, t } from 'elysia'
import { attributeDefinition } from '../../directory/attribute-definition'
import type { Definitions } from '../../directory/definitions'
import { isObject } from '../../scim/json'
import { type ApiSurroundings, guard } from './guard'

const tags = ['Schemas']
const security = [{ apiKey: [] }]
const base = '/organizations/:organization/schemas'

const extension = t.Object(
  {
    id: t.String({ description: 'The URN of the extension.' }),
    name: t.String(),
    description: t.String(),
    required: t.Boolean({ description: 'Whether every user must have it.' }),
    attributes: t.Array(attributeDefinition),
  },
  { title: 'Extension' },
)

/** An extension as it may be described: whatever is left out has the RFC's default (RFC 7643 §2.2). */
const proposal = t.Object(
  {
    ...t.Partial(t.Pick(extension, ['name', 'description', 'required'])).properties,
    attributes: t.Array(t.Partial(attributeDefinition), { minItems: 1, description: 'Each needs at least a name.' }),
  },
  { title: 'ExtensionProposal' },
)

/** The attributes of its own that an organization gives to users. */
export function schemas(surroundings: ApiSurroundings) {
  const { directory } = surroundings
  const urn = { params: t.Object({ organization: t.String(), schema: t.String({ description: 'A URN.' }) }) }
  return new Elysia({ name: 'api schemas' })
    .use(guard(surroundings))
    .get(
      base,
      async ({ caller, params }) =>
        shown(await directory.definitionsOf((await caller.organization(params.organization)).id)),
      { response: t.Array(extension), detail: { tags, security, summary: 'List the attributes of its own' } },
    )
    .put(
      `${base}/:schema`,
      async ({ caller, params, body }) => {
        const staff = await caller.staff(params.organization)
        // Judged by the domain, whose refusals say what is wrong with which attribute.
        const given = isObject(body) ? body : {}
        const { required, ...schema } = given
        const need = typeof required === 'boolean' ? required : undefined
        return shown(await directory.define(staff, { ...schema, id: params.schema }, need))
      },
      {
        ...urn,
        response: t.Array(extension),
        detail: {
          tags,
          security,
          summary: 'Define attributes of users, or define them anew; others of the same extension stay',
          requestBody: { required: true, content: { 'application/json': { schema: proposal } } },
        },
      },
    )
    .delete(
      `${base}/:schema`,
      async ({ caller, params }) =>
        shown(await directory.undefine(await caller.staff(params.organization), params.schema)),
      {
        ...urn,
        response: t.Array(extension),
        detail: { tags, security, summary: 'Remove an extension; what people have of it is kept, but shown to nobody' },
      },
    )
    .delete(
      `${base}/:schema/attributes/:attribute`,
      async ({ caller, params }) =>
        shown(await directory.undefine(await caller.staff(params.organization), params.schema, params.attribute)),
      { response: t.Array(extension), detail: { tags, security, summary: 'Remove one attribute of an extension' } },
    )
}

function shown({ extensions }: Definitions) {
  return extensions.map(({ schema, required }) => ({ ...schema, required }))
}
