import type { EventBackground, KnownResource } from '../../../directory/event-background'

/** What happened, in a sentence, and what to do about it. */
export interface Explanation {
  readonly tone: 'success' | 'info' | 'warning' | 'error'
  readonly happened: string
  /** Absent where there is nothing to do. */
  readonly advice?: string
  readonly links: readonly Link[]
}

export interface Link {
  readonly label: string
  readonly href: string
}

/** Who made the request. */
export function sender({ connection }: EventBackground): string {
  return connection?.name ?? 'A client'
}

export function linkTo({ type, id, name }: Pick<KnownResource, 'type' | 'id' | 'name'>): Link {
  return {
    label: name.length > 60 ? `${name.slice(0, 60)}…` : name,
    href: `/${type === 'User' ? 'people' : 'groups'}/${id}`,
  }
}

/** To a page of the connection, where there is one; `page` begins with a slash. */
export function connectionLink({ connection }: EventBackground, label: string, page = ''): readonly Link[] {
  return connection && connection.deletedAt === undefined
    ? [{ label, href: `/connections/${connection.id}${page}` }]
    : []
}

export function day(time: number): string {
  const text = new Date(time).toISOString()
  return `${text.slice(0, 10)} at ${text.slice(11, 16)} UTC`
}

/** What somebody else wrote, kept apart from our own words whatever its direction. */
export function apart(text: string): string {
  return `\u2068${text}\u2069`
}
