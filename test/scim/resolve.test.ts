import { describe, expect, test } from 'bun:test'
import type { ResourceType } from '../../src/scim/attribute'
import type { Condition } from '../../src/scim/condition'
import { parseFilter } from '../../src/scim/filter-parser'
import { lenient } from '../../src/scim/leniency'
import { resolve } from '../../src/scim/resolve'
import { groupType, userType } from '../../src/scim/resource-types'
import { urns } from '../../src/scim/urns'
import { engineType } from './engine'
import { detailOf, refusalOf } from './refusal'

/** A condition written shortly: its targets as paths joined by ` › `. */
function shown(condition: Condition): string {
  switch (condition.kind) {
    case 'and':
    case 'or':
      return `(${condition.conditions.map(shown).join(` ${condition.kind} `)})`
    case 'not':
      return `not ${shown(condition.condition)}`
    case 'present':
      return `${condition.target.path.join(' › ') || '.'} pr`
    case 'compare':
      return `${condition.target.path.join(' › ') || '.'} ${condition.operator} ${JSON.stringify(condition.value)}`
    case 'some':
      return `${condition.target.path.join(' › ')}{${shown(condition.condition)}}`
  }
}

function resolved(
  type: ResourceType,
  text: string,
): { readonly condition: string; readonly tolerated: readonly string[] } {
  const remarks = lenient()
  const condition = shown(resolve(type, parseFilter(text, remarks), remarks))
  return { condition, tolerated: [...remarks.tolerated] }
}

const extension = urns.enterpriseUser

describe('A filter on users means', () => {
  test.each<[string, string, ...string[]]>([
    ['userName eq "Ada@Example.com"', 'userName eq "ada@example.com"'],
    ['USERNAME sw "A"', 'userName sw "a"'],
    ['externalId eq "00u1Ada"', 'externalId eq "00u1Ada"'],
    ['id eq "Ada"', 'id eq "Ada"'],
    ['Name.FamilyName co "LACE"', 'name › familyName co "lace"'],
    [`${urns.user}:userName eq "x"`, 'userName eq "x"'],
    [`${urns.user.toUpperCase()}:name.givenName eq "x"`, 'name › givenName eq "x"'],
    [`${urns.user}:externalId pr`, 'externalId pr'],
    [`${extension}:department eq "R&D"`, `${extension} › department eq "r&d"`],
    [`${extension}:manager.value eq "Charles"`, `${extension} › manager › value eq "Charles"`],
    ['active eq true', 'active eq true'],
    ['active ne true', 'not active eq true'],
    ['title pr', 'title pr'],
    ['name pr', 'name pr'],
    ['emails pr', 'emails pr'],
    ['emails.display pr', 'emails{display pr}'],
    ['title eq null', 'not title pr'],
    ['title ne null', 'title pr'],
    ['emails eq null', 'not emails pr'],
    ['emails.type ne null', 'emails{type pr}'],
    ['emails.type eq "Work"', 'emails{type eq "work"}'],
    ['emails.type ne "work"', 'not emails{type eq "work"}'],
    ['emails[type eq "work" and value ew "@Example.com"]', 'emails{(type eq "work" and value ew "@example.com")}'],
    ['emails[type ne "work"]', 'emails{not type eq "work"}'],
    ['emails[not (Type eq "work") or primary eq true]', 'emails{(not type eq "work" or primary eq true)}'],
    ['emails[type eq null]', 'emails{not type pr}'],
    ['emails[display pr]', 'emails{display pr}'],
    ['name[familyName eq "Lovelace"]', 'name › familyName eq "lovelace"'],
    [`${extension}:manager[value eq "1"]`, `${extension} › manager › value eq "1"`],
    ['schemas eq "urn:X"', 'schemas{. eq "urn:X"}'],
    ['schemas[value sw "urn:"]', 'schemas{. sw "urn:"}'],
    ['meta.created gt "1970-01-01T00:00:01+00:00"', 'meta › created gt 1000'],
    ['meta.lastModified ge "1970-01-01T00:00:01.2345678-01:00"', 'meta › lastModified ge 3601234'],
    ['x509Certificates.value eq "MIIB"', 'x509Certificates{value eq "MIIB"}'],
    ['profileUrl eq "https://X"', 'profileUrl eq "https://X"'],
    ['groups.value eq "g1"', 'groups{value eq "g1"}'],
    ['not (title pr and active eq false)', 'not (title pr and active eq false)'],
    // tolerated
    ['emails eq "Ada@example.com"', 'emails{value eq "ada@example.com"}'],
    ['emails ne "x"', 'not emails{value eq "x"}'],
    ['manager eq "1"', `${extension} › manager › value eq "1"`, 'bareExtensionAttribute', 'bareComplex'],
    ['department sw "N"', `${extension} › department sw "n"`, 'bareExtensionAttribute'],
    [`${extension}.department eq "N"`, `${extension} › department eq "n"`, 'dotBehindUrn'],
    [`${urns.user}.userName eq "n"`, 'userName eq "n"', 'dotBehindUrn'],
    ['roles[primary eq "True"]', 'roles{primary eq true}', 'quotedBoolean'],
    ['active eq "false"', 'active eq false', 'quotedBoolean'],
    ['userName eq Ada', 'userName eq "ada"', 'bareWord'],
    ['active eq TRUE', 'active eq true'],
    [`${extension}:employeeNumber eq 701984`, `${extension} › employeeNumber eq "701984"`, 'textFromScalar'],
    ['externalId eq 5', 'externalId eq "5"', 'textFromScalar'],
    ['emails[type eq "work"].value eq "x"', 'emails{(type eq "work" and value eq "x")}', 'comparisonBehindValuePath'],
  ])('%s → %s', (text, condition, ...tolerated) => {
    expect(resolved(userType, text)).toEqual({ condition, tolerated })
  })
})

