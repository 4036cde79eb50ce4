import type { Session } from '../../../directory/account'
import { Badge } from '../kit/badge'
import { ButtonForm } from '../kit/button'
import { type Column, Table } from '../kit/table'
import { Time } from '../kit/time'
import { deviceOf } from './device'

type SessionTableProps = {
  readonly sessions: readonly Session[]
  /** The hash of the session that looks on. */
  readonly current: string
  readonly now: number
}

export function SessionTable({ sessions, current, now }: SessionTableProps) {
  const ordered = sessions.toSorted((one, other) => Number(other.hash === current) - Number(one.hash === current))
  return <Table caption="Your sessions" columns={columns(current, now)} rows={ordered} />
}

function columns(current: string, now: number): readonly Column<Session>[] {
  return [
    {
      header: 'Device',
      priority: 'primary',
      cell: ({ hash, userAgent }) => (
        <>
          <span title={userAgent}>{deviceOf(userAgent)}</span> {hash === current && <Badge tone="good">This one</Badge>}
        </>
      ),
    },
    { header: 'Address', cell: ({ ip }) => ip ?? '—', monospace: true },
    { header: 'Signed in', cell: ({ created }) => <Time ms={created} now={now} />, tight: true },
    { header: 'Ends', cell: ({ expires }) => <Time ms={expires} now={now} />, tight: true },
    {
      header: 'Actions',
      headerHidden: true,
      align: 'end',
      cell: ({ hash, userAgent }) => (
        <ButtonForm kind="quiet" action={`/account/sessions/${hash}/end`} label={`Sign out ${deviceOf(userAgent)}`}>
          Sign out
        </ButtonForm>
      ),
    },
  ]
}
