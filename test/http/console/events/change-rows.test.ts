import { describe, expect, test } from 'bun:test'
import { changeRows } from '../../../../src/http/console/events/change-rows'

const rows = (before?: object, after?: object) =>
  changeRows(before && JSON.stringify(before), after && JSON.stringify(after))
const enterprise = 'urn:ietf:params:scim:schemas:extension:enterprise:2.0:User'

describe('what changed', () => {
  test.each<readonly [name: string, before: object | undefined, after: object | undefined, rows: readonly object[]]>([
    ['nothing', { a: 1, b: [{ value: 'x' }] }, { b: [{ value: 'x' }], a: 1 }, []],
    ['a value', { title: 'A' }, { title: 'B' }, [{ path: 'title', before: 'A', after: 'B' }]],
    ['a value that is new', {}, { active: false }, [{ path: 'active', after: 'false' }]],
    ['a value that is gone', { nickName: 'x' }, {}, [{ path: 'nickName', before: 'x' }]],
    [
      'everything of what is new',
      undefined,
      { id: '1', schemas: ['x'], userName: 'a' },
      [{ path: 'userName', after: 'a' }],
    ],
    ['everything of what is deleted', { userName: 'a' }, undefined, [{ path: 'userName', before: 'a' }]],
    [
      'a part',
      { name: { givenName: 'A', familyName: 'B' } },
      { name: { givenName: 'C', familyName: 'B' } },
      [{ path: 'name.givenName', before: 'A', after: 'C' }],
    ],
    [
      'an element, told by its type',
      {
        emails: [
          { type: 'work', value: 'a' },
          { type: 'home', value: 'b' },
        ],
      },
      {
        emails: [
          { type: 'home', value: 'b' },
          { type: 'work', value: 'c' },
        ],
      },
      [{ path: 'emails[work].value', before: 'a', after: 'c' }],
    ],
    [
      'elements of the same type',
      { emails: [{ type: 'work', value: 'a' }] },
      {
        emails: [
          { type: 'work', value: 'a' },
          { type: 'work', value: 'b' },
        ],
      },
      [
        { path: 'emails[work, 2].type', after: 'work' },
        { path: 'emails[work, 2].value', after: 'b' },
      ],
    ],
    ['an element without a type', {}, { roles: [{ value: 'x' }] }, [{ path: 'roles[x].value', after: 'x' }]],
    [
      'an attribute of an extension and a part of it',
      { [enterprise]: { department: 'A' } },
      { [enterprise]: { department: 'B', manager: { value: '1' } } },
      [
        { path: `${enterprise}:department`, before: 'A', after: 'B' },
        { path: `${enterprise}:manager.value`, after: '1' },
      ],
    ],
    [
      'names that objects have by themselves',
      {},
      JSON.parse('{"__proto__": "x", "constructor": "y"}'),
      [
        { path: '__proto__', after: 'x' },
        { path: 'constructor', after: 'y' },
      ],
    ],
  ])('is told: %s', (_, before, after, expected) => {
    expect(rows(before, after)).toEqual([...expected] as ReturnType<typeof rows>)
  })

  test('is cut where a value is very long', () => {
    expect(rows({}, { title: 'x'.repeat(1_000_000) })[0]?.after?.length).toBeLessThan(1000)
  })
})
