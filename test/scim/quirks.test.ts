import { describe, expect, test } from 'bun:test'
import { type Attribute, attribute, complex } from '../../src/scim/attribute'
import { parseFilter } from '../../src/scim/filter-parser'
import type { Json, JsonObject } from '../../src/scim/json'
import { type Leniency, lenient } from '../../src/scim/leniency'
import { locate } from '../../src/scim/places'
import * as quirks from '../../src/scim/quirks'
import { groupType, userType } from '../../src/scim/resource-types'
import { urns } from '../../src/scim/urns'

const tested = new Set<string>()

/** A quirk's own tests: each input with what is made of it, and whether that is remarked on. */
function quirk(name: keyof typeof quirks, tests: () => void): void {
  tested.add(name)
  describe(name, tests)
}

function borne<T>(action: (leniency: Leniency) => T): { readonly made: T; readonly tolerated: readonly string[] } {
  const remarks = lenient()
  return { made: action(remarks), tolerated: [...remarks.tolerated] }
}

function attributeOf(name: string): Attribute {
  const place = locate(userType, name, lenient()) ?? locate(groupType, name, lenient())
  if (place?.kind !== 'attribute') throw new Error(`${name} is no attribute`)
  return place.subAttribute ?? place.attribute
}

quirk('booleanFromText', () => {
  test.each<[Json, Json]>([
    ['True', true],
    ['true', true],
    ['FALSE', false],
  ])('reads %j as %j', (sent, made) => {
    expect(borne((leniency) => quirks.booleanFromText(sent, leniency))).toEqual({
      made,
      tolerated: ['booleanFromText'],
    })
  })

  test.each<[Json]>([[true], [false], ['yes'], [' true'], [''], [1], [null], [['true']], [{}]])('leaves %j', (sent) => {
    expect(borne((leniency) => quirks.booleanFromText(sent, leniency))).toEqual({ made: sent, tolerated: [] })
  })
})

quirk('textFromScalar', () => {
  test.each<[Json, Json]>([
    [701984, '701984'],
    [-1.5, '-1.5'],
    [0, '0'],
    [true, 'true'],
    [false, 'false'],
  ])('reads %j as %j', (sent, made) => {
    expect(borne((leniency) => quirks.textFromScalar(sent, leniency))).toEqual({ made, tolerated: ['textFromScalar'] })
  })

  test.each<[Json]>([['a'], [''], [null], [[1]], [{ a: 1 }]])('leaves %j', (sent) => {
    expect(borne((leniency) => quirks.textFromScalar(sent, leniency))).toEqual({ made: sent, tolerated: [] })
  })
})

quirk('numberFromText', () => {
  test.each<[Json, Json]>([
    ['3', 3],
    ['-4.50', -4.5],
    [' 7 ', 7],
    ['007', 7],
  ])('reads %j as %j', (sent, made) => {
    expect(borne((leniency) => quirks.numberFromText(sent, leniency))).toEqual({ made, tolerated: ['numberFromText'] })
  })

  test.each<[Json]>([[3], [''], [' '], ['three'], ['3 apples'], ['0x10'], ['1e5'], ['Infinity'], [true], [null]])(
    'leaves %j',
    (sent) => {
      expect(borne((leniency) => quirks.numberFromText(sent, leniency))).toEqual({ made: sent, tolerated: [] })
    },
  )
})

quirk('emptyText', () => {
  test('is that there is no value', () => {
    expect(borne((leniency) => quirks.emptyText('', leniency))).toEqual({ made: true, tolerated: ['emptyText'] })
  })

  test.each<[Json]>([[' '], ['a'], [0], [false], [null], [[]], [{}]])('is not %j', (sent) => {
    expect(borne((leniency) => quirks.emptyText(sent, leniency))).toEqual({ made: false, tolerated: [] })
  })
})

