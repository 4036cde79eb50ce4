import { Elysia, type InternalRoute } from 'elysia'
import { addressOf } from './address'
import { applicationApi } from './api/api'
import type { ConsoleSurroundings } from './console/answering'
import { consolePages } from './console/console'
import { notFoundPage } from './console/not-found'
import { sessionKeeper } from './console/sessions'
import { describedTypes } from './described-types'
import { explorer } from './explorer'
import { oauth2 } from './oauth2'
import { problem, thrownProblem } from './problem'
import type { Route } from './scim/elsewhere'
import type { Surroundings } from './scim/exchange'

/**
 * Everything that is not asked all the time: the console, the application's API, access tokens and the description of it
 * all, to which `others` are added, and the SCIM endpoints. It answers whatever nobody else does.
 */
export function annex(
  surroundings: Surroundings & ConsoleSurroundings,
  others: readonly InternalRoute[],
  scimRoutes: readonly Route[],
) {
  const keeper = sessionKeeper(surroundings.directory)
  return (
    new Elysia({ name: 'annex', handler: { standardHostname: false } })
      .use(explorer(describedTypes(surroundings.directory, keeper), others, scimRoutes))
      .use(consolePages(surroundings, keeper))
      .use(applicationApi(surroundings))
      .use(oauth2(surroundings))
      // Behind all others, so that controllers which answer for their own errors are asked first.
      .onError(({ code, error, request }) => {
        if (code === 'NOT_FOUND' && wantsPage(request)) return notFoundPage()
        if (code === 'NOT_FOUND')
          return problem(404, 'Not found', 'There is nothing at this address; /swagger lists what there is.')
        return thrownProblem(surroundings, request, error)
      })
  )
}

/** Whether it is a browser that asks, and not for something of the API. */
function wantsPage(request: Request): boolean {
  const { method, headers } = request
  const isApi = /^\/(?:api|scim|oauth2)(?:\/|$)/.test(addressOf(request).pathname)
  return !isApi && (method === 'GET' || method === 'POST') && (headers.get('accept') ?? '').includes('text/html')
}
