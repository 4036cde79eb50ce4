import type { Connection, Tally } from '../../../directory/connection'
import { errorRate, type Outcomes } from '../../../directory/health'
import type { StoredEvent } from '../../../directory/request-event'
import { type Condition, ConditionBadge } from '../connections/condition'
import { pathOf } from '../connections/frame'
import { providerNames } from '../connections/providers'
import { Count } from '../kit/count'
import { Grid } from '../kit/layout'
import { LinkCard } from '../kit/link-card'
import { Heading } from '../kit/page-header'
import { Time } from '../kit/time'

/** What the overview knows of a connection. */
export interface ConnectionCardData {
  readonly connection: Connection
  readonly tally: Tally
  readonly last: StoredEvent | undefined
  /** Of the last 24 hours. */
  readonly lately: Outcomes
  readonly condition: Condition
}

interface ConnectionCardsProps {
  readonly cards: readonly ConnectionCardData[]
  readonly now: number
}

export function ConnectionCards({ cards, now }: ConnectionCardsProps) {
  return (
    <>
      <Heading title="Connections" />
      <Grid>
        {cards.map((card) => (
          <ConnectionCard key={card.connection.id} {...card} now={now} />
        ))}
      </Grid>
    </>
  )
}

function ConnectionCard({ connection, tally, last, lately, condition, now }: ConnectionCardData & { now: number }) {
  const rate = errorRate(lately)
  return (
    <LinkCard
      href={pathOf(connection)}
      icon="connections"
      title={connection.name}
      badges={<ConditionBadge condition={condition} />}
    >
      <p>
        {providerNames[connection.settings.provider]} ·{' '}
        <Count value={tally.active} noun="active person" plural="active people" /> ·{' '}
        <Count value={tally.groups} noun="group" />
      </p>
      <p>
        {last ? (
          <>
            Last request <Time ms={last.time} now={now} />
          </>
        ) : (
          'No request yet'
        )}
        {rate !== undefined && rate > 0 && (
          <>
            {' · '}
            <Count value={lately.refused + lately.failed} noun="error" /> in 24 hours
          </>
        )}
      </p>
    </LinkCard>
  )
}
