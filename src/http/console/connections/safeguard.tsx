import type { Connection } from '../../../directory/connection'
import { isHeld, waivedUntil } from '../../../directory/hold'
import type { Standing } from '../../../directory/safeguard'
import { ButtonForm } from '../kit/button'
import { Count } from '../kit/count'
import { Actions } from '../kit/form'
import { Notice } from '../kit/notice'
import { Section } from '../kit/section'
import { Prose } from '../kit/text'
import { Time } from '../kit/time'
import { attempt } from '../refused'
import { post, type Reply, type Route, redirect, type Visit } from '../visit'
import { pathOf } from './frame'

/** What owners decide when the safeguard holds a connection. */
export const holdRoutes: readonly Route[] = [
  post('/connections/:id/hold/waiver', 'owner', waive),
  post('/connections/:id/hold/confirmation', 'owner', keep),
]

function waive({ directory, staff, param }: Visit): Promise<Reply> {
  return decided(param('id'), 'The connection goes on: for 24 hours it may deactivate whom it wants.', (id) =>
    directory.waiveHold(staff, id),
  )
}

function keep({ directory, staff, param }: Visit): Promise<Reply> {
  return decided(param('id'), 'The hold stays: nobody is deactivated until an owner lets the connection go on.', (id) =>
    directory.keepHold(staff, id),
  )
}

/** Where somebody else has decided already, the page says so and shows how things are. */
function decided(id: string, done: string, decide: (id: string) => Promise<unknown>): Promise<Reply> {
  const to = pathOf({ id })
  return attempt(
    async () => {
      await decide(id)
      return redirect(to, done)
    },
    (text) => ({ kind: 'redirect', to, flash: { notice: { kind: 'warning', text } } }),
  )
}

/** The two answers that an owner has, each one click. */
export function HoldButtons({ connection, about }: { readonly connection: Connection; readonly about?: string }) {
  const spoken = (text: string) => (about === undefined ? {} : { label: `${text}: ${about}` })
  return (
    <Actions>
      <ButtonForm action={pathOf(connection, '/hold/waiver')} {...spoken('Continue')}>
        Continue
      </ButtonForm>
      {connection.state?.holdKept === undefined && (
        <ButtonForm action={pathOf(connection, '/hold/confirmation')} kind="quiet" {...spoken('Keep holding')}>
          Keep holding
        </ButtonForm>
      )}
    </Actions>
  )
}

interface SafeguardProps {
  readonly connection: Connection
  readonly standing: Standing
  readonly now: number
  readonly isOwner: boolean
}

/** Whether the connection may deactivate people, and how many more. */
export function Safeguard(props: SafeguardProps) {
  const { connection, standing, now } = props
  const { safeguardPercent: percent } = connection.settings
  const waived = waivedUntil(connection, now)
  const settings = <a href={pathOf(connection, '/settings')}>settings</a>
  return (
    <Section title="Safeguard" id="safeguard">
      {isHeld(connection) ? (
        <Held {...props} />
      ) : percent === 0 ? (
        <p>
          It is off: this connection may deactivate or delete any number of people at once. Switch it on in the{' '}
          {settings}.
        </p>
      ) : waived !== undefined ? (
        <p>
          An owner let this connection go on. The safeguard looks again <Time ms={waived} now={now} show="both" />.
        </p>
      ) : (
        <p>
          When more than {percent} % of its active people, and more than ten, would be deactivated or deleted within an
          hour, the connection is held until an owner decides. In the last hour <Left standing={standing} /> left; up to{' '}
          <Count value={standing.allowed} /> may. Change this in the {settings}.
        </p>
      )}
    </Section>
  )
}

function Held({ connection, standing, now, isOwner }: SafeguardProps) {
  const { held = now, holdKept } = connection.state ?? {}
  return (
    <Notice
      kind="warning"
      title="Nobody is deactivated or deleted"
      actions={isOwner && <HoldButtons connection={connection} />}
    >
      <Prose>
        <p>
          The identity provider wanted to deactivate or delete more than {connection.settings.safeguardPercent} % of the
          people within an hour, so the connection is on hold since <Time ms={held} now={now} show="both" />.{' '}
          <Left standing={standing} /> left in the last hour. Such requests are answered 503; everything else goes on.{' '}
          <a href={`/events?connection=${connection.id}&status=503`}>See what was refused</a>.
        </p>
        <p>
          {isOwner
            ? 'If that is meant, continue: for 24 hours the connection may deactivate whom it wants, and the identity provider tries again by itself. If it is not, keep holding, and put it right at the identity provider.'
            : 'Only an owner can decide how to go on.'}
          {holdKept !== undefined && (
            <>
              {' '}
              An owner decided <Time ms={holdKept} now={now} /> to keep the hold.
            </>
          )}
        </p>
      </Prose>
    </Notice>
  )
}

function Left({ standing: { left, people } }: { readonly standing: Standing }) {
  return (
    <>
      <Count value={left} /> of <Count value={people} noun="active person" plural="active people" />
    </>
  )
}
