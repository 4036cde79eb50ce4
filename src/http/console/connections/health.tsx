import type { ComponentChildren } from 'preact'
import type { Request } from '../../../directory/activity'
import type { Connection } from '../../../directory/connection'
import type { Cycle } from '../../../directory/cycle'
import { errorRate, type Health as HealthOf, type Outcomes } from '../../../directory/health'
import { Bars } from '../kit/bars'
import { Count } from '../kit/count'
import { DefinitionList } from '../kit/definition-list'
import { Section } from '../kit/section'
import { Disclosure, Muted, UserText } from '../kit/text'
import { Time } from '../kit/time'
import type { Visit } from '../visit'

interface HealthProps {
  readonly connection: Connection
  readonly health: HealthOf
  readonly now: number
  /** Whom the last full cycle passed over; absent where that is not asked. */
  readonly cycle?: Cycle | 'pending'
}

/** What is known of the last full cycle soon enough for a page; it goes on being worked out, and is told a minute long. */
export function cycleInTime(
  { directory }: Pick<Visit, 'directory'>,
  connection: Connection,
): Promise<Cycle | 'pending'> {
  const { promise, resolve, reject } = Promise.withResolvers<Cycle | 'pending'>()
  const timer = setTimeout(() => resolve('pending'), patience)
  directory
    .lastCycleOf(connection)
    .then(resolve, reject)
    .finally(() => clearTimeout(timer))
  return promise
}

const patience = 300

/** How a connection is doing: its last request and failure, its errors, and whom its provider has passed over. */
export function Health({ connection, health, cycle, now }: HealthProps) {
  const { lastRequest, lastFailure, lately, days } = health
  const events = `/events?connection=${connection.id}`
  return (
    <Section title="Health">
      <DefinitionList
        rows={[
          {
            term: 'Last request',
            description: lastRequest ? <Told request={lastRequest} now={now} isBrief /> : 'Never',
          },
          { term: 'Last failure', description: lastFailure ? <Told request={lastFailure} now={now} /> : 'None' },
          {
            term: 'Errors in 24 hours',
            description: (
              <>
                <a href={`${events}&status=failed`}>{percentage(errorRate(lately))}</a> <Share outcomes={lately} />
              </>
            ),
          },
        ]}
      />
      <Bars
        title="Requests by day"
        description="Requests of each of the last 30 days, in UTC"
        days={days.map(({ day, succeeded, refused, failed }) => ({
          label: dayNames.format(day),
          good: succeeded,
          bad: refused + failed,
        }))}
      />
      {cycle === 'pending' && (
        <Remark>Whom the last full cycle passed over is being worked out; load this page again in a moment.</Remark>
      )}
      {cycle && cycle !== 'pending' && <Passed cycle={cycle} now={now} />}
    </Section>
  )
}

interface ToldProps {
  readonly request: Request
  readonly now: number
  readonly isBrief?: boolean
}

/** When something was asked, how it was answered and, unless in brief, why it was refused. */
function Told({ request, now, isBrief = false }: ToldProps) {
  const { id, time, method, status, resourceName, detail } = request
  return (
    <>
      <a href={`/events/${id}`}>
        <Time ms={time} now={now} />
      </a>
      : {method}
      {resourceName !== undefined && (
        <>
          {' '}
          <UserText>{cut(resourceName)}</UserText>
        </>
      )}
      , answered {status}
      {detail !== undefined && !isBrief && (
        <>
          : <UserText>{cut(detail)}</UserText>
        </>
      )}
    </>
  )
}

function Share({ outcomes }: { readonly outcomes: Outcomes }) {
  const { succeeded, refused, failed } = outcomes
  return (
    <Muted>
      (<Count value={refused + failed} /> of <Count value={succeeded + refused + failed} noun="request" />)
    </Muted>
  )
}

function Passed({ cycle, now }: { readonly cycle: Cycle; readonly now: number }) {
  switch (cycle.kind) {
    case 'none':
      return (
        <Remark>
          There was no full cycle yet: the identity provider has not gone through half of its people without a pause of
          30 minutes.
        </Remark>
      )
    case 'unknown':
      return <Remark>There are too many requests to tell whom the last full cycle passed over.</Remark>
    case 'found': {
      const { began, ended, isUnderWay, touched, untouched, asOf } = cycle
      const when = (
        <>
          It touched <Count value={touched} noun="person" plural="people" />, from{' '}
          <Time ms={began} now={now} show="absolute" /> to <Time ms={ended} now={now} show="absolute" />
          {isUnderWay && '; it may still be going on'}. As of <Time ms={asOf} now={now} />.
        </>
      )
      if (untouched.total === 0) return <Remark>The last full cycle passed over nobody. {when}</Remark>
      return (
        <Disclosure
          summary={
            <>
              {untouched.total === 1 ? 'This ' : 'These '}
              <Count value={untouched.total} noun="person was" plural="people were" /> not touched by the last full
              cycle
            </>
          }
          open={untouched.total <= 3}
        >
          <Remark>
            {when} The identity provider neither read, found nor changed them: they may no longer be assigned there.
          </Remark>
          <ul class="bullets">
            {untouched.first.map(({ id, name }) => (
              <li key={id}>
                <a href={`/people/${id}`}>
                  <UserText>{name || id}</UserText>
                </a>
              </li>
            ))}
            {untouched.total > untouched.first.length && (
              <li class="muted">
                and <Count value={untouched.total - untouched.first.length} /> more
              </li>
            )}
          </ul>
        </Disclosure>
      )
    }
  }
}

function Remark({ children }: { readonly children: ComponentChildren }) {
  return <p class="muted">{children}</p>
}

function percentage(rate: number | undefined): string {
  if (rate === undefined) return 'none'
  const percent = rate * 100
  return `${percent > 0 && percent < 1 ? percent.toFixed(1) : Math.round(percent)} %`
}

const cut = (text: string) => (text.length > 160 ? `${text.slice(0, 159)}…` : text)

const dayNames = new Intl.DateTimeFormat('en', { month: 'short', day: 'numeric', timeZone: 'UTC' })
