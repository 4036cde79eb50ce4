import type { Connection } from '../directory/connection'
import { defaultSettings } from '../directory/settings'
import type { RowOf } from './rows'

/** A connection that was stored before there was a setting has that setting's default. */
export function complete({ definitions, state, deletedAt, ...row }: RowOf<Connection>): Connection {
  return {
    ...row,
    settings: { ...defaultSettings, ...row.settings },
    ...(definitions !== null && { definitions }),
    ...(state !== null && { state }),
    ...(deletedAt !== null && { deletedAt }),
  }
}
