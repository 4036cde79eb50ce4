import { describe, expect, test } from 'bun:test'
import fc from 'fast-check'
import type { ResourceType } from '../../src/scim/attribute'
import { parseFilter } from '../../src/scim/filter-parser'
import { holds } from '../../src/scim/holds'
import type { Json } from '../../src/scim/json'
import { lenient } from '../../src/scim/leniency'
import { resolve } from '../../src/scim/resolve'
import { groupType, userType } from '../../src/scim/resource-types'
import { urns } from '../../src/scim/urns'
import { engine, engineType } from './engine'
import { ada, alan, mathematicians } from './people'

function finds(type: ResourceType, text: string, resource: Json): boolean {
  return holds(resolve(type, parseFilter(text, lenient()), lenient()), resource)
}

const found = (texts: readonly string[]) => texts.map((text): [string, boolean] => [text, true])
const missed = (texts: readonly string[]) => texts.map((text): [string, boolean] => [text, false])

describe('The filter on Ada', () => {
  test.each([
    ...found([
      // strings without case
      'userName eq "ada@example.com"',
      'userName eq "ADA@EXAMPLE.COM"',
      'userName co "A@EX"',
      'userName sw "ada@"',
      'userName ew ".COM"',
      'userName gt "ada"',
      'userName ge "ada@example.com"',
      'userName le "ada@example.com"',
      'userName lt "adb"',
      'userName ne "grace@example.com"',
      'displayName co ""',
      // strings with case
      'externalId eq "00u1Ada"',
      'externalId sw "00u"',
      'externalId ne "00U1ADA"',
      'id eq "ada"',
      // parts of complex attributes
      'name.familyName eq "lovelace"',
      'name[familyName eq "lovelace" and givenName eq "ada"]',
      'name.formatted co "Augusta"',
      `${urns.enterpriseUser}:department eq "notes"`,
      `${urns.enterpriseUser}:manager.value eq "charles"`,
      'manager eq "charles"',
      // booleans
      'active eq true',
      'active ne false',
      'active eq "True"',
      // several values: any of them
      'emails.value eq "ada@home.example"',
      'emails eq "ADA@example.com"',
      'emails co "home"',
      'emails.type eq "work"',
      'emails.type eq "home"',
      'emails[type eq "work" and value eq "ada@example.com"]',
      'emails[type eq "work"].value eq "ada@example.com"',
      'emails[type eq "home" and not (primary eq true)]',
      'emails[type ne "work"]',
      'emails[primary eq null]',
      'emails.type eq "work" and emails.value eq "ada@home.example"',
      'emails ne "grace@example.com"',
      `schemas eq "${urns.enterpriseUser}"`,
      'x509Certificates.value eq "MIIDQzCCAqygAwIBAgICEAAwDQ=="',
      'x509Certificates pr',
      // presence
      'title pr',
      'name pr',
      'emails pr',
      'name.middleName pr',
      'emails.primary pr',
      'emails[display pr]',
      'manager pr',
      'title ne null',
      'groups eq null',
      'not (groups pr)',
      // logic
      'title pr and active eq true',
      'title eq "x" or active eq true',
      'title eq "x" and active eq false or userName sw "ada"',
      'not (title eq "x" or active eq false)',
      'not (not (title pr))',
    ]),
    ...missed([
      'userName eq "ada"',
      'userName ne "ADA@EXAMPLE.COM"',
      'userName sw "example"',
      'userName ew "ada"',
      'userName gt "ada@example.com"',
      'userName lt "ada@example.com"',
      'externalId eq "00U1ADA"',
      'externalId co "ada"',
      'id eq "ADA"',
      'name[familyName eq "lovelace" and givenName eq "grace"]',
      'active eq false',
      'active ne true',
      'emails.value eq "grace@example.com"',
      'emails[type eq "work" and value eq "ada@home.example"]',
      'emails[type eq "home"].value eq "ada@example.com"',
      'emails ne "ada@example.com"',
      'emails.type ne "home"',
      'emails[type eq "other"]',
      'x509Certificates.value eq "miidqzccaqygawibagiceaawdq=="',
      'groups pr',
      'groups.value eq "mathematicians"',
      'title eq null',
      'emails eq null',
      'not (title pr)',
      'title pr and active eq false',
      'title eq "x" and (active eq false or userName sw "ada")',
    ]),
  ])('%s holds: %p', (text, answer) => {
    expect(finds(userType, text, ada)).toBe(answer)
  })
})

describe('What is unassigned', () => {
  test.each([
    ...missed(['eq', 'co', 'sw', 'ew', 'gt', 'ge', 'lt', 'le'].map((operator) => `title ${operator} ""`)),
    ...found(['title ne ""', 'title ne "x"', 'emails ne "x"', 'emails.type ne "x"', 'name.familyName ne "x"']),
    ...found([
      'title eq null',
      'emails eq null',
      'name eq null',
      'emails.type eq null',
      'active ne true',
      'active ne false',
    ]),
    ...missed([
      'emails[type ne "x"]',
      'emails[value eq null]',
      'active eq false',
      'meta.created gt "0001-01-01T00:00:00Z"',
    ]),
    ...missed([
      'meta.created le "9999-01-01T00:00:00Z"',
      'manager eq ""',
      `${urns.enterpriseUser}:department le "zzz"`,
    ]),
  ])('is judged so: %s holds for Alan: %p', (text, answer) => {
    expect(finds(userType, text, alan)).toBe(answer)
  })

  test.each([
    [{ title: null }, false],
    [{ title: '' }, false],
    [{ title: ' ' }, true],
  ])('title pr in %j: %p', (resource, answer) => {
    expect(finds(userType, 'title pr', resource)).toBe(answer)
  })

  test.each([
    [{ name: {} }, false],
    [{ name: { givenName: null, familyName: '' } }, false],
    [{ name: { givenName: 'Ada' } }, true],
  ])('name pr in %j: %p', (resource, answer) => {
    expect(finds(userType, 'name pr', resource)).toBe(answer)
  })

  test.each([
    [{ emails: [] }, false],
    [{ emails: [{ value: 'a' }] }, true],
  ])('emails pr in %j: %p', (resource, answer) => {
    expect(finds(userType, 'emails pr', resource)).toBe(answer)
  })
})

