import { afterAll, beforeAll, describe, expect, test } from 'bun:test'
import { operator } from '../../src/directory/staff'
import { type Access, type Assembly, assemble, endAssemblies, group, patch, user } from '../http/assembly'
import { create, idsOf, page, walk, walkBack } from './searching'

let assembly: Assembly
let next = 0

beforeAll(async () => {
  assembly = await assemble()
})
afterAll(endAssemblies)

const named = (count: number, attributes: (index: number) => object = () => ({})) =>
  Array.from({ length: count }, (_, index) => user(`u${++next}`, attributes(index)))

/** A connection of its own, with so many people. */
async function crew(count: number, attributes?: (index: number) => object) {
  const access = await assembly.organization(`Crew${++next}`)
  return { access, ids: await create(assembly, access, '/Users', named(count, attributes)) }
}

const remove = (access: Access, id: string | undefined) => assembly.ask(access, `DELETE /Users/${id}`)
const retitle = (access: Access, id: string, title: string) =>
  assembly.ask(access, `PATCH /Users/${id}`, patch({ op: 'replace', path: 'title', value: title }))

describe('a walk while people come and go', () => {
  test.each([
    [{}],
    [{ filter: 'active eq true' }],
    [{ filter: 'userName sw "u"' }],
    [{ sortBy: 'title' }],
    [{ sortBy: 'title', sortOrder: 'descending' }],
    [{ sortBy: 'title', filter: 'active eq true' }],
    [{ sortBy: 'userName', sortOrder: 'descending' }],
  ])('%j shows everybody who was there throughout exactly once', async (search) => {
    const { access, ids } = await crew(30, (index) => ({ ...(index % 5 && { title: `t${(index * 7) % 4}` }) }))
    const gone = new Set<string>()
    const come: string[] = []
    const pages = await walk(assembly, access, '/Users', { ...search, count: 4 }, async (found, turn) => {
      // The last of the page that was just shown, on which the next one borders, and somebody yet to come.
      for (const id of [found.ids.at(-1), ids[(turn * 11) % 30]]) {
        if (id && !gone.has(id)) await remove(access, id)
        if (id) gone.add(id)
      }
      if (turn < 12)
        come.push(
          ...(await create(
            assembly,
            access,
            '/Users',
            named(2, () => ({ title: `t${turn % 4}` })),
          )),
        )
    })
    const found = idsOf(pages)
    expect(new Set(found).size).toBe(found.length)
    for (const id of ids.filter((id) => !gone.has(id))) expect(found).toContain(id)
    expect(found.every((id) => ids.includes(id) || come.includes(id))).toBeTrue()
    expect(gone.size).toBeGreaterThan(5)
  })

  test('back shows everybody who was there throughout exactly once, too', async () => {
    for (const search of [{}, { sortBy: 'title', sortOrder: 'descending' }]) {
      const { access, ids } = await crew(20, (index) => ({ ...(index % 3 && { title: `t${index % 4}` }) }))
      const forth = await walk(assembly, access, '/Users', { ...search, count: 3 })
      const order = idsOf(forth)
      let at = forth.at(-1)
      const found = [...(at?.ids ?? [])]
      while (at?.previous !== undefined) {
        await remove(access, at.ids[0])
        await create(
          assembly,
          access,
          '/Users',
          named(1, () => ({ title: 't1' })),
        )
        at = await page(assembly, access, '/Users', { ...search, cursor: at.previous })
        found.unshift(...at.ids)
      }
      expect(found.filter((id) => ids.includes(id))).toEqual(order)
      expect(new Set(found).size).toBe(found.length)
    }
  })

  test('really at the same time, shows them as well', async () => {
    const { access, ids } = await crew(60)
    const [stay, go] = [ids.filter((_, index) => index % 3), ids.filter((_, index) => index % 3 === 0)]
    let isOver = false
    const disturb = async () => {
      for (const id of go) {
        if (isOver) return
        await Promise.all([remove(access, id), assembly.ask(access, 'POST /Users', named(1)[0])])
      }
    }
    const disturbed = disturb()
    const found = idsOf(await walk(assembly, access, '/Users', { count: 3 }))
    isOver = true
    await disturbed
    expect(found.filter((id) => stay.includes(id))).toEqual(stay)
    expect(new Set(found).size).toBe(found.length)
  })

  test('meets who comes meanwhile at the end, where nothing is sorted', async () => {
    const { access, ids } = await crew(4)
    const begun = await page(assembly, access, '/Users', { cursor: '', count: 2 })
    const late = await create(assembly, access, '/Users', named(1))
    const rest = await page(assembly, access, '/Users', { cursor: begun.next })
    expect([rest.ids, (await page(assembly, access, '/Users', { cursor: rest.next })).ids]).toEqual([
      ids.slice(2),
      [...late],
    ])
  })

  test('goes on from where the border was, though it was given another value or does not meet the filter any more', async () => {
    const { access, ids } = await crew(6, (index) => ({ title: `t${index}` }))
    const search = { sortBy: 'title', filter: 'title sw "t"', count: 2 }
    for (const title of ['t9', 't0', 'other']) {
      const begun = await page(assembly, access, '/Users', { ...search, cursor: '' })
      expect(begun.ids).toEqual(ids.slice(0, 2))
      await retitle(access, ids[1] ?? '', title)
      expect((await page(assembly, access, '/Users', { ...search, cursor: begun.next })).ids).toEqual(ids.slice(2, 4))
      await retitle(access, ids[1] ?? '', 't1')
    }
  })

  test('goes on where the border was deleted, and all others of its page too', async () => {
    for (const search of [{}, { sortBy: 'title' }, { filter: 'active eq true' }, { filter: 'title eq "t"' }]) {
      const { access, ids } = await crew(7, () => ({ title: 't' }))
      const parameters = { ...search, count: 3 }
      const begun = await page(assembly, access, '/Users', { ...parameters, cursor: '' })
      for (const id of begun.ids) await remove(access, id)
      const second = await page(assembly, access, '/Users', { ...parameters, cursor: begun.next })
      expect([search, second.ids]).toEqual([search, ids.slice(3, 6)])
    }
  })

  test('comes to an end where everybody before it is gone, and from there leads forward again', async () => {
    for (const search of [{}, { sortBy: 'title', sortOrder: 'descending' }, { filter: 'title pr' }]) {
      const { access, ids } = await crew(4, () => ({ title: 't' }))
      const parameters = { ...search, count: 2 }
      const [begun, second] = await walk(assembly, access, '/Users', parameters)
      for (const id of begun?.ids ?? []) await remove(access, id)
      const before = await page(assembly, access, '/Users', { ...parameters, cursor: second?.previous })
      expect([search, before.ids, before.previous]).toEqual([search, [], undefined])
      expect(before.next).toBeString()
      const again = await page(assembly, access, '/Users', { ...parameters, cursor: before.next })
      expect([again.ids, again.next, again.previous]).toEqual([ids.slice(2), undefined, undefined])
    }
  })

  test('comes to an empty page where everybody behind it is gone, from which it leads back', async () => {
    for (const search of [{}, { sortBy: 'title', sortOrder: 'descending' }, { filter: 'title pr' }]) {
      const { access, ids } = await crew(4, () => ({ title: 't' }))
      const parameters = { ...search, count: 2 }
      const [begun, second] = await walk(assembly, access, '/Users', parameters)
      for (const id of second?.ids ?? []) await remove(access, id)
      const behind = await page(assembly, access, '/Users', { ...parameters, cursor: begun?.next })
      expect([search, behind.ids, behind.next]).toEqual([search, [], undefined])
      expect(behind.previous).toBeString()
      const back = await page(assembly, access, '/Users', { ...parameters, cursor: behind.previous })
      expect([back.ids, back.previous, back.next]).toEqual([ids.slice(0, 2), undefined, undefined])
    }
  })

  test('over all types goes on where the border between them was deleted', async () => {
    const { access, ids } = await crew(3)
    const groups = await create(assembly, access, '/Groups', [group('one'), group('two')])
    for (const count of [2, 3, 4]) {
      const begun = await page(assembly, access, '', { cursor: '', count })
      const rest = await page(assembly, access, '', { cursor: begun.next })
      expect([...begun.ids, ...rest.ids].slice(0, 4)).toEqual([...ids, ...groups].slice(0, 4))
      expect((await page(assembly, access, '', { cursor: rest.previous })).ids).toEqual(begun.ids)
    }
    const begun = await page(assembly, access, '', { cursor: '', count: 3 })
    await remove(access, ids[2])
    expect((await page(assembly, access, '', { cursor: begun.next })).ids).toEqual([...groups])
  })
})

