import { afterAll, beforeAll, describe, expect, test } from 'bun:test'
import fc from 'fast-check'
import type { Store } from '../../src/directory/store'
import type { Query } from '../../src/directory/stored-resource'
import type { Target } from '../../src/scim/condition'
import { holds } from '../../src/scim/holds'
import { isObject, type Json, type JsonObject } from '../../src/scim/json'
import { etag, type Represented } from '../../src/scim/representation'
import { compareText, fold, readInstant } from '../../src/scim/text'
import { groupMany, groupTargets, someCondition, someDocument, userMany, userTargets } from './documents'
import { furnish, group, okta, scope, user } from './people'

const userCount = 150
const groupCount = 30
const userIds = Array.from({ length: userCount }, (_, index) => `user${index}`)
const groupIds = Array.from({ length: groupCount }, (_, index) => `group${index}`)
const everything = { offset: 0, limit: 1000 }

const seed = Number(process.env.FC_SEED ?? Date.now() % 2 ** 31)

/** Holds an engine to what `holds` and the order in memory say. `open` makes an empty store. */
export function agreement(name: string, open: () => Promise<Store>): void {
  describe(`${name}, over random documents and conditions (FC_SEED=${seed})`, () => {
    let store: Store
    let users: readonly JsonObject[] = []
    let groups: readonly JsonObject[] = []

    beforeAll(async () => {
      store = await furnish(await open())
      const documents = fc.sample(someDocument, { numRuns: userCount + groupCount, seed })
      await store.write(async (tx) => {
        for (const [index, id] of userIds.entries()) {
          const { userName = `U${index}ß` } = documents[index] ?? {}
          const owner = index % 4 ? {} : { connection: undefined }
          await tx.users.insert(user(id, { ...documents[index], userName }, { ...owner, time: 1000 + (index % 3) }))
        }
        for (const [index, id] of groupIds.entries()) {
          const document = documents[userCount + index]
          await tx.groups.insert(
            group(id, { ...document, displayName: `${document?.displayName ?? 'Gruppe Ä'} ${index}` }),
          )
        }
        for (const [index, id] of groupIds.entries()) {
          const members = [userIds[index * 3], userIds[index], groupIds[index + 1]].slice(0, index % 4)
          const named = members.flatMap((value, place) =>
            (value ?? []) ? [{ value: value ?? '', ...(place % 2 && { display: 'Änne' }) }] : [],
          )
          await tx.members.add(scope(okta, true), id, named)
        }
      })
      users = (await store.users.list(scope(okta, true), everything)).items.map((each) => ({
        ...JSON.parse(each.document),
        meta: metaOf('User', each),
        ...(each.groups.length > 0 && { groups: each.groups.map((to) => ({ ...to })) }),
      }))
      const found = (await store.groups.list(scope(okta, true), everything)).items
      const members = await store.members.listOf(found.map(({ id }) => id))
      groups = found.map((each) => ({
        ...JSON.parse(each.document),
        meta: metaOf('Group', each),
        ...(members.has(each.id) && { members: members.get(each.id) }),
      }))
    })

    afterAll(() => store.close())

    test('SQL finds the users that `holds` does', async () => {
      const condition = someCondition(userTargets, userMany, [...userIds.slice(0, 9), ...groupIds.slice(0, 9)])
      await fc.assert(
        fc.asyncProperty(condition, async (condition) => {
          const { total, items } = await store.users.list(scope(okta, true), { condition, ...everything })
          const expected = users.filter((each) => holds(condition, each))
          expect(items.map(({ id }) => id as Json)).toEqual(idsOf(expected) as Json[])
          expect(total).toBe(expected.length)
        }),
        { seed, numRuns: 1500 },
      )
    }, 60_000)

    test('SQL finds the groups that `holds` does', async () => {
      const condition = someCondition(groupTargets, groupMany, [
        ...userIds.slice(0, 9),
        ...groupIds.slice(0, 9),
        'Group',
      ])
      await fc.assert(
        fc.asyncProperty(condition, async (condition) => {
          const { total, items } = await store.groups.list(scope(okta), { condition, ...everything })
          const expected = groups.filter((each) => holds(condition, each))
          expect(items.map(({ id }) => id as Json)).toEqual(idsOf(expected) as Json[])
          expect(total).toBe(expected.length)
        }),
        { seed, numRuns: 700 },
      )
    }, 60_000)

    test('a sorted page is the part of the sorted whole', async () => {
      const many = userMany.flatMap(([{ path, attribute }, inside]) =>
        inside.map(
          (each): Target =>
            attribute.subAttributes ? { ...each, path: [...path, ...each.path] } : { path, attribute },
        ),
      )
      const sort = fc.record({
        by: fc.constantFrom(...userTargets, ...many),
        order: fc.constantFrom('ascending' as const, 'descending' as const),
      })
      const condition = fc.option(someCondition(userTargets, userMany, userIds.slice(0, 9)), {
        nil: undefined,
        freq: 2,
      })
      const page = fc.record({ offset: fc.nat(userCount), limit: fc.nat(40) })
      await fc.assert(
        fc.asyncProperty(sort, condition, page, async (sort, condition, { offset, limit }) => {
          const query = { sort, ...(condition && { condition }), offset, limit }
          const { total, items } = await store.users.list(scope(okta, true), query)
          const met = users.filter((each) => !condition || holds(condition, each))
          expect(items.map(({ id }) => id as Json)).toEqual(
            idsOf(sorted(met, sort).slice(offset, offset + limit)) as Json[],
          )
          expect(total).toBe(met.length)
        }),
        { seed, numRuns: 500 },
      )
    }, 60_000)
  })
}

