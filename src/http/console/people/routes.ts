import { get, post, type Route } from '../visit'
import { add, addPage } from './add'
import { edit, editPage } from './edit'
import { endingRoutes } from './endings'
import { list } from './list'
import { changeRole } from './role'
import { show } from './show'

/** The people of the organization, whoever keeps them. */
export const peopleRoutes: readonly Route[] = [
  get('/people', 'viewer', list),
  get('/people/new', 'admin', (visit) => addPage(visit)),
  post('/people', 'admin', add),
  get('/people/:id', 'viewer', (visit) => show(visit)),
  get('/people/:id/edit', 'admin', (visit) => editPage(visit)),
  post('/people/:id/edit', 'admin', edit),
  post('/people/:id/role', 'admin', changeRole),
  ...endingRoutes,
]
