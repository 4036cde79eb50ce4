import { Elysia, t } from 'elysia'
import { Refusal } from '../../directory/refusal'
import { type ApiSurroundings, guard } from './guard'
import { apiKeyOf, apiKeyShape, endpointOf, organizationOf, organizationShape } from './shapes'

const tags = ['Organizations']
const security = [{ apiKey: [] }]

/** Organizations: those the key is good for; a key that is good for all makes new ones. */
export function organizations(surroundings: ApiSurroundings) {
  const { directory } = surroundings
  return new Elysia({ name: 'api organizations' })
    .use(guard(surroundings))
    .get('/key', ({ caller }) => apiKeyOf(caller.key), {
      response: apiKeyShape,
      detail: { tags, security, summary: 'Read what the key in use is good for' },
    })
    .get(
      '/organizations',
      async ({ caller }) => {
        const all = await directory.organizations()
        const { organizationId } = caller.key
        return all.filter(({ id }) => organizationId === undefined || id === organizationId).map(organizationOf)
      },
      {
        response: t.Array(organizationShape),
        detail: { tags, security, summary: 'List the organizations the key is good for' },
      },
    )
    .get(
      '/organizations/:organization',
      async ({ caller, params }) => organizationOf(await caller.organization(params.organization)),
      {
        response: organizationShape,
        detail: { tags, security, summary: 'Read an organization, by id or short name' },
      },
    )
    .post(
      '/organizations',
      async ({ caller, body, set }) => {
        const { organizationId, rights } = caller.key
        if (organizationId !== undefined || rights !== 'write')
          throw new Refusal('forbidden', 'This takes a key that is good for all organizations and may write.')
        const { name, owner, password } = body
        const made = await directory.setUp({ organization: name, owner, password })
        const { id } = made.organization
        set.status = 201
        set.headers.location = `${caller.base}/api/v1/organizations/${id}`
        const endpoint = endpointOf(caller.base, made.connection.id)
        return {
          ...organizationOf(await caller.organization(id)),
          owner: made.owner,
          connection: { ...made.connection, endpoint },
          token: made.token,
        }
      },
      {
        body: t.Object({
          name: t.String({ description: 'What the organization is called.' }),
          owner: t.String({ description: "The owner's e-mail address." }),
          password: t.String({ description: "The owner's first password, of at least 12 characters." }),
        }),
        response: {
          201: t.Object({
            ...organizationShape.properties,
            owner: t.Object({ email: t.String() }),
            connection: t.Object({ id: t.String(), name: t.String(), endpoint: t.String() }),
            token: t.String({ description: "The first connection's token, shown this once." }),
          }),
        },
        detail: { tags, security, summary: 'Make an organization, its owner and a first connection' },
      },
    )
}
