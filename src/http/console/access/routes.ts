import type { Route } from '../visit'
import { accountRoutes } from './account'
import { firstRunRoutes } from './first-run'
import { linkMakingRoutes } from './link-making'
import { personalLinkRoutes } from './personal-links'
import { signInRoutes } from './sign-in'

/** How people get in, and what they see of their own account. */
export const accessRoutes: readonly Route[] = [
  ...signInRoutes,
  ...firstRunRoutes,
  ...personalLinkRoutes,
  ...linkMakingRoutes,
  ...accountRoutes,
]
