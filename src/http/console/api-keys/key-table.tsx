import type { ApiKey } from '../../../directory/token'
import { Badge } from '../kit/badge'
import { ButtonLink } from '../kit/button'
import { EmptyState } from '../kit/empty-state'
import { Section } from '../kit/section'
import { type Column, Table } from '../kit/table'
import { Time } from '../kit/time'

export function KeyTable({ keys, now }: { readonly keys: readonly ApiKey[]; readonly now: number }) {
  if (keys.length === 0) {
    return (
      <Section>
        <EmptyState icon="key" title="There are no keys">
          Make one for software that reads or administers this organization.
        </EmptyState>
      </Section>
    )
  }
  return (
    <Section flush>
      <Table caption="API keys" columns={columns(now)} rows={keys} />
    </Section>
  )
}

function columns(now: number): readonly Column<ApiKey>[] {
  return [
    { header: 'Name', cell: ({ name }) => <bdi dir="auto">{name}</bdi>, priority: 'primary' },
    { header: 'May', cell: ({ rights }) => (rights === 'write' ? 'read and write' : 'read'), tight: true },
    { header: 'State', cell: (key) => <State apiKey={key} now={now} /> },
    { header: 'Made', cell: ({ created }) => <Time ms={created} now={now} />, tight: true },
    {
      header: 'Actions',
      headerHidden: true,
      align: 'end',
      cell: ({ id, name, revoked }) =>
        revoked === undefined && (
          <ButtonLink kind="quiet" href={`/api-keys/${id}/revocation`} label={`Revoke ${name}`}>
            Revoke
          </ButtonLink>
        ),
    },
  ]
}

function State({ apiKey: { revoked, expires }, now }: { readonly apiKey: ApiKey; readonly now: number }) {
  if (revoked !== undefined) {
    return (
      <>
        <Badge tone="bad">Revoked</Badge> <Time ms={revoked} now={now} />
      </>
    )
  }
  if (expires === undefined) return <Badge tone="good">Good</Badge>
  return (
    <>
      <Badge tone={expires <= now ? 'bad' : 'good'}>{expires <= now ? 'Expired' : 'Good until'}</Badge>{' '}
      <Time ms={expires} now={now} />
    </>
  )
}
