import type { Theme } from './check'
import { attributes } from './checks/attributes'
import { authentication } from './checks/authentication'
import { bulkOperations } from './checks/bulk'
import { bulkReferences } from './checks/bulk-references'
import { bulkRefusals } from './checks/bulk-refusals'
import { create } from './checks/create'
import { cursorPaging } from './checks/cursor-paging'
import { removal } from './checks/delete'
import { discoveryConfig } from './checks/discovery-config'
import { discoverySchemas } from './checks/discovery-schemas'
import { discoveryTypes } from './checks/discovery-types'
import { errors } from './checks/errors'
import { etags } from './checks/etags'
import { filterLogic } from './checks/filter-logic'
import { filterOperators } from './checks/filter-operators'
import { filterPaths } from './checks/filter-paths'
import { filterRefusals } from './checks/filter-refusals'
import { groups } from './checks/groups'
import { http } from './checks/http'
import { indexPaging } from './checks/index-paging'
import { membership } from './checks/membership'
import { patchAdd } from './checks/patch-add'
import { patchRefusals } from './checks/patch-refusals'
import { patchRemove } from './checks/patch-remove'
import { patchReplace } from './checks/patch-replace'
import { patchWhole } from './checks/patch-whole'
import { projection } from './checks/projection'
import { reading } from './checks/read'
import { replace } from './checks/replace'
import { search } from './checks/search'
import { sort } from './checks/sort'
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
  filterOperators,
  filterLogic,
  filterPaths,
  filterRefusals,
  sort,
  indexPaging,
  cursorPaging,
  projection,
  search,
  etags,
  groups,
  membership,
  bulkOperations,
  bulkReferences,
  bulkRefusals,
  errors,
  http,
  attributes,
]
