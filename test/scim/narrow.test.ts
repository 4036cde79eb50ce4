import { describe, expect, test } from 'bun:test'
import { parseFilter } from '../../src/scim/filter-parser'
import { holds } from '../../src/scim/holds'
import { lenient } from '../../src/scim/leniency'
import { isElsewhere, narrow } from '../../src/scim/narrow'
import { resolve } from '../../src/scim/resolve'
import { groupType, resourceTypes, userType } from '../../src/scim/resource-types'
import { ada, mathematicians } from './people'
import { refusalOf } from './refusal'

/** Whether a filter over users and groups finds Ada, and whether it finds the mathematicians. */
function found(text: string): readonly boolean[] {
  const filter = parseFilter(text, lenient())
  return [userType, groupType].map((type) =>
    holds(resolve(type, narrow(filter, type, resourceTypes), lenient()), type === userType ? ada : mathematicians),
  )
}

describe('A filter over all types', () => {
  test.each([
    ['displayName pr', true, true],
    ['displayName eq "Mathematicians"', false, true],
    ['userName eq "ada@example.com"', true, false],
    ['members eq "ada"', false, true],
    ['members[value eq "ada"]', false, true],
    ['emails[type eq "work"]', true, false],
    ['userName pr or members pr', true, true],
    ['userName pr and members pr', false, false],
    // what a type does not have is unassigned in it
    ['userName pr', true, false],
    ['not (userName pr)', false, true],
    ['userName ne "ada@example.com"', false, true],
    ['userName ne "x"', true, true],
    ['userName eq null', false, true],
    ['userName ne null', true, false],
    ['title gt "A"', true, false],
    ['not (title gt "A")', false, true],
    ['department eq "Notes" or displayName sw "Math"', true, true],
  ])('%s finds Ada: %p, and the group: %p', (text, user, group) => {
    expect(found(text)).toEqual([user, group])
  })

  test.each([
    ['shoeSize eq 42', '400 invalidFilter'],
    ['userName pr or shoeSize pr', '400 invalidFilter'],
    ['password sw "a"', '403 sensitive'],
  ])('is refused where it would be for each of them: %s', (text, refusal) => {
    expect(refusalOf(() => found(text))).toBe(refusal)
  })
})

test.each([
  ['members', true, false],
  ['userName', false, true],
  ['displayName', false, false],
  ['shoeSize', false, false],
  ['constructor', false, false],
])('%s is elsewhere than in users: %p, than in groups: %p', (name, notInUsers, notInGroups) => {
  expect(isElsewhere(name, userType, resourceTypes)).toBe(notInUsers)
  expect(isElsewhere(name, groupType, resourceTypes)).toBe(notInGroups)
})
