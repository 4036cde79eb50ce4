import type { Connection } from '../../../directory/connection'
import type { Token } from '../../../directory/token'
import { isSpent } from '../../../directory/tokens'
import { Badge } from '../kit/badge'
import { ButtonLink } from '../kit/button'
import { Count } from '../kit/count'
import { Section } from '../kit/section'
import { type Column, Table } from '../kit/table'
import { Disclosure, Monospace, Muted, UserText } from '../kit/text'
import { Time } from '../kit/time'
import { pathOf } from './frame'

interface TokensProps {
  readonly connection: Connection
  readonly tokens: readonly Token[]
  readonly now: number
  /** Whether there are buttons to make and revoke tokens. */
  readonly isOwner: boolean
}

/** How many that have ended are shown. */
const mostEnded = 20

/** The tokens of a connection: the good ones, and folded away those that have ended. */
export function Tokens({ connection, tokens, now, isOwner }: TokensProps) {
  const good = tokens.filter((token) => !isSpent(token, now))
  const ended = tokens.filter((token) => isSpent(token, now))
  const actions = isOwner && (
    <>
      <ButtonLink icon="plus" href={pathOf(connection, '/tokens/new')}>
        Add a token
      </ButtonLink>
      <ButtonLink icon="refresh" href={pathOf(connection, '/tokens/regeneration')}>
        Regenerate
      </ButtonLink>
    </>
  )
  return (
    <Section
      id="tokens"
      title="Tokens"
      description="The identity provider shows one with every request. Only their hashes are kept, so none can be shown again."
      actions={actions}
      flush
      footer={
        ended.length > 0 && (
          <Disclosure
            summary={
              <>
                <Count value={ended.length} noun="token" /> that ended
              </>
            }
          >
            <Table caption="Tokens that have ended" columns={columns(now)} rows={ended.slice(0, mostEnded)} />
          </Disclosure>
        )
      }
    >
      {good.length > 0 ? (
        <Table
          caption="Good tokens"
          columns={isOwner ? [...columns(now), revocation(connection)] : columns(now)}
          rows={good}
        />
      ) : (
        <p class="card-note">
          {isOwner
            ? 'There is no good token: every request is refused until you add one and give it to the identity provider.'
            : 'There is no good token: every request is refused until an owner adds one.'}
        </p>
      )}
    </Section>
  )
}

function columns(now: number): readonly Column<Token>[] {
  return [
    { header: 'Name', cell: ({ name }) => <UserText>{name}</UserText>, priority: 'primary' },
    { header: 'State', cell: (token) => <State token={token} now={now} /> },
    { header: 'Made', cell: ({ created }) => <Time ms={created} now={now} />, tight: true },
    { header: 'Last used', cell: (token) => <LastUse token={token} now={now} /> },
  ]
}

function revocation(connection: Connection): Column<Token> {
  return {
    header: 'Actions',
    headerHidden: true,
    align: 'end',
    cell: ({ id, name }) => (
      <ButtonLink kind="quiet" href={pathOf(connection, `/tokens/${id}/revocation`)} label={`Revoke ${name}`}>
        Revoke
      </ButtonLink>
    ),
  }
}

interface CellProps {
  readonly token: Token
  readonly now: number
}

function State({ token: { revoked, expires }, now }: CellProps) {
  if (revoked !== undefined) {
    return (
      <span>
        <Badge tone="bad">Revoked</Badge> <Time ms={revoked} now={now} />
      </span>
    )
  }
  if (expires === undefined) return <Badge tone="good">Good</Badge>
  if (expires <= now) {
    return (
      <span>
        <Badge tone="bad">Expired</Badge> <Time ms={expires} now={now} />
      </span>
    )
  }
  return (
    <span>
      <Badge tone={expires - now < week ? 'warn' : 'good'}>Good</Badge> ends <Time ms={expires} now={now} />
    </span>
  )
}

const week = 7 * 86_400_000

function LastUse({ token: { lastUsed, lastIp }, now }: CellProps) {
  if (lastUsed === undefined) return <Muted>never</Muted>
  return (
    <span>
      <Time ms={lastUsed} now={now} />{' '}
      {lastIp && (
        <Muted>
          from <Monospace>{lastIp}</Monospace>
        </Muted>
      )}
    </span>
  )
}
