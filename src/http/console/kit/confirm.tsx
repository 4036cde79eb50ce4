import type { ComponentChildren } from 'preact'
import { Button, ButtonLink } from './button'
import { Actions, Form } from './form'
import type { HiddenValues } from './hidden-fields'
import { Section } from './section'

type ConfirmProps = {
  /** A question. */
  readonly title: ComponentChildren
  /** What will happen. */
  readonly consequences: readonly ComponentChildren[]
  readonly action: string
  /** On the button: the verb, not "OK". */
  readonly submit: string
  readonly cancel: string
  readonly hidden?: HiddenValues
  /** `primary` for what can be undone. */
  readonly kind?: 'danger' | 'primary'
  /** Fields to fill in first. */
  readonly children?: ComponentChildren
}

export function Confirm(props: ConfirmProps) {
  const { title, consequences, action, submit, cancel, hidden, kind = 'danger', children } = props
  return (
    <Section title={title} tone={kind === 'danger' ? 'danger' : undefined}>
      <Form action={action} hidden={hidden}>
        {consequences.length > 0 && (
          <ul class="bullets">
            {consequences.map((consequence, index) => (
              <li key={index}>{consequence}</li>
            ))}
          </ul>
        )}
        {children}
        <Actions>
          <Button kind={kind}>{submit}</Button>
          <ButtonLink kind="quiet" href={cancel}>
            Cancel
          </ButtonLink>
        </Actions>
      </Form>
    </Section>
  )
}
