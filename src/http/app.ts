import { Elysia, t } from 'elysia'
import { addressOf } from './address'
import type { ConsoleSurroundings } from './console/answering'
import { type Asked, lazily } from './lazily'
import { thrownProblem } from './problem'
import { elsewhere } from './scim/elsewhere'
import { answering, type Surroundings } from './scim/exchange'
import { bases, scimRoutes } from './scim/routes'

/** Everything the appliance answers over HTTP. `isReady` says whether the database answers. */
export function app(surroundings: Surroundings & ConsoleSurroundings, isReady: () => Promise<boolean>) {
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
  for (const base of bases) application.use(scimRoutes(surroundings, base))
  const strayed = answering(surroundings, '/scim/v2', elsewhere([]))
  const annex = lazily(async () => (await import('./annex')).annex(surroundings, application.routes))
  const others = ({ request, server }: Asked) =>
    isScim(request) ? strayed({ request, server }) : annex({ request, server })
  return application
    .all('/*', others, { parse: 'none', detail: { hide: true } })
    .onError(({ code, error, request, server }) => {
      // The router loses its way where a request names no host, or none that can be one.
      if (code === 'NOT_FOUND') return others({ request, server })
      return thrownProblem(surroundings, request, error)
    })
}

function isScim(request: Request): boolean {
  const { pathname } = addressOf(request)
  return bases.some((base) => pathname.startsWith(base.split('/:')[0] ?? base))
}
