import { accessRoutes } from './access/routes'
import { apiKeyRoutes } from './api-keys/routes'
import { auditRoutes } from './audit/routes'
import { connectionRoutes } from './connections/routes'
import { eventRoutes } from './events/routes'
import { groupRoutes } from './groups/routes'
import { guideRoutes } from './guides/routes'
import { overviewRoutes } from './overview/overview'
import { peopleRoutes } from './people/routes'
import { settingsRoutes } from './settings/routes'
import type { Route } from './visit'

/** Every action of the console. A test walks them with every role and in foreign organizations. */
export const routes: readonly Route[] = [
  ...accessRoutes,
  ...apiKeyRoutes,
  ...auditRoutes,
  ...peopleRoutes,
  ...groupRoutes,
  ...settingsRoutes,
  ...connectionRoutes,
  ...guideRoutes,
  ...eventRoutes,
  ...overviewRoutes,
]