describe('a walk by a connection that may adopt', () => {
  async function mixed() {
    const access = await assembly.organization(`Mixed${++next}`)
    const { organizationId } = access.connection
    await assembly.directory.configure(operator(access.connection.organizationId), access.connection.id, {
      existingPeople: 'adopt',
    })
    const other = await assembly.connection(organizationId)
    const [owner = ''] = (await page(assembly, access, '/Users', {})).ids
    const ids = [owner]
    for (let index = 0; index < 9; index++) {
      const userName = `mixed${++next}`
      if (index % 3 === 2) await assembly.ask(other, 'POST /Users', user(userName))
      else if (index % 3 === 1) ids.push(...(await create(assembly, access, '/Users', [user(userName)])))
      else ids.push(await assembly.person(organizationId, { userName, title: 'Hand' }))
    }
    return { access, organizationId, ids }
  }

  test('shows its own people and nobody’s, in the order of creation, and nobody else', async () => {
    const { access, ids } = await mixed()
    for (const search of [{}, { filter: 'userName pr' }, { sortBy: 'meta.resourceType' }, { filter: 'id gt "0"' }]) {
      for (const count of [1, 2, 3]) {
        const pages = await walk(assembly, access, '/Users', { ...search, count })
        expect([search, count, idsOf(pages)]).toEqual([search, count, ids])
        const last = pages.at(-1)
        if (!last) throw new Error('no page')
        const back = await walkBack(assembly, access, '/Users', { ...search, count }, last)
        expect(back.toReversed().flatMap((each) => each.ids)).toEqual(idsOf(pages.slice(0, -1)))
      }
    }
    const hands = await walk(assembly, access, '/Users', { filter: 'title eq "hand"', count: 1 })
    expect(hands).toHaveLength(3)
  })

  test('shows everybody once, though some are adopted between the pages', async () => {
    const { access, ids } = await mixed()
    const pages = await walk(assembly, access, '/Users', { count: 2 }, async (_, turn) => {
      for (const id of [ids[turn], ids[ids.length - turn]]) if (id) await retitle(access, id, `adopted ${turn}`)
    })
    expect(idsOf(pages)).toEqual(ids)
  })

  test('shows nobody who belongs to nobody once it may adopt no more', async () => {
    const { access, ids } = await mixed()
    const begun = await page(assembly, access, '/Users', { cursor: '', count: 1 })
    await assembly.directory.configure(operator(access.connection.organizationId), access.connection.id, {
      existingPeople: 'refuse',
    })
    const rest = await page(assembly, access, '/Users', { cursor: begun.next, count: 1 })
    expect(rest.ids).toEqual([ids[2] ?? ''])
  })
})

