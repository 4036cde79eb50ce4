import type { ConsoleSurroundings } from './console/answering'
import { lazily } from './lazily'
import { thrownProblem } from './problem'
import { scim } from './scim/bases'
import type { Surroundings } from './scim/exchange'
import { scimRoutes } from './scim/routes'

/** Answers a request that came to this server, if to any. */
export type Front = (request: Request, server: Bun.Server<unknown> | null) => Promise<Response>

/**
 * Answers everything: what SCIM asks at once, all else by Elysia, which is loaded when it is first wanted, as it would be a
 * fifth of a start. `isReady` says whether the database answers.
 */
export function front(surroundings: Surroundings & ConsoleSurroundings, isReady: () => Promise<boolean>): Front {
  const routes = scimRoutes(surroundings)
  const scimAnswer = scim(surroundings, routes)
  const others = lazily(async () => (await import('./app')).app(surroundings, isReady, routes))
  return (request, server) =>
    (scimAnswer(request, server) ?? others({ request, server })).catch((error) =>
      thrownProblem(surroundings, request, error),
    )
}
