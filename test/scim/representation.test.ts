import { describe, expect, test } from 'bun:test'
import fc from 'fast-check'
import { etag, locationOf, represent, representList } from '../../src/scim/representation'
import { groupType, userType } from '../../src/scim/resource-types'
import { urns } from '../../src/scim/urns'
import { ada, alan, mathematicians, without } from './people'

const base = 'https://example.com/scim/v2'
const times = { created: Date.UTC(2026, 0, 31, 9), modified: Date.UTC(2026, 1, 1, 10, 0, 0, 7) }
const written = { created: '2026-01-31T09:00:00.000Z', lastModified: '2026-02-01T10:00:00.007Z' }

describe('A stored resource is represented', () => {
  test('with its document as it is, and meta behind it', () => {
    const stored = { id: 'ada', document: JSON.stringify(ada), version: 3, ...times }
    expect(JSON.parse(represent(userType, stored, base))).toEqual({
      ...ada,
      meta: { resourceType: 'User', ...written, version: etag(stored), location: `${base}/Users/ada` },
    })
    expect(represent(userType, stored, base)).toStartWith(stored.document.slice(0, -1))
  })

  test('with the groups of a user', () => {
    const groups = [
      { value: 'g1', display: 'Mathematicians', type: 'direct' },
      { value: 'g2', display: 'Say "hi" \\ \n 😀 \u2028 </script>', type: 'indirect' },
    ]
    const stored = { id: 'alan', document: JSON.stringify(alan), version: 1, ...times, groups }
    expect(JSON.parse(represent(userType, stored, base))).toEqual({
      ...alan,
      groups: groups.map(({ value, display, type }) => ({ value, $ref: `${base}/Groups/${value}`, display, type })),
      meta: { resourceType: 'User', ...written, version: etag(stored), location: `${base}/Users/alan` },
    })
  })

  test('with the members of a group', () => {
    const document = without(mathematicians, 'members')
    const stored = {
      id: 'mathematicians',
      document: JSON.stringify(document),
      version: 12,
      ...times,
      members: [
        { value: 'ada', type: 'User', display: 'Ada "the Countess" Lovelace' },
        { value: 'logicians', type: 'Group', display: '' },
        { value: 'alan', type: 'User' },
      ],
    }
    expect(JSON.parse(represent(groupType, stored, base))).toEqual({
      ...document,
      members: [
        { value: 'ada', $ref: `${base}/Users/ada`, display: 'Ada "the Countess" Lovelace', type: 'User' },
        { value: 'logicians', $ref: `${base}/Groups/logicians`, display: '', type: 'Group' },
        { value: 'alan', $ref: `${base}/Users/alan`, type: 'User' },
      ],
      meta: { resourceType: 'Group', ...written, version: etag(stored), location: `${base}/Groups/mathematicians` },
    })
  })

  test('without groups or members where there are none', () => {
    const stored = { id: 'alan', document: JSON.stringify(alan), version: 1, ...times }
    expect(JSON.parse(represent(userType, { ...stored, groups: [] }, base))).not.toHaveProperty('groups')
    expect(JSON.parse(represent(groupType, { ...stored, members: [] }, base))).not.toHaveProperty('members')
  })

  test('as JSON, whatever its texts are', () => {
    const text = fc.string({ unit: 'binary' })
    fc.assert(
      fc.property(text, text, text, (id, display, userName) => {
        const document = { schemas: [urns.user], id, userName }
        const stored = { id, document: JSON.stringify(document), version: 1, ...times }
        const groups = JSON.parse(
          represent(userType, { ...stored, groups: [{ value: id, display, type: 'direct' }] }, base),
        )
        expect(groups).toMatchObject({ ...document, groups: [{ value: id, display, $ref: `${base}/Groups/${id}` }] })
        const members = JSON.parse(
          represent(groupType, { ...stored, members: [{ value: id, type: 'User', display }] }, base),
        )
        expect(members).toMatchObject({ members: [{ value: id, display }], meta: { location: `${base}/Groups/${id}` } })
      }),
    )
  })
})

test('A list is a ListResponse around resources that are JSON already', () => {
  expect(JSON.parse(representList(['{"id":"a"}', '{"id":"b"}'], { totalResults: 12, startIndex: 3 }))).toEqual({
    schemas: [urns.listResponse],
    totalResults: 12,
    startIndex: 3,
    itemsPerPage: 2,
    Resources: [{ id: 'a' }, { id: 'b' }],
  })
  expect(JSON.parse(representList([], { totalResults: 0, startIndex: 1 }))).toEqual({
    schemas: [urns.listResponse],
    totalResults: 0,
    startIndex: 1,
    itemsPerPage: 0,
    Resources: [],
  })
})

test('A location is below the base', () => {
  expect(locationOf(userType, 'ada', base)).toBe(`${base}/Users/ada`)
  expect(locationOf(groupType, 'g1', base)).toBe(`${base}/Groups/g1`)
})

describe('An entity tag', () => {
  const group = { value: 'g1', display: 'Mathematicians', type: 'direct' }

  test('is weak, and follows the version', () => {
    expect(etag({ version: 3 })).toBe('W/"3"')
    expect(etag({ version: 3, groups: [] })).toBe('W/"3"')
  })

  test('differs where the groups that are shown differ', () => {
    const tags = [
      [],
      [group],
      [{ ...group, display: 'Analysts' }],
      [{ ...group, value: 'g2' }],
      [group, { ...group, value: 'g2' }],
    ].map((groups) => etag({ version: 3, groups }))
    expect(new Set(tags).size).toBe(tags.length)
    expect(etag({ version: 3, groups: [group] })).toBe(etag({ version: 3, groups: [{ ...group }] }))
    expect(tags.every((tag) => /^W\/"[\w-]+"$/.test(tag))).toBe(true)
  })
})

test('A list paged by cursors says where to go on, and leaves out what is not known', () => {
  expect(JSON.parse(representList(['{"id":"a"}'], { nextCursor: 'n"x', previousCursor: 'p' }))).toEqual({
    schemas: [urns.listResponse],
    itemsPerPage: 1,
    nextCursor: 'n"x',
    previousCursor: 'p',
    Resources: [{ id: 'a' }],
  })
})