describe('paging by index while people come and go', () => {
  test('answers with the part of the list as it then is, and how many there then are', async () => {
    const { access, ids: begun } = await crew(12, (index) => ({ title: `t${index % 5}` }))
    let ids = [...begun]
    for (let turn = 0; turn < 6; turn++) {
      for (const [startIndex, count] of [
        [1, 5],
        [4, 3],
        [ids.length, 2],
        [ids.length + 1, 2],
        [-3, 2],
        [0, 1],
        [2, 0],
      ] as const) {
        for (const filter of [undefined, 'active eq true', 'userName pr']) {
          const { json, ids: found } = await page(assembly, access, '/Users', { startIndex, count, filter })
          const from = Math.max(1, startIndex)
          expect([filter, found]).toEqual([filter, ids.slice(from - 1, from - 1 + count)])
          expect([json.totalResults, json.startIndex, json.itemsPerPage]).toEqual([ids.length, from, found.length])
        }
      }
      const gone = ids[(turn * 5) % ids.length]
      await remove(access, gone)
      ids = [...ids.filter((id) => id !== gone), ...(await create(assembly, access, '/Users', named(turn % 3)))]
    }
  })

  test('misses nobody where people only come, and is disturbed by nobody of another connection', async () => {
    const { access, ids } = await crew(10)
    const ferry = await assembly.connection(access.connection.organizationId)
    const found: string[] = []
    for (let turn = 0; ; turn++) {
      const { json, ids: shown } = await page(assembly, access, '/Users', { startIndex: found.length + 1, count: 3 })
      found.push(...shown)
      if (found.length >= json.totalResults) break
      await create(assembly, ferry, '/Users', named(2))
      if (turn < 3) await create(assembly, access, '/Users', named(1))
    }
    expect(found.slice(0, 10)).toEqual([...ids])
    expect(new Set(found).size).toBe(13)
  })
})