quirk('singleFromArray', () => {
  test.each<[Json, Json]>([
    [['Ann'], 'Ann'],
    [[{ value: '1' }], { value: '1' }],
    [[], null],
    [[null], null],
  ])('reads %j as %j', (sent, made) => {
    expect(borne((leniency) => quirks.singleFromArray(sent, leniency))).toEqual({
      made,
      tolerated: ['singleFromArray'],
    })
  })

  test.each<[Json]>([['Ann'], [['Ann', 'Bob']], [null], [{}]])('leaves %j', (sent) => {
    expect(borne((leniency) => quirks.singleFromArray(sent, leniency))).toEqual({ made: sent, tolerated: [] })
  })
})

quirk('arrayFromSingle', () => {
  test.each<[Json, Json]>([
    [{ value: 'a' }, [{ value: 'a' }]],
    ['a', ['a']],
  ])('reads %j as %j', (sent, made) => {
    expect(borne<Json>((leniency) => quirks.arrayFromSingle(sent, leniency))).toEqual({
      made,
      tolerated: ['arrayFromSingle'],
    })
  })

  test.each<[Json]>([[[]], [[{ value: 'a' }]], [['a', 'b']]])('leaves %j', (sent) => {
    expect(borne<Json>((leniency) => quirks.arrayFromSingle(sent, leniency))).toEqual({ made: sent, tolerated: [] })
  })
})

quirk('complexFromText', () => {
  test.each<[string, Json, Json]>([
    ['manager', '271', { value: '271' }],
    ['manager', 271, { value: 271 }],
    ['members', 'ada', { value: 'ada' }],
    ['emails', 'a@b', { value: 'a@b' }],
  ])('reads %s %j as %j', (name, sent, made) => {
    expect(borne((leniency) => quirks.complexFromText(attributeOf(name), sent, leniency))).toEqual({
      made,
      tolerated: ['complexFromText'],
    })
  })

  test.each<[string, Json]>([
    ['manager', { value: '271' }],
    ['manager', true],
    ['manager', null],
    ['name', 'Ada'],
    ['addresses', 'London'],
    ['userName', 'ada'],
  ])('leaves %s %j', (name, sent) => {
    expect(borne((leniency) => quirks.complexFromText(attributeOf(name), sent, leniency))).toEqual({
      made: sent,
      tolerated: [],
    })
  })
})

quirk('onePrimary', () => {
  const [first, second] = [
    { value: 'a', primary: true },
    { value: 'b', primary: true },
  ]

  test('leaves the mark to the first that has it', () => {
    expect(borne((leniency) => quirks.onePrimary([{ value: 'x' }, first, second, { value: 'c' }], leniency))).toEqual({
      made: [{ value: 'x' }, first, { value: 'b', primary: false }, { value: 'c' }],
      tolerated: ['onePrimary'],
    })
  })

  test.each<[readonly Json[]]>([
    [[]],
    [[first]],
    [[{ value: 'x' }, second, { value: 'y', primary: false }]],
    [['a', 'b']],
    [[{ primary: false }, { primary: false }]],
  ])('leaves %j', (sent) => {
    expect(borne((leniency) => quirks.onePrimary(sent, leniency))).toEqual({ made: sent, tolerated: [] })
  })
})

quirk('operationName', () => {
  test.each(['Add', 'REPLACE', 'Remove'])('reads %s', (sent) => {
    expect(borne((leniency) => quirks.operationName(sent, leniency))).toEqual({
      made: sent.toLowerCase(),
      tolerated: ['operationName'],
    })
  })

  test.each<[Json | undefined]>([['add'], ['move'], [5], [null], [undefined]])('leaves %j', (sent) => {
    expect(borne((leniency) => quirks.operationName(sent, leniency))).toEqual({ made: sent, tolerated: [] })
  })
})

quirk('missingSchemas', () => {
  test.each<[JsonObject, string[]]>([
    [{}, ['missingSchemas']],
    [{ Operations: [] }, ['missingSchemas']],
    [{ schemas: [urns.patchOp] }, []],
    [{ Schemas: [urns.patchOp] }, []],
    [{ schemas: [urns.user, urns.patchOp.toUpperCase()] }, []],
    [{ schemas: urns.patchOp }, []],
    [{ schemas: null }, ['missingSchemas']],
    [{ schemas: [] }, ['missingSchemas']],
    [{ schemas: [urns.bulkRequest] }, ['missingSchemas']],
    [{ schemas: [7, { a: urns.patchOp }] }, ['missingSchemas']],
  ])('%j is remarked on with %j', (body, tolerated) => {
    expect(borne((leniency) => quirks.missingSchemas(body, urns.patchOp, leniency)).tolerated).toEqual(tolerated)
  })
})

