import { isAtLeast } from '../../../directory/staff'
import { ButtonForm } from '../kit/button'
import { Actions } from '../kit/form'
import { Section } from '../kit/section'
import type { Visit } from '../visit'
import type { Shown } from './shown'

/** Links by which somebody gets into the console, made to be copied and handed over. */
export function AccessCard({ shown: { person, mayTouch }, visit }: { readonly shown: Shown; readonly visit: Visit }) {
  if (!mayTouch || !isAtLeast(visit.staff.role, 'admin') || person.deletedAt !== undefined) return null
  return (
    <Section title="Access to the console">
      {!person.active ? (
        <p class="muted">Deactivated: nobody can sign in with this account.</p>
      ) : person.effectiveRole === 'member' ? (
        <p class="muted">Members have none. Give a role first, then make an invitation.</p>
      ) : (
        <>
          <p class="muted">Makes a link that you copy and hand over. By it they choose a password. It is good once.</p>
          <Actions>
            <ButtonForm icon="mail" action={`/people/${person.id}/invitation`}>
              Make an invitation
            </ButtonForm>
            <ButtonForm icon="key" action={`/people/${person.id}/password-reset`}>
              Reset the password
            </ButtonForm>
          </Actions>
        </>
      )}
    </Section>
  )
}
