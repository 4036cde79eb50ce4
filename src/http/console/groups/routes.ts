import { get, post, type Route } from '../visit'
import { history } from './history'
import { list } from './list'
import { changeRole, rolePage } from './role'
import { show } from './show'

/** The groups of the organization, and the role that each gives. */
export const groupRoutes: readonly Route[] = [
  get('/groups', 'viewer', list),
  get('/groups/:id', 'viewer', show),
  get('/groups/:id/history', 'viewer', history),
  get('/groups/:id/role', 'owner', (visit) => rolePage(visit)),
  post('/groups/:id/role', 'owner', changeRole),
]
