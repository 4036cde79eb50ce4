import { describe, expect, test } from 'bun:test'
import fc from 'fast-check'
import { type Comparison, comparisons, type Filter, type FilterValue, print } from '../../src/scim/filter'
import { parseFilter, parsePath, printPath } from '../../src/scim/filter-parser'
import { lenient } from '../../src/scim/leniency'
import { urns } from '../../src/scim/urns'
import { detailOf, refusalOf } from './refusal'

const compare = (path: string, operator: Comparison, value: FilterValue): Filter => ({
  kind: 'compare',
  path,
  operator,
  value,
})
const eq = (path: string, value: FilterValue) => compare(path, 'eq', value)
const pr = (path: string): Filter => ({ kind: 'present', path })
const and = (...filters: readonly Filter[]): Filter => ({ kind: 'and', filters })
const or = (...filters: readonly Filter[]): Filter => ({ kind: 'or', filters })
const not = (filter: Filter): Filter => ({ kind: 'not', filter })
const some = (path: string, filter: Filter): Filter => ({ kind: 'some', path, filter })

const read = (text: string) => parseFilter(text, lenient())

describe('A filter', () => {
  test.each<[string, Filter]>([
    // RFC 7644 §3.4.2.2, figure 2
    ['userName eq "bjensen"', eq('userName', 'bjensen')],
    ['name.familyName co "O\'Malley"', compare('name.familyName', 'co', "O'Malley")],
    ['userName sw "J"', compare('userName', 'sw', 'J')],
    [`${urns.user}:userName sw "J"`, compare(`${urns.user}:userName`, 'sw', 'J')],
    ['title pr', pr('title')],
    ['meta.lastModified gt "2011-05-13T04:42:34Z"', compare('meta.lastModified', 'gt', '2011-05-13T04:42:34Z')],
    ['title pr and userType eq "Employee"', and(pr('title'), eq('userType', 'Employee'))],
    ['title pr or userType eq "Intern"', or(pr('title'), eq('userType', 'Intern'))],
    [`schemas eq "${urns.enterpriseUser}"`, eq('schemas', urns.enterpriseUser)],
    [
      'userType eq "Employee" and (emails co "example.com" or emails.value co "example.org")',
      and(
        eq('userType', 'Employee'),
        or(compare('emails', 'co', 'example.com'), compare('emails.value', 'co', 'example.org')),
      ),
    ],
    [
      'userType ne "Employee" and not (emails co "example.com" or emails.value co "example.org")',
      and(
        compare('userType', 'ne', 'Employee'),
        not(or(compare('emails', 'co', 'example.com'), compare('emails.value', 'co', 'example.org'))),
      ),
    ],
    ['userType eq "Employee" and (emails.type eq "work")', and(eq('userType', 'Employee'), eq('emails.type', 'work'))],
    [
      'userType eq "Employee" and emails[type eq "work" and value co "@example.com"]',
      and(eq('userType', 'Employee'), some('emails', and(eq('type', 'work'), compare('value', 'co', '@example.com')))),
    ],
    [
      'emails[type eq "work"] or ims[type eq "xmpp" and value co "@foo.com"]',
      or(some('emails', eq('type', 'work')), some('ims', and(eq('type', 'xmpp'), compare('value', 'co', '@foo.com')))),
    ],
    // and binds closer than or, not closest of all
    ['a pr or b pr and c pr', or(pr('a'), and(pr('b'), pr('c')))],
    ['a pr and b pr or c pr', or(and(pr('a'), pr('b')), pr('c'))],
    ['(a pr or b pr) and c pr', and(or(pr('a'), pr('b')), pr('c'))],
    ['a pr and b pr and c pr', and(pr('a'), pr('b'), pr('c'))],
    ['(a pr and b pr) and c pr', and(and(pr('a'), pr('b')), pr('c'))],
    ['not (a pr) and b pr', and(not(pr('a')), pr('b'))],
    ['not (a pr and b pr)', not(and(pr('a'), pr('b')))],
    ['not (not (a pr))', not(not(pr('a')))],
    ['not(a pr)', not(pr('a'))],
    ['((a pr))', pr('a')],
    ['emails[not (type eq "work")]', some('emails', not(eq('type', 'work')))],
    ['emails[type eq "work" or (primary eq true)]', some('emails', or(eq('type', 'work'), eq('primary', true)))],
    ['emails[type eq "work"].value eq "x"', some('emails', and(eq('type', 'work'), eq('value', 'x')))],
    ['emails[type pr].value pr and a pr', and(some('emails', and(pr('type'), pr('value'))), pr('a'))],
    // operators and keywords in any case, blanks of any kind and number
    ...comparisons.map((name): [string, Filter] => [`a ${name.toUpperCase()} "x"`, compare('a', name, 'x')]),
    ['a PR AND b Pr Or NOT (c pR)', or(and(pr('a'), pr('b')), not(pr('c')))],
    ['  a   eq\t"x"\n and  ( b pr )  ', and(eq('a', 'x'), pr('b'))],
    ['emails [ type eq "work" ]', some('emails', eq('type', 'work'))],
    // names
    ['$ref pr', pr('$ref')],
    ['members.$ref pr', pr('members.$ref')],
    ['x-y_z9 pr', pr('x-y_z9')],
    ['and pr and or pr or not pr', or(and(pr('and'), pr('or')), pr('not'))],
    [`${urns.enterpriseUser}:manager.value eq "1"`, eq(`${urns.enterpriseUser}:manager.value`, '1')],
    [`${urns.user}:emails[type eq "work"]`, some(`${urns.user}:emails`, eq('type', 'work'))],
    ['constructor pr', pr('constructor')],
    // values
    ['a eq ""', eq('a', '')],
    ['a eq "say \\"hi\\" \\\\ \\/ \\n\\u00e9"', eq('a', 'say "hi" \\ / \né')],
    ['a eq "] and ) or ("', eq('a', '] and ) or (')],
    ['a eq "😀 Ünï"', eq('a', '😀 Ünï')],
    ['a eq true', eq('a', true)],
    ['a eq False', eq('a', false)],
    ['a eq null', eq('a', null)],
    ['a eq 0', eq('a', 0)],
    ['a gt -12.5', compare('a', 'gt', -12.5)],
    ['a eq 1.5E+3', eq('a', 1500)],
    // bare words
    ['a eq bjensen', eq('a', 'bjensen')],
    ['a eq ada@example.com and b pr', and(eq('a', 'ada@example.com'), pr('b'))],
    ['(a eq x)', eq('a', 'x')],
    ['a eq 54D382A4-2050-4C03-94D1-E769F1D15682', eq('a', '54D382A4-2050-4C03-94D1-E769F1D15682')],
    ['a gt 2015-10-10T14:38:21.8617979-07:00', compare('a', 'gt', '2015-10-10T14:38:21.8617979-07:00')],
    ['a eq 007', eq('a', '007')],
    ['a eq trueish', eq('a', 'trueish')],
  ])('%s', (text, filter) => {
    expect(read(text)).toEqual(filter)
  })

  test.each([
    '',
    '   ',
    'userName',
    'userName eq',
    'userName eq ',
    'userName is "x"',
    'userName eq "x',
    'userName eq "x" "y"',
    'userName eq "x"y',
    'userName eq "\\q"',
    'userName eq "tab\tinside"',
    'userName eq "nul \\u0000"',
    'userName eq "half \\ud83d"',
    'userName eq 1e999',
    'eq "x"',
    '"userName" eq "x"',
    'userName eq "x" and',
    'userName eq "x" and ',
    'and userName pr',
    'userName pr xor title pr',
    'userName pr title pr',
    'not userName pr',
    'not',
    '(userName pr',
    'userName pr)',
    '()',
    'emails[type eq "work"',
    'emails[]',
    'emails[type eq "work")',
    'emails type eq "work"]',
    'emails[type eq "work"].',
    'emails[type eq "work"].value',
    'user name eq "x"',
    'üserName eq "x"',
    '1st eq "x"',
    '_a eq "x"',
    'a+b eq "x"',
  ])('is refused: %s', (text) => {
    expect(refusalOf(() => read(text))).toBe('400 invalidFilter')
  })

  test.each([
    [
      'userName is "x"',
      'At character 10: an operator (eq, ne, co, sw, ew, gt, ge, lt, le or pr) was expected behind userName, not "is".',
    ],
    ['a pr and (b pr', "At character 15: ')' was expected."],
    ['a pr b pr', 'At character 6: the end was expected, not "b pr".'],
    ['üser eq "x"', 'At character 1: an attribute name was expected, not "üser".'],
  ])('is refused with the place and the reason: %s', (text, detail) => {
    expect(detailOf(() => read(text))).toBe(detail)
  })

  test('may be long and have many parts', () => {
    const parts = Array.from({ length: 200 }, (_, index) => `userName eq "user${index}"`)
    const filter = read(parts.join(' or '))
    expect(filter.kind === 'or' && filter.filters.length).toBe(200)
  })

  test.each([
    [Array(201).fill('a pr').join(' or ')],
    [`a[${Array(201).fill('b eq 1').join(' and ')}]`],
    [`not (${Array(101).fill('a pr').join(' or ')}) and (${Array(100).fill('a eq 1').join(' and ')})`],
  ])('may not have more than 200 comparisons: %#', (text) => {
    expect(refusalOf(() => read(text))).toBe('400 invalidFilter')
    expect(detailOf(() => read(text))).toBe('A filter may hold 200 comparisons; split it into several requests.')
  })

  test('in a path may not have more either', () => {
    const parts = (count: number) => Array(count).fill('b eq 1').join(' or ')
    expect(refusalOf(() => parsePath(`a[${parts(200)}]`, lenient()))).toBe('accepted')
    expect(refusalOf(() => parsePath(`a[${parts(201)}]`, lenient()))).toBe('400 invalidFilter')
  })

  test.each([
    [8192, 'accepted'],
    [8193, '400 invalidFilter'],
    [10_000_000, '400 invalidFilter'],
  ])('of %d characters: %s', (length, answer) => {
    const filter = `userName eq "${'x'.repeat(length - 14)}"`
    expect(filter.length).toBe(length)
    expect(refusalOf(() => read(filter))).toBe(answer)
  })

  test.each([
    ['(', 'a pr', ')', 31, 'accepted'],
    ['(', 'a pr', ')', 32, '400 invalidFilter'],
    ['not (', 'a pr', ')', 32, '400 invalidFilter'],
    ['a[', 'b pr', ']', 32, '400 invalidFilter'],
    ['(', '', '', 4000, '400 invalidFilter'],
  ])('that nests %s%s%s %d deep: %s', (open, inside, close, depth, answer) => {
    expect(refusalOf(() => read(open.repeat(depth) + inside + close.repeat(depth)))).toBe(answer)
  })

  test('of any text is read or refused, in reasonable time', () => {
    const words = fc.constantFrom(
      'a',
      'eq',
      'pr',
      'and',
      'or',
      'not',
      '(',
      ')',
      '[',
      ']',
      '"x"',
      '"',
      '\\',
      '1',
      '.',
      ' ',
      'é',
    )
    const text = fc.oneof(
      fc.string(),
      fc.array(words).map((each) => each.join(' ')),
      fc.array(words).map((each) => each.join('')),
    )
    fc.assert(
      fc.property(text, (any) => expect(refusalOf(() => read(any))).toBeOneOf(['accepted', '400 invalidFilter'])),
    )
  })
})

