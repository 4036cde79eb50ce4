import { get, post, type Route, redirect } from '../visit'
import { confirmRemoval, removeAttribute } from './attribute-removal'
import { attributes } from './attributes'
import { define, definition } from './definition'
import { confirmDeletion, deleteConnection } from './deletion'
import { pathOf } from './frame'
import { list } from './list'
import { addConnection, newConnection } from './new'
import { addToken, newToken } from './new-token'
import { confirmOfferRemoval, confirmWithdrawal, removeOffer, withdrawType } from './offer-removal'
import { offeredResources, putOffered } from './offered-resources'
import { offeredTypes, offerType } from './offered-types'
import { pause, resume } from './pause'
import { confirmRegeneration, regenerate } from './regeneration'
import { confirmRevocation, revoke } from './revocation'
import { holdRoutes } from './safeguard'
import { configure, rename, settings } from './settings'
import { show } from './show'

/** The connections of an organization: what they do, how they behave, and by which tokens. */
export const connectionRoutes: readonly Route[] = [
  get('/connections', 'viewer', list),
  get('/connections/new', 'owner', newConnection),
  post('/connections', 'owner', addConnection),
  get('/connections/:id', 'viewer', show),
  post('/connections/:id/pause', 'admin', pause),
  post('/connections/:id/resume', 'admin', resume),
  get('/connections/:id/settings', 'viewer', settings),
  post('/connections/:id/settings', 'admin', configure),
  post('/connections/:id/name', 'admin', rename),
  get('/connections/:id/tokens', 'viewer', ({ param }) => redirect(`${pathOf({ id: param('id') })}#tokens`)),
  get('/connections/:id/tokens/new', 'owner', newToken),
  post('/connections/:id/tokens/new', 'owner', addToken),
  get('/connections/:id/tokens/regeneration', 'owner', confirmRegeneration),
  post('/connections/:id/tokens/regeneration', 'owner', regenerate),
  get('/connections/:id/tokens/:token/revocation', 'owner', confirmRevocation),
  post('/connections/:id/tokens/:token/revocation', 'owner', revoke),
  get('/connections/:id/attributes', 'viewer', attributes),
  get('/connections/:id/attributes/definition', 'admin', definition),
  post('/connections/:id/attributes/definition', 'admin', define),
  get('/connections/:id/attributes/removal', 'admin', confirmRemoval),
  post('/connections/:id/attributes/removal', 'admin', removeAttribute),
  get('/connections/:id/roles', 'viewer', offeredTypes),
  post('/connections/:id/roles', 'admin', offerType),
  get('/connections/:id/roles/:type', 'viewer', offeredResources),
  post('/connections/:id/roles/:type', 'admin', putOffered),
  get('/connections/:id/roles/:type/removal', 'admin', confirmOfferRemoval),
  post('/connections/:id/roles/:type/removal', 'admin', removeOffer),
  get('/connections/:id/roles/:type/withdrawal', 'admin', confirmWithdrawal),
  post('/connections/:id/roles/:type/withdrawal', 'admin', withdrawType),
  get('/connections/:id/deletion', 'owner', confirmDeletion),
  post('/connections/:id/deletion', 'owner', deleteConnection),
  ...holdRoutes,
]