quirk('emptyOperations', () => {
  test.each<[Json[], string[]]>([
    [[], ['emptyOperations']],
    [[{ op: 'add' }], []],
  ])('%j is remarked on with %j', (operations, tolerated) => {
    expect(borne((leniency) => quirks.emptyOperations(operations, leniency)).tolerated).toEqual(tolerated)
  })
})

quirk('pathless', () => {
  test('takes the members of the value for paths', () => {
    expect(borne((leniency) => quirks.pathless({ active: false, 'name.givenName': 'Ada' }, leniency))).toEqual({
      made: [
        ['active', false],
        ['name.givenName', 'Ada'],
      ],
      tolerated: ['pathless'],
    })
  })
})

quirk('listedRemoval', () => {
  test.each<[Json]>([[[{ value: 'ada' }]], [[]], [{ members: [] }], ['']])(
    'removes what %j lists, not everything',
    (value) => {
      expect(borne((leniency) => quirks.listedRemoval(value, leniency))).toEqual({
        made: value,
        tolerated: ['listedRemoval'],
      })
    },
  )

  test.each<[Json | undefined]>([[undefined], [null]])('is not meant by %j', (value) => {
    expect(borne((leniency) => quirks.listedRemoval(value, leniency))).toEqual({ made: undefined, tolerated: [] })
  })
})

quirk('repeatedName', () => {
  test.each<[string, Json, Json]>([
    ['members', { members: [{ value: 'ada' }] }, [{ value: 'ada' }]],
    ['members', { Members: null }, null],
    ['title', { title: 'Analyst' }, 'Analyst'],
    ['displayName', { DISPLAYname: 'Ada' }, 'Ada'],
    ['name', { name: { givenName: 'Ada' } }, { givenName: 'Ada' }],
  ])('reads %s %j as %j', (name, sent, made) => {
    expect(borne((leniency) => quirks.repeatedName(attributeOf(name), sent, leniency))).toEqual({
      made,
      tolerated: ['repeatedName'],
    })
  })

  test.each<[string, Json]>([
    ['members', [{ value: 'ada' }]],
    ['members', { value: 'ada' }],
    ['members', { members: [], value: 'ada' }],
    ['members', {}],
    ['title', 'Analyst'],
  ])('leaves %s %j', (name, sent) => {
    expect(borne((leniency) => quirks.repeatedName(attributeOf(name), sent, leniency))).toEqual({
      made: sent,
      tolerated: [],
    })
  })

  test('leaves an attribute that has a part of its own name', () => {
    const lock = complex('lock', 'A lock.', [
      attribute('lock', 'string', 'A lock.'),
      attribute('key', 'string', 'A key.'),
    ])
    expect(borne((leniency) => quirks.repeatedName(lock, { lock: 'x' }, leniency))).toEqual({
      made: { lock: 'x' },
      tolerated: [],
    })
  })
})

quirk('describedElement', () => {
  test.each<[string, JsonObject | undefined]>([
    ['type eq "work"', { type: 'work' }],
    ['type eq "work" and primary eq true', { type: 'work', primary: true }],
    ['(type eq "work") and (primary eq true and value eq "x")', { type: 'work', primary: true, value: 'x' }],
    ['type eq null', undefined],
    ['type ne "work"', undefined],
    ['type sw "work"', undefined],
    ['type pr', undefined],
    ['not (type eq "work")', undefined],
    ['type eq "work" or type eq "home"', undefined],
    ['type eq "work" and value pr', undefined],
    ['type eq "work" and (value eq "a" or value eq "b")', undefined],
  ])('%s describes %j', (filter, element) => {
    expect(quirks.describedElement(parseFilter(filter, lenient()))).toEqual(element)
  })
})

