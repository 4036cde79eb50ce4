/** The people whom connections have deactivated or deleted, counted by the minute (since 1970). */
export interface LeaverReader {
  /** How many left by a connection since a minute, that one included, less those it brought back. */
  countSince(connectionId: string, minute: number): Promise<number>
  /** When (ms) somebody was last deactivated, if it was by this connection. */
  leftAt(connectionId: string, userId: string): Promise<number | undefined>
}

export interface LeaverWriter {
  /** Counts one more, and forgets what lies before another minute. */
  add(connectionId: string, minute: number, before: number): Promise<void>
  /** Counts one less in a minute where somebody was counted. */
  takeBack(connectionId: string, minute: number): Promise<void>
}