function metaOf(resourceType: string, stored: Pick<Represented, 'created' | 'modified' | 'version' | 'groups'>) {
  const { created, modified } = stored
  const text = (time: number) => new Date(time).toISOString()
  return { resourceType, created: text(created), lastModified: text(modified), version: etag(stored) }
}

const idsOf = (resources: readonly JsonObject[]) => resources.map(({ id }) => id)

/** RFC 7644 §3.4.2.3 said over in memory: unassigned last, first where descending; ties in the order of creation. */
function sorted(resources: readonly JsonObject[], { by, order }: NonNullable<Query['sort']>): readonly JsonObject[] {
  const ranked = resources.map((resource) => ({ resource, key: keyOf(resource, by) }))
  const direction = order === 'ascending' ? 1 : -1
  const compared = ranked.toSorted((a, b) => {
    if (a.key === undefined || b.key === undefined) {
      return direction * (Number(a.key === undefined) - Number(b.key === undefined))
    }
    return direction * (typeof a.key === 'string' ? compareText(a.key, String(b.key)) : Number(a.key) - Number(b.key))
  })
  return compared.map(({ resource }) => resource)
}

function keyOf(resource: JsonObject, { path, attribute }: Target): string | number | undefined {
  const value = path.reduce<Json | undefined>((from, name) => {
    const one = Array.isArray(from) ? preferred(from) : from
    return isObject(one) ? one[name] : undefined
  }, resource)
  const one =
    attribute.multiValued && Array.isArray(value) ? preferred(value) : attribute.multiValued ? undefined : value
  switch (attribute.type) {
    case 'boolean':
      return typeof one === 'boolean' ? Number(one) : undefined
    case 'integer':
    case 'decimal':
      return typeof one === 'number' ? one : undefined
    case 'dateTime':
      return typeof one === 'string' ? readInstant(one) : typeof one === 'number' ? one : undefined
    default:
      if (typeof one !== 'string' || one === '') return undefined
      return attribute.type === 'string' && !attribute.caseExact ? fold(one) : one
  }
}

const preferred = (elements: readonly Json[]) =>
  elements.find((element) => isObject(element) && element.primary === true) ?? elements[0]
