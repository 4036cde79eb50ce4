import { Elysia, t } from 'elysia'
import { addressOf } from './address'
import { applicationApi } from './api/api'
import type { ConsoleSurroundings } from './console/answering'
import { consolePages } from './console/console'
import { notFoundPage } from './console/not-found'
import { sessionKeeper } from './console/sessions'
import { describedTypes } from './described-types'
import { explorer } from './explorer'
import { oauth2 } from './oauth2'
import { problem } from './problem'
import { elsewhere } from './scim/elsewhere'
import { answering, type Surroundings } from './scim/exchange'
import { bases, scimRoutes } from './scim/routes'

/** Everything the appliance answers over HTTP. `isReady` says whether the database answers. */
export function app(surroundings: Surroundings & ConsoleSurroundings, isReady: () => Promise<boolean>) {
  const keeper = sessionKeeper(surroundings.directory)
  const strayed = answering(surroundings, '/scim/v2', elsewhere([]))
  const application = new Elysia({ name: 'rollcall', handler: { standardHostname: false } })
    .use(explorer(describedTypes(surroundings.directory, keeper)))
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
  application.use(consolePages(surroundings, keeper)).use(applicationApi(surroundings))
  application.use(oauth2(surroundings))
  for (const base of bases) application.use(scimRoutes(surroundings, base))
  // Behind all others, so that controllers which answer for their own errors are asked first.
  return application.onError(({ code, error, request, server }) => {
    // The router loses its way where a request names no host, or none that can be one.
    if (code === 'NOT_FOUND' && isScim(request)) return strayed({ request, server })
    if (code === 'NOT_FOUND' && wantsPage(request)) return notFoundPage()
    if (code === 'NOT_FOUND')
      return problem(404, 'Not found', 'There is nothing at this address; /swagger lists what there is.')
    surroundings.log.error({ method: request.method, error }, 'a request failed unexpectedly')
    return problem(500, 'Internal error', 'Something went wrong on our side; the log of the server has more.')
  })
}

/** Whether it is a browser that asks, and not for something of the API. */
function wantsPage(request: Request): boolean {
  const { url, method, headers } = request
  const isApi = url.startsWith('/') || /^\/(?:api|scim|oauth2)(?:\/|$)/.test(addressOf(request).pathname)
  return !isApi && (method === 'GET' || method === 'POST') && (headers.get('accept') ?? '').includes('text/html')
}

function isScim(request: Request): boolean {
  const { pathname } = addressOf(request)
  return bases.some((base) => pathname.startsWith(base.split('/:')[0] ?? base))
}
