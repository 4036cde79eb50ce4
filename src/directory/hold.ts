import type { Connection, ConnectionState } from './connection'
import { demand, type Staff } from './staff'

/** Whether nobody can be deactivated or deleted by the connection. */
export function isHeld({ settings, state }: Pick<Connection, 'settings' | 'state'>): boolean {
  return settings.safeguardPercent > 0 && state?.held !== undefined
}

/** Until when (ms) the safeguard lets everything pass, if it does now. */
export function waivedUntil({ state }: Pick<Connection, 'state'>, time: number): number | undefined {
  return state?.waivedUntil !== undefined && state.waivedUntil > time ? state.waivedUntil : undefined
}

export function withoutHold({ held: _held, holdKept: _kept, ...state }: ConnectionState): ConnectionState {
  return state
}

/**
 * A connection with other settings: where the safeguard is switched off there is no hold. While there is one, only owners
 * change the safeguard, as they would decide by it. Errors: Refusal forbidden.
 */
export function reconfigured(by: Staff, current: Connection, settings: Connection['settings']): Connection {
  if (isHeld(current) && settings.safeguardPercent !== current.settings.safeguardPercent)
    demand(by, 'owner', 'change the safeguard of a connection on hold')
  const { state, ...connection } = current
  if (settings.safeguardPercent > 0 || state?.held === undefined) return { ...current, settings }
  return { ...connection, settings, state: withoutHold(state) }
}
