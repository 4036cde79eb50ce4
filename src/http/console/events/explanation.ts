import type { EventBackground } from '../../../directory/event-background'
import type { StoredEvent } from '../../../directory/request-event'
import { explainConflict } from './explanation-conflict'
import { explainMissing } from './explanation-missing'
import { explainRefusal } from './explanation-refusal'
import { explainSuccess } from './explanation-success'
import { explainUnauthorized } from './explanation-unauthorized'
import type { Explanation } from './wording'

export function explain(event: StoredEvent, background: EventBackground): Explanation {
  const { status } = event
  if (status < 400) return explainSuccess(event, background)
  switch (status) {
    case 401:
      return explainUnauthorized(event, background)
    case 404:
      return explainMissing(event, background)
    case 409:
      return explainConflict(event, background)
    default:
      return explainRefusal(event, background)
  }
}