test.each([
  ['displayName eq "Mathematicians"', 'displayName eq "mathematicians"'],
  ['members eq "ada"', 'members{value eq "ada"}'],
  ['members.value eq "Ada"', 'members{value eq "Ada"}'],
  ['members[value eq "ada" and type eq "User"]', 'members{(value eq "ada" and type eq "user")}'],
])('A filter on groups means: %s → %s', (text, condition) => {
  expect(resolved(groupType, text).condition).toBe(condition)
})

test.each([
  ['serial eq 2', 'serial eq 2'],
  ['serial gt "2"', 'serial gt 2'],
  ['tons le 4.5', 'tons le 4.5'],
  ['built lt "1991-05-10T11:00:00Z"', 'built lt 673873200000'],
  ['plan eq "UGxhbg=="', 'plan eq "UGxhbg=="'],
  ['tags eq "BRASS"', 'tags{. eq "brass"}'],
  ['tags ne "brass"', 'not tags{. eq "brass"}'],
  ['tags[VALUE eq "brass"]', 'tags{. eq "brass"}'],
  ['tags[value eq "Brass" or value eq "tin"]', 'tags{(. eq "brass" or . eq "tin")}'],
  ['urn:example:Museum:id eq "X"', 'urn:example:Museum › id eq "x"'],
  ['urn:example:Museum:builder eq "X"', 'urn:example:Museum › builder eq "x"'],
  ['urn:example:Museum:rooms gt 1', 'urn:example:Museum › rooms{. gt 1}'],
])('A filter on any other type means: %s → %s', (text, condition) => {
  expect(resolved(engineType, text).condition).toBe(condition)
})

describe('A filter is refused', () => {
  test.each([
    'shoeSize eq 5',
    'group.value eq "x"',
    'name.maidenName eq "x"',
    'name.familyName.first eq "x"',
    'emails[kind eq "work"]',
    'userName. eq "x"',
    'members eq "x"',
    `${extension} pr`,
    `${extension}:userName eq "x"`,
    'urn:unknown:userName eq "x"',
    'constructor pr',
    'toString eq "x"',
    'hasOwnProperty pr',
    'name.constructor eq "x"',
    'emails[constructor pr]',
    '__proto__ pr',
    'name.__proto__ pr',
    'active gt true',
    'active co "t"',
    'active eq "yes"',
    'active eq 1',
    'x509Certificates.value gt "a"',
    'x509Certificates.value co "a"',
    'meta.created co "2026"',
    'meta.created gt "yesterday"',
    'meta.created sw "2026-01-31T09:00:00Z"',
    'meta.created gt "2026-01-31"',
    'meta.created gt 5',
    'meta.created eq true',
    'name eq "Ada"',
    'addresses co "London"',
    'title gt null',
    'emails[type co null]',
    'emails.value[type eq "work"]',
    'emails[type[value eq "x"]]',
    'userName[type eq "x"]',
  ])('where users have no such attribute, or its type does not allow it: %s', (text) => {
    expect(refusalOf(() => resolved(userType, text))).toBe('400 invalidFilter')
  })

  test.each(['serial eq "two"', 'serial co "2"', 'tons sw 4', 'tons eq true', 'tags[type eq "x"]'])(
    'where other types do not allow it: %s',
    (text) => {
      expect(refusalOf(() => resolved(engineType, text))).toBe('400 invalidFilter')
    },
  )

  test('where groups have no such attribute', () => {
    expect(refusalOf(() => resolved(groupType, 'userName eq "x"'))).toBe('400 invalidFilter')
  })

  test.each<[string, ResourceType]>([
    ['password eq "x"', userType],
    ['password pr', userType],
    [`not (${urns.user}:PASSWORD sw "a")`, userType],
    ['password[value eq "x"]', userType],
    ['lock.combination sw "1"', engineType],
    ['lock[combination sw "1"]', engineType],
  ])('where it would find a secret out: %s', (text, type) => {
    expect(refusalOf(() => resolved(type, text))).toBe('403 sensitive')
  })

  test.each([
    ['shoeSize eq 5', 'User has no attribute called shoeSize. See /Schemas for those it has.'],
    ['name eq "Ada"', 'name has several parts; compare one of them, such as name.formatted.'],
    ['emails[kind pr]', 'emails has no sub-attribute called kind.'],
    ['meta.created gt 5', 'created is a dateTime: compare it with a date and time such as "2026-01-31T09:00:00Z".'],
    ['active eq 1', 'active is a boolean: compare it with true or false.'],
    ['title gt null', 'gt cannot compare with null; eq, ne and pr can.'],
  ])('%s, and says why', (text, detail) => {
    expect(detailOf(() => resolved(userType, text))).toBe(detail)
  })
})
