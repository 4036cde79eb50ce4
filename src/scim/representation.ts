import type { ResourceType } from './attribute'
import { urns } from './urns'

/** What is needed to write a stored resource out. `document` is JSON text without what only the server knows. */
export interface Represented {
  readonly id: string
  readonly document: string
  readonly version: number
  readonly created: number
  readonly modified: number
  readonly groups?: readonly { readonly value: string; readonly display: string; readonly type: string }[]
  readonly members?: readonly { readonly value: string; readonly type: string; readonly display?: string }[]
}

/**
 * A stored resource as the JSON text of an answer: its document with groups or members and `meta` (RFC 7643 §3.1) laid
 * behind it. Nothing is parsed or serialized again. `base` is the URL of the SCIM base, without a slash at its end.
 */
export function represent(type: ResourceType, stored: Represented, base: string): string {
  const { document, groups, members } = stored
  const listed = groups?.length
    ? `,"groups":[${groups.map((group) => `{"value":${text(group.value)},"$ref":${text(`${base}/Groups/${group.value}`)},"display":${text(group.display)},"type":"${group.type}"}`).join()}]`
    : members?.length
      ? `,"members":[${members.map((member) => representMember(member, base)).join()}]`
      : ''
  return `${document.slice(0, -1)}${listed},"meta":{"resourceType":"${type.name}","created":"${instant(stored.created)}","lastModified":"${instant(stored.modified)}","version":${text(etag(stored))},"location":${text(locationOf(type, stored.id, base))}}}`
}

/** What a ListResponse says beside its resources: `startIndex` for paging by index, cursors for paging by cursor (RFC 9865 §2). */
export interface ListParts {
  readonly totalResults?: number
  readonly startIndex?: number
  readonly nextCursor?: string
  readonly previousCursor?: string
}

/** A ListResponse around resources that are JSON text already (RFC 7644 §3.4.2). */
export function representList(
  resources: readonly string[],
  { totalResults, startIndex, nextCursor, previousCursor }: ListParts,
): string {
  const parts = {
    schemas: [urns.listResponse],
    totalResults,
    startIndex,
    itemsPerPage: resources.length,
    nextCursor,
    previousCursor,
  }
  return `${text(parts).slice(0, -1)},"Resources":[${resources.join()}]}`
}

export function locationOf(type: ResourceType, id: string, base: string): string {
  return `${base}${type.endpoint}/${id}`
}

/**
 * The weak entity tag of a resource (RFC 7644 §3.14), also its `meta.version`. Which groups a user is in is no part of the
 * user's own version, but it is of the answer, so it has its share in the tag. What a group's members are called has none:
 * a name is the member's own, and to follow it would cost a look at all members with every change of the group.
 */
export function etag({ version, groups }: Pick<Represented, 'version' | 'groups'>): string {
  return groups?.length ? `W/"${version}-${shareOf(groups)}"` : `W/"${version}"`
}

/** The share of the groups in a user's entity tag, which the storage needs for filters on `meta.version`. */
export function shareOf(groups: NonNullable<Represented['groups']>): string {
  return checksum(groups.map(({ value, display, type }) => `${value} ${type} ${display}`).join())
}

/** FNV-1a, 32 bits. */
function checksum(input: string): string {
  let hash = 0x811c9dc5
  for (let index = 0; index < input.length; index++) hash = Math.imul(hash ^ input.charCodeAt(index), 0x01000193)
  return (hash >>> 0).toString(36)
}

function representMember(
  member: { readonly value: string; readonly type: string; readonly display?: string },
  base: string,
): string {
  const display = member.display === undefined ? '' : `,"display":${text(member.display)}`
  return `{"value":${text(member.value)},"$ref":${text(`${base}/${member.type}s/${member.value}`)}${display},"type":"${member.type}"}`
}

const text = JSON.stringify
const instant = (time: number) => new Date(time).toISOString()
