import { Elysia } from 'elysia'
import { connections } from './connections'
import type { ApiSurroundings } from './guard'
import { organizations } from './organizations'
import { resourceTypes } from './resource-types'
import { schemas } from './schemas'

/** The application's API: what a team's own software administers, by API key. */
export function applicationApi(surroundings: ApiSurroundings) {
  return new Elysia({ name: 'application API', prefix: '/api/v1' })
    .use(organizations(surroundings))
    .use(connections(surroundings))
    .use(schemas(surroundings))
    .use(resourceTypes(surroundings))
}
