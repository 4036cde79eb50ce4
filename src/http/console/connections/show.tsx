import type { Connection } from '../../../directory/connection'
import { isHeld } from '../../../directory/hold'
import { ButtonForm, ButtonLink } from '../kit/button'
import { Copyable } from '../kit/copyable'
import { Count } from '../kit/count'
import { Notice } from '../kit/notice'
import { Section } from '../kit/section'
import { Stats } from '../kit/stats'
import { Disclosure } from '../kit/text'
import { Time } from '../kit/time'
import { page, type Reply, type Visit } from '../visit'
import { ConditionBadge, conditionOf, lastRequest } from './condition'
import { connectionIn, endpointOf, Frame, may, pathOf } from './frame'
import { cycleInTime, Health } from './health'
import { theProvider } from './providers'
import { Safeguard } from './safeguard'
import { Tokens } from './token-table'

/** What a connection is doing, where it is reached, and by which tokens. */
export async function show(visit: Visit): Promise<Reply> {
  const { directory, staff, now, flash } = visit
  const connection = await connectionIn(visit)
  const [tally, last, tokens, standing, health, cycle] = await Promise.all([
    directory.tallyOf(connection),
    lastRequest(visit, connection),
    directory.tokensOf(staff, connection.id),
    directory.standingOf(connection),
    directory.healthOf(connection),
    cycleInTime(visit, connection),
  ])
  const isUsed = tally.users > 0 || tokens.some(({ lastUsed }) => lastUsed !== undefined)
  const condition = conditionOf(connection, last, isUsed)
  const safeguard = <Safeguard connection={connection} standing={standing} now={now} isOwner={may(visit, 'owner')} />
  return page(
    connection.name,
    <Frame
      connection={connection}
      current="overview"
      badges={<ConditionBadge condition={condition} />}
      actions={may(visit, 'admin') && <PauseButton connection={connection} />}
    >
      {flash.secret && <NewToken connection={connection} token={flash.secret} />}
      <Paused connection={connection} now={now} />
      <Stats
        stats={[
          {
            label: 'People',
            value: <Count value={tally.users} />,
            hint: (
              <>
                <Count value={tally.active} /> active
              </>
            ),
            href: `/people?connection=${connection.id}`,
          },
          { label: 'Groups', value: <Count value={tally.groups} />, href: `/groups?connection=${connection.id}` },
        ]}
      />
      {isHeld(connection) && safeguard}
      <Health connection={connection} health={health} cycle={cycle} now={now} />
      {!isHeld(connection) && safeguard}
      <Endpoint visit={visit} connection={connection} />
      <Tokens connection={connection} tokens={tokens} now={now} isOwner={may(visit, 'owner')} />
      {may(visit, 'owner') && <DangerZone connection={connection} />}
    </Frame>,
    { section: 'connections' },
  )
}

interface Props {
  readonly connection: Connection
}

function PauseButton({ connection }: Props) {
  return connection.state?.paused === undefined ? (
    <ButtonForm action={pathOf(connection, '/pause')} icon="pause">
      Pause
    </ButtonForm>
  ) : (
    <ButtonForm action={pathOf(connection, '/resume')} icon="play" kind="primary">
      Resume
    </ButtonForm>
  )
}

function Paused({ connection, now }: Props & { readonly now: number }) {
  const paused = connection.state?.paused
  if (paused === undefined) return null
  return (
    <Notice kind="warning" title="This connection is paused">
      Since <Time ms={paused} now={now} />, every request is answered 503. Identity providers try again, so nothing is
      lost when you resume soon.
    </Notice>
  )
}

function NewToken({ connection, token }: Props & { readonly token: string }) {
  return (
    <Section title="The new token">
      <Copyable
        id="new-token"
        label="Token"
        value={token}
        secret
        hint={
          <>
            Give it to {theProvider(connection.settings.provider)}; the{' '}
            <a href={pathOf(connection, '/setup')}>setup guide</a> says where.
          </>
        }
      />
    </Section>
  )
}

function Endpoint({ visit, connection }: Props & { readonly visit: Visit }) {
  const endpoint = endpointOf(visit, connection)
  return (
    <Section
      title="Endpoint"
      actions={
        <ButtonLink icon="book" href={pathOf(connection, '/setup')}>
          Setup guide
        </ButtonLink>
      }
    >
      <Copyable
        id="endpoint"
        label="SCIM base URL"
        value={endpoint}
        hint="The identity provider needs this and a token."
      />
      <Disclosure summary="With OAuth 2 client credentials instead of a token">
        <Copyable id="token-endpoint" label="Token URL" value={`${visit.base}/oauth2/token`} />
        <Copyable
          id="client-id"
          label="Client ID"
          value={connection.id}
          hint="The client secret is one of the connection’s tokens."
        />
      </Disclosure>
    </Section>
  )
}

function DangerZone({ connection }: Props) {
  return (
    <Section
      title="Delete this connection"
      description="Its tokens end at once. People and groups stay, and are no longer synced."
      tone="danger"
      actions={
        <ButtonLink kind="danger" icon="trash" href={pathOf(connection, '/deletion')}>
          Delete…
        </ButtonLink>
      }
    />
  )
}
