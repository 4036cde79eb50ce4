import type { Connection } from '../../../directory/connection'
import { personStates } from '../../../directory/person'
import { Field } from '../kit/field'
import { Filters } from '../kit/filters'
import { Disclosure } from '../kit/text'
import { orders, type Wanted } from './wanted'
import { roleWords, stateWords } from './wording'

interface PeopleFiltersProps {
  readonly wanted: Wanted
  readonly connections: readonly Connection[]
  /** What is wrong with the SCIM filter. */
  readonly wrong: string | undefined
}

/** Who is listed, and in which order. */
export function PeopleFilters({ wanted, connections, wrong }: PeopleFiltersProps) {
  const { q = '', state = '', role = '', connection = '', filter = '', sort = '' } = wanted
  const roles = (['owner', 'admin', 'viewer', 'member'] as const).map((value) => ({ value, label: roleWords[value] }))
  return (
    <Filters action="/people" active={Object.keys(wanted).length} clear="/people" submit="Show">
      <Field name="q" type="search" label="Search" value={q} placeholder="Name, user name or e-mail" maxlength={200} />
      <Field
        name="state"
        type="select"
        label="State"
        value={state}
        options={[
          { value: '', label: 'All but deleted' },
          ...personStates.map((value) => ({ value, label: stateWords[value] })),
        ]}
      />
      <Field name="role" type="select" label="Role" value={role} options={[{ value: '', label: 'Any' }, ...roles]} />
      <Field
        name="connection"
        type="select"
        label="From"
        value={connection}
        options={[
          { value: '', label: 'Anywhere' },
          ...connections.map(({ id, name }) => ({ value: id, label: name })),
          { value: 'none', label: 'No connection' },
        ]}
      />
      <Field name="sort" type="select" label="Sort by" value={sort} options={orders} />
      <Disclosure summary="SCIM filter" open={filter !== ''}>
        <Field
          name="filter"
          label="SCIM filter"
          labelHidden
          hint="For those who know them: every attribute can be compared."
          value={filter}
          placeholder='title co "engineer" and addresses[type eq "work"].country eq "NO"'
          monospace
          maxlength={2000}
          {...(wrong !== undefined && { error: wrong })}
        />
      </Disclosure>
    </Filters>
  )
}
