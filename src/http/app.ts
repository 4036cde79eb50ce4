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
  // Straight into this instance: each of its own would double what they take to be put together.
  for (const [method, path, answer] of bases.flatMap((base) => scimRoutes(surroundings, base)))
    application.route(method, path, answer, byItself)
  const strayed = answering(surroundings, '/scim/v2', elsewhere([]))
  const annex = lazily(async () => (await import('./annex')).annex(surroundings, application.routes))
  const others = ({ request, server }: Asked) =>
    isScim(request) ? strayed({ request, server }) : annex({ request, server })
  return application
    .all('/*', others, byItself)
    .onError(({ error, request }) => thrownProblem(surroundings, request, error))
}

/** Reads bodies by itself, and is not described by itself. */
const byItself = { parse: 'none', detail: { hide: true } } as const

function isScim(request: Request): boolean {
  const { pathname } = addressOf(request)
  return bases.some((base) => pathname.startsWith(base.split('/:')[0] ?? base))
}
