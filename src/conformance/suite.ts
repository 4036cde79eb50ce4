import type { Theme } from './check'
import { authentication } from './checks/authentication'
import { create } from './checks/create'
import { removal } from './checks/delete'
import { discoveryConfig } from './checks/discovery-config'
import { discoverySchemas } from './checks/discovery-schemas'
import { discoveryTypes } from './checks/discovery-types'
import { reading } from './checks/read'
import { replace } from './checks/replace'
import { uniqueness } from './checks/uniqueness'

/** All that a server is asked, in the order of the report. */
export const themes: readonly Theme[] = [
  discoveryConfig,
  discoveryTypes,
  discoverySchemas,
  authentication,
  create,
  reading,
  replace,
  removal,
  uniqueness,
]
