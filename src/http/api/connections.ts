import { Elysia, t } from 'elysia'
import type { Connection } from '../../directory/connection'
import type { Directory } from '../../directory/directory'
import { Refusal } from '../../directory/refusal'
import { connectionSettings } from '../../directory/settings'
import { type ApiSurroundings, guard } from './guard'
import { connectionOf, connectionShape } from './shapes'

const tags = ['Connections']
const security = [{ apiKey: [] }]
const base = '/organizations/:organization/connections'
const changes = t.Unsafe<unknown>(t.Object({ settings: t.Partial(connectionSettings) }))

/** The connections of an organization, their settings and tokens. */
export function connections(surroundings: ApiSurroundings) {
  const { directory } = surroundings
  return new Elysia({ name: 'api connections' })
    .use(guard(surroundings))
    .get(
      base,
      async ({ caller, params }) => {
        const { id } = await caller.organization(params.organization)
        return (await directory.connectionsOf(id)).map((each) => connectionOf(each, caller.base))
      },
      { response: t.Array(connectionShape), detail: { tags, security, summary: 'List connections' } },
    )
    .post(
      base,
      async ({ caller, params, body, set }) => {
        const { connection, token } = await directory.addConnection(await caller.staff(params.organization), body.name)
        set.status = 201
        return { ...connectionOf(connection, caller.base), token }
      },
      {
        body: t.Object({ name: t.String() }),
        response: {
          201: t.Object({ ...connectionShape.properties, token: t.String({ description: 'Shown this once.' }) }),
        },
        detail: { tags, security, summary: 'Add a connection' },
      },
    )
    .get(
      `${base}/:connection`,
      async ({ caller, params }) => {
        const { id } = await caller.organization(params.organization)
        return connectionOf(await connectionIn(directory, id, params.connection), caller.base)
      },
      { response: connectionShape, detail: { tags, security, summary: 'Read a connection' } },
    )
    .patch(
      `${base}/:connection`,
      async ({ caller, params, body }) => {
        const staff = await caller.staff(params.organization)
        const { settings } = body
        if (typeof settings !== 'object' || settings === null || Array.isArray(settings))
          throw new Refusal('invalid', 'The settings must be an object with the settings to change.')
        return connectionOf(await directory.configure(staff, params.connection, { ...settings }), caller.base)
      },
      {
        // Judged by the domain: what it does not know is refused, where here it would be left out without a word.
        body: t.Object({ settings: t.Unknown() }),
        response: connectionShape,
        detail: {
          tags,
          security,
          summary: 'Change settings of a connection',
          requestBody: { required: true, content: { 'application/json': { schema: changes } } },
        },
      },
    )
    .post(
      `${base}/:connection/tokens`,
      async ({ caller, params, body, set }) => {
        const staff = await caller.staff(params.organization)
        const expires = body.expires === undefined ? undefined : Date.parse(body.expires)
        set.status = 201
        return { token: await directory.addToken(staff, params.connection, body.name, expires) }
      },
      {
        body: t.Object({
          name: t.String(),
          expires: t.Optional(t.String({ format: 'date-time', description: 'Without an end where absent.' })),
        }),
        response: { 201: t.Object({ token: t.String({ description: 'Shown this once.' }) }) },
        detail: { tags, security, summary: 'Add a token; the others stay' },
      },
    )
    .get(
      `${base}/:connection/unknown-attributes`,
      async ({ caller, params }) => {
        const { id } = await caller.organization(params.organization)
        const { id: connectionId } = await connectionIn(directory, id, params.connection)
        return (await directory.unknownAttributes(connectionId)).map(({ firstSeen, lastSeen, ...unknown }) => ({
          ...unknown,
          firstSeen: new Date(firstSeen).toISOString(),
          lastSeen: new Date(lastSeen).toISOString(),
        }))
      },
      {
        response: t.Array(
          t.Object({
            resourceType: t.Union([t.Literal('User'), t.Literal('Group')]),
            path: t.String(),
            count: t.Integer({ description: 'In how many requests it was.' }),
            firstSeen: t.String({ format: 'date-time' }),
            lastSeen: t.String({ format: 'date-time' }),
            sample: t.Unknown({ description: 'The type its values seem to have.' }),
          }),
        ),
        detail: { tags, security, summary: 'List attributes that it sends and nobody has defined' },
      },
    )
}

async function connectionIn(directory: Directory, organizationId: string, id: string): Promise<Connection> {
  const found = (await directory.connectionsOf(organizationId)).find((connection) => connection.id === id)
  if (!found) throw new Refusal('not_found', `There is no connection with the id ${id}.`)
  return found
}
