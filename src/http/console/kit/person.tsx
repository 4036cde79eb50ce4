import { Avatar } from './avatar'
import { brief } from './brief'

type PersonProps = {
  readonly name: string
  readonly email?: string
  readonly href?: string
}

export function Person({ name, email: address = '', href }: PersonProps) {
  const email = brief(address)
  const shown = brief(name) || email || 'Nameless'
  return (
    <span class="person">
      <Avatar name={shown} />
      <span class="person-text">
        <bdi class="truncated strong" dir="auto" title={shown}>
          {href ? <a href={href}>{shown}</a> : shown}
        </bdi>
        {email && email !== shown && (
          <bdi class="truncated muted" dir="auto" title={email}>
            {email}
          </bdi>
        )}
      </span>
    </span>
  )
}
