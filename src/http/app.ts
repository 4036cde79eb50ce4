import { Elysia, t } from 'elysia'
import type { ConsoleSurroundings } from './console/answering'
import { type Asked, lazily } from './lazily'
import { thrownProblem } from './problem'
import type { Route } from './scim/elsewhere'
import type { Surroundings } from './scim/exchange'

/** Everything but SCIM, whose routes it describes. `isReady` says whether the database answers. */
export function app(
  surroundings: Surroundings & ConsoleSurroundings,
  isReady: () => Promise<boolean>,
  scimRoutes: readonly Route[],
) {
  const application = new Elysia({ name: 'rollcall', handler: { standardHostname: false } })
    .get('/health', () => ({ status: 'ok' as const }), {
      response: t.Object({ status: t.Literal('ok') }),
      detail: { tags: ['Operation'], summary: 'Whether the process is alive' },
    })
    .get(
      '/ready',
      async ({ status }) =>
        (await isReady()) ? { status: 'ready' as const } : status(503, { status: 'unavailable' as const }),
      {
        response: {
          200: t.Object({ status: t.Literal('ready') }),
          503: t.Object({ status: t.Literal('unavailable') }),
        },
        detail: { tags: ['Operation'], summary: 'Whether requests can be served' },
      },
    )
  const annex = lazily(async () => (await import('./annex')).annex(surroundings, application.routes, scimRoutes))
  return (
    application
      // It reads bodies by itself, and is not described by itself.
      .all('/*', ({ request, server }: Asked) => annex({ request, server }), { parse: 'none', detail: { hide: true } })
      .onError(({ error, request }) => thrownProblem(surroundings, request, error))
  )
}
