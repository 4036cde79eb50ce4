import { describe, expect, test } from 'bun:test'
import fc from 'fast-check'
import { compareText, fold, isAscii, isStorable, readInstant } from '../../src/scim/text'

const unicode = fc.string({ unit: 'binary' })

describe('compareText', () => {
  test.each([
    ['a', 'b'],
    ['A', 'a'],
    ['', 'a'],
    ['a', 'ab'],
    ['z', 'é'],
    ['\uffff', '😀'],
    ['\ue000', '\u{10000}'],
    ['\ud7ff', '\ue000'],
    ['😀', '😁'],
  ])('puts %j before %j', (before, after) => {
    expect(compareText(before, after)).toBeLessThan(0)
    expect(compareText(after, before)).toBeGreaterThan(0)
  })

  test('orders all text as the bytes of its UTF-8', () => {
    fc.assert(
      fc.property(unicode, unicode, (a, b) => {
        expect(Math.sign(compareText(a, b))).toBe(Buffer.compare(Buffer.from(a), Buffer.from(b)))
      }),
    )
  })
})

describe('fold', () => {
  test.each([
    ['Ada@Example.COM', 'ada@example.com'],
    ['ÉMILE', 'émile'],
    ['E\u0301MILE', 'émile'],
    ['Straße', 'strasse'],
    ['STRAẞE', 'strasse'],
    ['ΣΟΦΌΣ', 'σοφόσ'],
    ['σοφός', 'σοφόσ'],
    ['ﬁnd', 'find'],
    ['\u212Aelvin', 'kelvin'],
    ['日本', '日本'],
  ])('takes %j to %j', (text, folded) => {
    expect(fold(text)).toBe(folded)
  })

  test('changes nothing the second time', () => {
    fc.assert(fc.property(unicode, (text) => expect(fold(fold(text))).toBe(fold(text))))
  })

  test('is blind to upper case, lower case and composition', () => {
    fc.assert(
      fc.property(unicode, (raw) => {
        const text = raw.normalize('NFC')
        for (const other of [text.toUpperCase(), text.toLowerCase(), text.normalize('NFD')])
          expect(fold(other)).toBe(fold(text))
      }),
    )
  })

  test('is lower case for ASCII', () => {
    fc.assert(fc.property(fc.string({ unit: 'binary-ascii' }), (text) => expect(fold(text)).toBe(text.toLowerCase())))
  })
})

describe('readInstant', () => {
  test.each([
    ['2026-01-31T09:00:00Z', '2026-01-31T09:00:00.000Z'],
    ['2026-01-31T09:00:00z', '2026-01-31T09:00:00.000Z'],
    ['2026-01-31t09:00:00Z', '2026-01-31T09:00:00.000Z'],
    ['2026-01-31T09:00:00', '2026-01-31T09:00:00.000Z'],
    ['2026-01-31T09:00', '2026-01-31T09:00:00.000Z'],
    ['  2026-01-31T09:00:00Z ', '2026-01-31T09:00:00.000Z'],
    ['2026-01-31T09:00:00.5Z', '2026-01-31T09:00:00.500Z'],
    ['2026-01-31T09:00:00.1234567Z', '2026-01-31T09:00:00.123Z'],
    ['2026-01-31T09:00:00.9999999Z', '2026-01-31T09:00:00.999Z'],
    ['2026-01-31T09:00:00+02:00', '2026-01-31T07:00:00.000Z'],
    ['2026-01-31T09:00:00-0730', '2026-01-31T16:30:00.000Z'],
    ['2026-01-31T24:00:00Z', '2026-02-01T00:00:00.000Z'],
    ['2024-02-29T00:00:00Z', '2024-02-29T00:00:00.000Z'],
    ['2000-02-29T00:00:00Z', '2000-02-29T00:00:00.000Z'],
    ['0001-01-03T00:00:00.0000000Z', '0001-01-03T00:00:00.000Z'],
    ['9999-12-31T23:59:59Z', '9999-12-31T23:59:59.000Z'],
  ])('reads %j as %s', (text, instant) => {
    expect(readInstant(text)).toBe(new Date(instant).getTime())
  })

  test.each([
    '',
    'yesterday',
    '2026-01-31',
    '04-12-2018 00:00:00',
    '2026-01-31 09:00:00Z',
    '2026-13-01T00:00:00Z',
    '2026-02-30T00:00:00Z',
    '2025-02-29T00:00:00Z',
    '1900-02-29T00:00:00Z',
    '0001-02-29T00:00:00Z',
    '2026-04-31T00:00:00Z',
    '2026-01-00T00:00:00Z',
    '2026-01-31T25:00:00Z',
    '2026-01-31T09:60:00Z',
    '2026-01-31T09:00:61Z',
    '2026-01-31T09:00:00+2:00',
    '2026-01-31T09:00:00+25:00',
    '2026-01-31T09:00:00.Z',
    '٢٠٢٦-01-31T09:00:00Z',
  ])('does not read %j', (text) => {
    expect(readInstant(text)).toBeUndefined()
  })

  test('reads every instant it is given in ISO form', () => {
    const dates = fc.date({ min: new Date('0001-01-01T00:00:00Z'), max: new Date('9999-12-31T23:59:59Z') })
    fc.assert(
      fc.property(
        dates.filter((date) => !Number.isNaN(date.getTime())),
        (date) => expect(readInstant(date.toISOString())).toBe(date.getTime()),
      ),
    )
  })
})

test.each([
  ['', true],
  ['~\x7f\0', true],
  ['é', false],
  ['😀', false],
])('isAscii says of %j: %p', (text, answer) => {
  expect(isAscii(text)).toBe(answer)
})

test.each([
  ['😀 and \n', true],
  ['a\0b', false],
  ['half \ud83d', false],
  ['\ude00 half', false],
])('isStorable says of %j: %p', (text, answer) => {
  expect(isStorable(text)).toBe(answer)
})
