import type { Theme } from './check'
import { authentication } from './checks/authentication'
import { create } from './checks/create'
import { removal } from './checks/delete'
import { discoveryConfig } from './checks/discovery-config'
import { discoverySchemas } from './checks/discovery-schemas'
import { discoveryTypes } from './checks/discovery-types'
import { patchAdd } from './checks/patch-add'
import { patchRefusals } from './checks/patch-refusals'
import { patchRemove } from './checks/patch-remove'
import { patchReplace } from './checks/patch-replace'
import { patchWhole } from './checks/patch-whole'
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
  patchAdd,
  patchReplace,
  patchRemove,
  patchWhole,
  patchRefusals,
]