quirk('quotedBoolean', () => {
  test.each<[Json, Json, string[]]>([
    ['True', true, ['quotedBoolean']],
    ['false', false, ['quotedBoolean']],
    [true, true, []],
    ['yes', 'yes', []],
    [1, 1, []],
  ])('reads %j as %j', (sent, made, tolerated) => {
    expect(borne((leniency) => quirks.quotedBoolean(sent, leniency))).toEqual({ made, tolerated })
  })
})

quirk('bareWord', () => {
  test('is text', () => {
    expect(borne((leniency) => quirks.bareWord('bjensen', leniency))).toEqual({
      made: 'bjensen',
      tolerated: ['bareWord'],
    })
  })
})

quirk('bareComplex', () => {
  test.each([
    ['manager', ['bareComplex']],
    ['members', []],
    ['emails', []],
  ])('compares %s by its value, which the RFC itself does with several values', (name, remarks) => {
    const { made, tolerated } = borne((leniency) => quirks.bareComplex(attributeOf(name), leniency))
    expect(made?.name).toBe('value')
    expect(tolerated).toEqual(remarks)
  })

  test.each(['name', 'addresses', 'userName'])('finds no value in %s', (name) => {
    expect(borne((leniency) => quirks.bareComplex(attributeOf(name), leniency))).toEqual({
      made: undefined,
      tolerated: [],
    })
  })
})

quirk('comparisonBehindValuePath', () => {
  test('is remarked on', () => {
    expect(borne((leniency) => parseFilter('emails[type eq "work"].value eq "x"', leniency)).tolerated).toEqual([
      'comparisonBehindValuePath',
    ])
    expect(borne((leniency) => parseFilter('emails[type eq "work"]', leniency)).tolerated).toEqual([])
    expect(borne(quirks.comparisonBehindValuePath).tolerated).toEqual(['comparisonBehindValuePath'])
  })
})

quirk('dottedKey', () => {
  test('is remarked on', () => {
    expect(borne(quirks.dottedKey).tolerated).toEqual(['dottedKey'])
  })
})

quirk('nestedCoreSchema', () => {
  test('is remarked on', () => {
    expect(borne(quirks.nestedCoreSchema).tolerated).toEqual(['nestedCoreSchema'])
  })
})

quirk('credential', () => {
  const basic = (text: string) => `Basic ${Buffer.from(text).toString('base64')}`

  test.each([
    ['Bearer rc_scim_1', 'rc_scim_1', undefined],
    ['bearer rc_scim_1', 'rc_scim_1', undefined],
    ['BEARER   rc_scim_1  ', 'rc_scim_1', undefined],
    ['  Bearer rc_scim_1', 'rc_scim_1', undefined],
    [basic('okta:rc_scim_1'), 'rc_scim_1', undefined],
    [basic(':rc_scim_1'), 'rc_scim_1', undefined],
    [basic('okta:rc:scim'), 'rc:scim', undefined],
    [basic('rc_scim_1'), 'rc_scim_1', undefined],
    ['rc_scim_1', 'rc_scim_1', 'bareToken'],
    ['  rc_scim_1 ', 'rc_scim_1', 'bareToken'],
    ['Bearer', 'Bearer', 'bareToken'],
    ['', '', 'bareToken'],
  ] as const)('%j carries the token %j', (authorization, token, remark) => {
    expect(quirks.credential(authorization)).toEqual({ token, ...(remark && { quirk: remark }) })
  })
})

quirk('parameterCase', () => {
  test.each<[string, boolean, string[]]>([
    ['startIndex', true, []],
    ['startindex', true, ['parameterCase']],
    ['STARTINDEX', true, ['parameterCase']],
    ['start', false, []],
    ['count', false, []],
  ])('%s is startIndex: %p', (name, made, tolerated) => {
    expect(borne((leniency) => quirks.parameterCase(name, 'startIndex', leniency))).toEqual({ made, tolerated })
  })
})

test('No quirk is without its tests', () => {
  expect(Object.keys(quirks).filter((name) => !tested.has(name))).toEqual([])
})
