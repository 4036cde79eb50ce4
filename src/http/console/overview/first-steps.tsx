import type { Role } from '../../../directory/user'
import { pathOf } from '../connections/frame'
import { ButtonLink } from '../kit/button'
import { Section } from '../kit/section'
import { Step, Steps } from '../kit/steps'
import type { ConnectionCardData } from './connection-cards'

interface FirstStepsProps {
  readonly cards: readonly ConnectionCardData[]
  readonly role: Role
}

/** What is to be done until the first people are provisioned. */
export function FirstSteps({ cards, role }: FirstStepsProps) {
  const [first] = cards
  const hasArrived = cards.some(({ last }) => last !== undefined)
  return (
    <Section title="Getting started">
      <Steps>
        <Step title="Make a connection" done={first !== undefined}>
          {!first &&
            (role === 'owner' ? (
              <p>
                <ButtonLink kind="primary" icon="plus" href="/connections/new">
                  Connect an identity provider
                </ButtonLink>
              </p>
            ) : (
              <p>An owner of the organization can make one.</p>
            ))}
        </Step>
        <Step title="Enter endpoint and token at the identity provider" done={hasArrived}>
          {first && !hasArrived && (
            <>
              <p>The guide says where, for each provider, and sees the first request arrive.</p>
              <p>
                <ButtonLink kind="primary" icon="book" href={pathOf(first.connection, '/setup')}>
                  Open the guide
                </ButtonLink>
              </p>
            </>
          )}
        </Step>
        <Step title="Assign people there">
          <p>They appear here within minutes, and each request is in the events.</p>
        </Step>
      </Steps>
    </Section>
  )
}