describe('The filter on an engine', () => {
  test.each([
    ...found([
      'serial eq 2',
      'serial eq 2.0',
      'serial eq "2"',
      'serial ge 2',
      'serial lt 10',
      'serial ne 3',
      'serial pr',
    ]),
    ...missed(['serial eq 2.5', 'serial gt 2', 'serial ne 2', 'serial lt -10']),
    ...found(['tons eq 4.5', 'tons gt 4', 'tons le 4.50', 'tons lt 1e1']),
    ...missed(['tons eq 4', 'tons ge 4.6']),
    ...found(['running eq false', 'running ne true', 'running pr']),
    // dates are compared as instants
    ...found([
      'built eq "1991-05-10T12:00:00+01:00"',
      'built eq "1991-05-10T11:00:00Z"',
      'built eq "1991-05-10T11:00:00.0000000Z"',
      'built eq "1991-05-10T04:00:00-07:00"',
      'built ge "1991-05-10T11:00:00Z"',
      'built gt "0001-01-03T00:00:00.0000000Z"',
      'built lt "1991-05-10T11:00:00.001Z"',
      'built gt "1991-05-10T11:30:00+01:00"',
      'built ne "1991-05-10T12:00:00Z"',
    ]),
    ...missed([
      'built eq "1991-05-10T12:00:00Z"',
      'built gt "1991-05-10T11:00:00Z"',
      'built lt "0001-01-03T00:00:00Z"',
    ]),
    ...found(['plan eq "UGxhbg=="', 'plan ne "ugxhbg=="', 'plan pr']),
    ...missed(['plan eq "ugxhbg=="']),
    ...found(['manual eq "https://example.com/Manual"', 'manual co "Manual"']),
    ...missed(['manual eq "https://example.com/manual"']),
    ...found(['code eq "Difference"', 'code lt "difference"', 'code sw "D"']),
    ...missed(['code eq "difference"', 'code gt "a"']),
    // folding goes beyond ASCII
    ...found(['motto eq "STRASSE DER ΣΟΦΌΣ"', 'motto co "ßE"', 'motto ew "σοφόσ"', 'motto sw "strass"']),
    ...found(['tags eq "brass"', 'tags eq "STEAM"', 'tags[value sw "b"]', 'tags pr', 'tags gt "s"']),
    ...missed(['tags eq "tin"', 'tags ne "brass"', 'tags[value eq "brass" and value eq "steam"]']),
    ...found([
      'urn:example:Museum:id eq "1862-89"',
      'urn:example:Museum:builder sw "c"',
      'urn:example:Museum:rooms eq 2',
    ]),
    ...missed(['urn:example:Museum:rooms gt 2', 'urn:example:Museum:id eq "engine"']),
  ])('%s holds: %p', (text, answer) => {
    expect(finds(engineType, text, engine)).toBe(answer)
  })

  test.each<Json>([{ serial: '2' }, { serial: null }, { serial: [2] }, { serial: {} }, {}])(
    'does not compare what is of another type: %j',
    (resource) => {
      expect(finds(engineType, 'serial le 2', resource)).toBe(false)
      expect(finds(engineType, 'serial ne 2', resource)).toBe(true)
    },
  )
})

test.each([
  ['members eq "ada"', true],
  ['members eq "Ada"', false],
  ['members.value eq "grace"', false],
  ['members[value eq "ada" and type eq "user"]', true],
  ['members[value eq "ada" and display co "alan"]', false],
  ['id eq "mathematicians" and members eq "alan"', true],
  ['displayName eq "MATHEMATICIANS"', true],
])('The filter on a group: %s holds: %p', (text, answer) => {
  expect(finds(groupType, text, mathematicians)).toBe(answer)
})

test('Parts of text are not looked for in numbers', () => {
  const [serial] = engineType.schema.attributes
  if (!serial) throw new Error('An engine has a serial number.')
  for (const operator of ['co', 'sw', 'ew'] as const)
    expect(
      holds({ kind: 'compare', target: { path: ['serial'], attribute: serial }, operator, value: 2 }, engine),
    ).toBe(false)
})

describe('The order of text', () => {
  const word = fc.string({ unit: 'grapheme', maxLength: 5 }).filter((text) => !text.includes('\0'))
  test('is total: exactly one of lt, eq and gt holds; ge and le are what they say', () => {
    fc.assert(
      fc.property(word, word, (code, other) => {
        const says = (operator: string) => finds(engineType, `code ${operator} ${JSON.stringify(other)}`, { code })
        expect([says('lt'), says('eq'), says('gt')].filter(Boolean)).toEqual([true])
        expect(says('ge')).toBe(!says('lt'))
        expect(says('le')).toBe(!says('gt'))
        expect(says('ne')).toBe(!says('eq'))
      }),
    )
  })
})
