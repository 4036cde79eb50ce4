import { type Client, group, must, patch, user } from './client'

/** What has been acknowledged to somebody who tries until they are: all of it is there, each once, and nothing else. */
export interface Ledger {
  /** Everybody who was created and not deleted, by id. */
  readonly people: Map<string, Kept>
  readonly deleted: Set<string>
  readonly group: { readonly id: string; readonly members: Set<string>; version: number }
  /** Somebody whom everybody changes at once, with all that they have given to that one. */
  readonly shared: { readonly id: string; readonly rights: string[] }
  /** How many changes were acknowledged. */
  writes: number
}

export interface Kept {
  readonly userName: string
  readonly version: number
  readonly active: boolean
  readonly title: string
}

export async function openLedger(ask: Client): Promise<Ledger> {
  const crew = await must(ask('POST /Groups', group('Crew')))
  const captain = await must(ask('POST /Users', user('captain@harbor.example')))
  return {
    people: new Map(),
    deleted: new Set(),
    group: { id: crew.id, members: new Set(), version: 1 },
    shared: { id: captain.id, rights: [] },
    writes: 2,
  }
}

const versionOf = ({ meta }: { readonly meta: { readonly version: string } }) =>
  Number(/^W\/"(\d+)/.exec(meta.version)?.[1])

/** Creates one person after another, and does with each whatever can be done, until it is told to stop. */
export async function work(ask: Client, name: string, ledger: Ledger, isOver: () => boolean): Promise<void> {
  const { people, deleted, shared } = ledger
  for (let turn = 0; !isOver(); turn++) {
    const done = async (request: string, body?: unknown) => {
      const answer = await must(ask(request, body))
      ledger.writes++
      return answer
    }
    const userName = `${name}-${turn}@harbor.example`
    const { id } = await done('POST /Users', user(userName))
    let kept: Kept = { userName, version: 1, active: true, title: '' }
    const change = async (request: 'PATCH' | 'PUT', becomes: Partial<Kept>, body: object) => {
      kept = { ...kept, ...becomes, version: kept.version + 1 }
      people.set(id, kept)
      const answer = await done(`${request} /Users/${id}`, body)
      if (versionOf(answer) !== kept.version)
        throw new Error(`${request} made version ${versionOf(answer)} of ${userName}, not ${kept.version}`)
    }
    people.set(id, kept)
    const replace = (value: object) => patch({ op: 'replace', value })
    for (const title of ['mate', 'bosun']) await change('PATCH', { title }, replace({ title }))
    await change('PUT', { title: 'cook' }, user(userName, { title: 'cook', active: true }))
    await change('PATCH', { active: false }, replace({ active: false }))
    if (turn % 2 === 0) await change('PATCH', { active: true }, replace({ active: true }))
    const right = `right of ${userName}`
    await done(`PATCH /Users/${shared.id}`, patch({ op: 'add', path: 'entitlements', value: [{ value: right }] }))
    shared.rights.push(right)
    await belong(id, turn)
    if (turn % 4 === 3) {
      await done(`DELETE /Users/${id}`)
      people.delete(id)
      deleted.add(id)
    }
  }

  async function belong(id: string, turn: number): Promise<void> {
    const { group } = ledger
    const join = patch({ op: 'add', path: 'members', value: [{ value: id }] })
    const leave = patch({ op: 'remove', path: `members[value eq "${id}"]` })
    for (const change of turn % 2 === 0 ? [join] : [join, leave]) {
      await must(ask(`PATCH /Groups/${group.id}?attributes=id`, change))
      ledger.writes++
      group.version++
    }
    if (turn % 2 === 0) group.members.add(id)
  }
}
