import type { Connection } from '../../../directory/connection'
import { Field } from '../kit/field'
import { Filters } from '../kit/filters'
import { statusText } from './outcome'
import type { Wanted } from './wanted'

type FilterBarProps = {
  readonly wanted: Wanted
  readonly connections: readonly Pick<Connection, 'id' | 'name'>[]
}

export function FilterBar({ wanted: { fields, errors }, connections }: FilterBarProps) {
  const { status = '', method = '', connection = '', who, text, since, until } = fields
  return (
    <Filters action="/events" clear="/events" active={Object.keys(fields).length}>
      <Field
        type="select"
        name="status"
        label="Status"
        value={status}
        options={withChosen(statuses, status)}
        {...error(errors.status)}
      />
      <Field
        type="select"
        name="method"
        label="Method"
        value={method}
        options={withChosen(methods, method)}
        {...error(errors.method)}
      />
      {(connections.length > 1 || connection !== '') && (
        <Field
          type="select"
          name="connection"
          label="Connection"
          value={connection}
          options={withChosen(
            [{ value: '', label: 'All' }, ...connections.map(({ id, name }) => ({ value: id, label: name }))],
            connection,
          )}
        />
      )}
      <Field type="search" name="who" label="Person or group" placeholder="Name or id" {...given(who)} />
      <Field type="search" name="text" label="Text" placeholder="In path, error, bodies …" {...given(text)} />
      <div class="event-times">
        <Field type="datetime-local" name="since" label="From (UTC)" {...given(since)} {...error(errors.since)} />
        <Field type="datetime-local" name="until" label="To (UTC)" {...given(until)} {...error(errors.until)} />
      </div>
    </Filters>
  )
}

const statuses = [
  { value: '', label: 'All' },
  { value: 'failed', label: 'Failed (4xx, 5xx)' },
  { value: '2xx', label: 'Succeeded (2xx)' },
  { value: '4xx', label: 'Refused (4xx)' },
  { value: '5xx', label: 'Not served (5xx)' },
  ...[200, 201, 204, 400, 401, 403, 404, 409, 412, 413, 415, 429, 500, 503].map((status) => ({
    value: String(status),
    label: statusText(status),
  })),
]

const methods = [
  { value: '', label: 'All' },
  { value: 'writes', label: 'Writes' },
  { value: 'reads', label: 'Reads' },
  ...['GET', 'POST', 'PUT', 'PATCH', 'DELETE'].map((method) => ({ value: method, label: method })),
]

/** What an address asks for stays chosen, though the list does not offer it. */
function withChosen(options: readonly { readonly value: string; readonly label: string }[], chosen: string) {
  return options.some(({ value }) => value === chosen) ? options : [...options, { value: chosen, label: chosen }]
}

const given = (value: string | undefined) => (value === undefined ? {} : { value })
const error = (message: string | undefined) => (message === undefined ? {} : { error: message })
