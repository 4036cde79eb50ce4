import { describe, expect, test } from 'bun:test'
import { keepsNames, userKeys } from '../../src/directory/keys'
import type { JsonObject } from '../../src/scim/json'

const ann: JsonObject = {
  userName: 'Ann@Harbor.example',
  displayName: 'Ann Miller',
  name: { givenName: 'Ann', familyName: 'Miller' },
  emails: [{ value: 'ann@harbor.example', type: 'work', primary: true }],
  active: true,
}

describe('a user keeps their names', () => {
  test.each<[change: string, after: JsonObject]>([
    ['nothing', structuredClone(ann) as JsonObject],
    ['whether they are active', { ...ann, active: false }],
    ['their title', { ...ann, title: 'Engineer' }],
  ])('where a write changes %s', (_, after) => {
    expect(keepsNames(ann, after)).toBe(true)
    const [before, now] = [ann, after].map((resource) => userKeys(resource, JSON.stringify(resource)))
    expect([now?.search, now?.emails]).toEqual([before?.search, before?.emails])
  })

  test.each<[change: string, after: JsonObject]>([
    ['userName', { ...ann, userName: 'anna@harbor.example' }],
    ['displayName', { ...ann, displayName: 'Anna Miller' }],
    ['a part of the name', { ...ann, name: { givenName: 'Anna', familyName: 'Miller' } }],
    ['an address', { ...ann, emails: [{ value: 'anna@harbor.example', type: 'work', primary: true }] }],
    ['the addresses, of which there are none any more', { ...ann, emails: undefined as never }],
  ])('but not where it changes %s', (_, after) => {
    expect(keepsNames(ann, after)).toBe(false)
    const [before, now] = [ann, after].map((resource) => userKeys(resource, JSON.stringify(resource)))
    expect([now?.search, now?.emails]).not.toEqual([before?.search, before?.emails])
  })
})