describe('A printed filter', () => {
  const path = fc.oneof(
    fc.constantFrom('userName', 'name.familyName', 'and', 'not', '$ref', `${urns.enterpriseUser}:manager.value`),
    fc.stringMatching(/^[A-Za-z$](?:[\w$.:/-]*[\w$-])?$/),
  )
  const value = fc.oneof(
    fc.string({ unit: 'grapheme' }).filter((text) => !text.includes('\0')),
    fc.double({ noNaN: true, noDefaultInfinity: true }).map((number) => number + 0),
    fc.integer(),
    fc.boolean(),
    fc.constant(null),
  )
  const { filter } = fc.letrec<{ filter: Filter; several: Filter[] }>((tie) => ({
    filter: fc.oneof(
      { maxDepth: 5, withCrossShrink: true },
      path.map(pr),
      fc.tuple(path, fc.constantFrom(...comparisons), value).map((parts) => compare(...parts)),
      tie('several').map((filters) => and(...filters)),
      tie('several').map((filters) => or(...filters)),
      tie('filter').map(not),
      fc.tuple(path, tie('filter')).map((parts) => some(...parts)),
    ),
    several: fc.array(tie('filter'), { minLength: 2, maxLength: 4 }),
  }))

  test('is read as the same filter', () => {
    fc.assert(fc.property(filter, (any) => expect(read(print(any))).toEqual(any)))
  })
})

