/** Who did something. A person is one of the organization's, in the console. */
export type Actor =
  | { readonly kind: 'connection' | 'person' | 'api-key'; readonly id: string }
  | { readonly kind: 'command' }

/** One thing that happened to a user or a group. `after` is absent where the resource was deleted. */
export interface Change {
  readonly organizationId: string
  readonly connectionId?: string
  readonly resourceType: 'User' | 'Group'
  readonly resourceId: string
  readonly action:
    | 'created'
    | 'updated'
    | 'deactivated'
    | 'reactivated'
    | 'deleted'
    | 'adopted'
    | 'released'
    | 'restored'
  readonly actor: Actor
  readonly time: number
  readonly version: number
  /** The document as JSON text. */
  readonly after?: string
  readonly membersAdded?: readonly string[]
  readonly membersRemoved?: readonly string[]
}

export interface StoredChange extends Change {
  readonly id: number
}

export interface ChangeReader {
  find(id: number): Promise<StoredChange | undefined>
  /** The changes of one resource, oldest first; each one's `before` is its predecessor's `after`. */
  listOf(organizationId: string, resourceId: string): Promise<readonly StoredChange[]>
  /** The last of them, newest first. */
  latestOf(organizationId: string, resourceId: string, limit: number): Promise<readonly StoredChange[]>
  /** The last change of a resource, or the last before a change. */
  lastOf(organizationId: string, resourceId: string, before?: number): Promise<StoredChange | undefined>
}

export interface ChangeWriter {
  /** Returns the change's id, which grows with every change. */
  insert(change: Change): Promise<number>
}
