import type { Provider } from '../../../directory/settings'
import { authentik } from './authentik'
import { entra } from './entra'
import { generic } from './generic'
import { googleWorkspace } from './google-workspace'
import type { Guide } from './guide'
import { jumpcloud } from './jumpcloud'
import { keycloak } from './keycloak'
import { okta } from './okta'
import { onelogin } from './onelogin'
import { ping } from './ping'

export const guides: Readonly<Record<Provider, Guide>> = {
  okta,
  entra,
  onelogin,
  jumpcloud,
  'google-workspace': googleWorkspace,
  ping,
  authentik,
  keycloak,
  generic,
}
