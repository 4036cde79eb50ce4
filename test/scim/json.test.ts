import { describe, expect, test } from 'bun:test'
import fc from 'fast-check'
import { covers, equal, isObject, type Json, member, own, withMember } from '../../src/scim/json'

describe('equal', () => {
  test.each<[Json | undefined, Json | undefined, boolean]>([
    [1, 1, true],
    [1, '1', false],
    ['a', 'A', false],
    [null, undefined, false],
    [undefined, undefined, true],
    [{ a: 1, b: [2] }, { b: [2], a: 1 }, true],
    [{ a: 1 }, { a: 1, b: 2 }, false],
    [{ a: 1, b: 2 }, { a: 1 }, false],
    [{ constructor: 1 }, { a: 1 }, false],
    [[1, 2], [2, 1], false],
    [[1], [1, 2], false],
    [[], {}, false],
    [{}, [], false],
    [[], [], true],
    [{}, {}, true],
  ])('of %j and %j is %p', (a, b, answer) => {
    expect(equal(a, b)).toBe(answer)
  })

  test('holds for every value and its copy', () => {
    fc.assert(
      fc.property(fc.json(), (text) => {
        const [value, copy]: [Json, Json] = [JSON.parse(text), JSON.parse(text)]
        expect(equal(value, copy)).toBe(true)
        expect(equal([value], [[copy]])).toBe(false)
      }),
    )
  })
})

test.each<[Json, Json, boolean]>([
  [{ value: 'a', type: 'work' }, { value: 'a' }, true],
  [{ value: 'a' }, { value: 'a', type: 'work' }, false],
  [{ value: 'a' }, { value: 'b' }, false],
  [{ value: 'a' }, {}, true],
  [{}, { constructor: 1 }, false],
  ['a', 'a', true],
  ['a', { value: 'a' }, false],
])('%j covers %j: %p', (value, part, answer) => {
  expect(covers(value, part)).toBe(answer)
})

test.each<[unknown, boolean]>([
  [{}, true],
  [[], false],
  [null, false],
  ['{}', false],
  [undefined, false],
])('%j is an object: %p', (value, answer) => {
  expect(isObject(value)).toBe(answer)
})

test('own knows only what the object itself has', () => {
  expect(own({ a: 1 }, 'a')).toBe(1)
  expect(own({ a: 1 }, 'constructor')).toBeUndefined()
  expect(own(JSON.parse('{"__proto__": 5}'), '__proto__')).toBe(5)
})

test('withMember sets, keeps the order, takes out, and leaves nothing of nothing', () => {
  expect(JSON.stringify(withMember({ a: 1, b: 2 }, 'a', 3))).toBe('{"a":3,"b":2}')
  expect(withMember({ a: 1, b: 2 }, 'a', undefined)).toEqual({ b: 2 })
  expect(withMember({ a: 1 }, 'a', undefined)).toBeUndefined()
  expect(withMember({ a: 1 }, 'b', undefined)).toEqual({ a: 1 })
})

test('member finds a name in any case, and none of Object’s own', () => {
  expect(member({ operations: [] }, 'Operations')).toEqual([])
  expect(member({ Value: null }, 'value')).toBeNull()
  expect(member({}, 'constructor')).toBeUndefined()
})
