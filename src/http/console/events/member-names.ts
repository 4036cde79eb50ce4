import type { Change } from '../../../directory/change'
import type { Directory } from '../../../directory/directory'
import { type Link, linkTo } from './wording'

/** Members that came or went: of many, those that stand first. */
export interface Moved {
  readonly count: number
  readonly shown: readonly Link[]
}

export interface MemberNames {
  readonly added: Moved
  readonly removed: Moved
}

const most = 50

export async function memberNames(
  directory: Directory,
  organizationId: string,
  { membersAdded = [], membersRemoved = [] }: Pick<Change, 'membersAdded' | 'membersRemoved'> = {},
): Promise<MemberNames> {
  async function named(id: string): Promise<Link> {
    const person = await directory.nameOf(organizationId, 'User', id)
    if (person !== undefined) return linkTo({ type: 'User', id, name: person })
    const name = await directory.nameOf(organizationId, 'Group', id)
    return linkTo({ type: 'Group', id, name: name ?? id })
  }
  const moved = async (ids: readonly string[]): Promise<Moved> => ({
    count: ids.length,
    shown: await Promise.all(ids.slice(0, most).map(named)),
  })
  return { added: await moved(membersAdded), removed: await moved(membersRemoved) }
}