describe('A path', () => {
  const filter = eq('type', 'work')
  test.each([
    ['members', { path: 'members' }],
    ['  members ', { path: 'members' }],
    ['name.familyName', { path: 'name.familyName' }],
    [`${urns.enterpriseUser}:manager.value`, { path: `${urns.enterpriseUser}:manager.value` }],
    [`${urns.enterpriseUser}.manager`, { path: `${urns.enterpriseUser}.manager` }],
    ['addresses[type eq "work"]', { path: 'addresses', filter }],
    ['addresses[type eq "work"].streetAddress', { path: 'addresses', filter, subAttribute: 'streetAddress' }],
    ['members [ type eq "work" ].$ref', { path: 'members', filter, subAttribute: '$ref' }],
    [`${urns.user}:emails[type eq "work"].value`, { path: `${urns.user}:emails`, filter, subAttribute: 'value' }],
    ['roles[primary eq "True"].value', { path: 'roles', filter: eq('primary', 'True'), subAttribute: 'value' }],
  ])('%s', (text, syntax) => {
    const read = parsePath(text, lenient())
    expect(read).toEqual(syntax)
    expect(parsePath(printPath(read, print), lenient())).toEqual(syntax)
  })

  test.each([
    '',
    'given name',
    '"members"',
    'members]',
    'members[value eq "x"',
    'members[value eq "x"].',
    'members[value eq "x"].a.b',
    'members[value eq "x"]value',
    'members[value eq "x"][type pr]',
    '(members)',
  ])('is refused: %s', (text) => {
    expect(refusalOf(() => parsePath(text, lenient()))).toBe('400 invalidPath')
  })

  test.each(['members[', 'members[]', 'members[value is "x"]', `${'members['.repeat(40)}value pr${']'.repeat(40)}`])(
    'is refused for the filter inside its brackets: %s',
    (text) => {
      expect(refusalOf(() => parsePath(text, lenient()))).toBe('400 invalidFilter')
    },
  )

  test('is refused when it is too long', () => {
    expect(refusalOf(() => parsePath('x'.repeat(8193), lenient()))).toBe('400 invalidPath')
  })
})
