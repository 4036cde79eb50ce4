import type { Json } from './json'
import { type Sample, samplesOf } from './sample'
import { invalid, type ScimType } from './scim-error'

/**
 * Where a request departs from the RFC, the code that bears with it says so here, by the name of the quirk;
 * what is sent and not kept is named as ignored. Both end up on the request's event.
 */
export interface Leniency {
  tolerate(quirk: string): void
  /** `why` is left out where nobody knows what it is. */
  ignore(what: string, why?: 'readOnly'): void
  /** An attribute that no schema has is ignored; what its values look like is remembered. */
  unknown(path: string, value?: Json): void
  /** Whether departures are refused instead. */
  readonly isStrict: boolean
}

export interface Remarks extends Leniency {
  readonly tolerated: ReadonlySet<string>
  readonly ignored: ReadonlySet<string>
  /** Attributes that no schema has, by path. */
  readonly unknowns: ReadonlyMap<string, Sample>
}

/** How much is remembered of one request. */
const most = { names: 100, length: 200 }

/** Bears with everything, and remembers it. */
export function lenient(): Remarks {
  const tolerated = new Set<string>()
  const ignored = new Set<string>()
  const unknowns = new Map<string, Sample>()
  const ignore = (what: string) => void (ignored.size < most.names && ignored.add(what.slice(0, most.length)))
  return {
    isStrict: false,
    tolerated,
    ignored,
    unknowns,
    tolerate: (quirk) => void tolerated.add(quirk),
    ignore,
    unknown(path, value) {
      ignore(path)
      remember(unknowns, path, value)
    },
  }
}

/**
 * Refuses what departs from the RFC, and attributes that no schema has (the interop profile's reading); bears only with
 * what cannot be misunderstood.
 */
export function strict(): Remarks {
  const remarks = lenient()
  const unknowns = new Map<string, Sample>()
  return {
    ...remarks,
    unknowns,
    isStrict: true,
    tolerate(quirk) {
      const refusal = refusals[quirk]
      if (refusal) throw invalid(...refusal)
      remarks.tolerate(quirk)
    },
    ignore(what, why) {
      if (why !== 'readOnly') throw unknown(what)
      remarks.ignore(what, why)
    },
    unknown(path, value) {
      remember(unknowns, path, value)
      throw unknown(path)
    },
  }
}

function remember(unknowns: Map<string, Sample>, path: string, value: Json = null): void {
  for (const [name, sample] of samplesOf(path, value)) {
    if (name.length <= most.length && unknowns.size < most.names) unknowns.set(name, sample)
  }
}

function unknown(path: string): Error {
  return invalid('invalidSyntax', `No schema has an attribute called ${path.slice(0, most.length)}.`)
}

const text = 'is sent as text or in quotes'

/** Which quirks are refused in strict mode, and how. */
const refusals: Readonly<Record<string, readonly [ScimType, string] | undefined>> = {
  booleanFromText: ['invalidValue', `A boolean ${text}; send true or false.`],
  numberFromText: ['invalidValue', `A number ${text}; send it as a number.`],
  textFromScalar: ['invalidValue', 'A number or boolean is sent where the attribute is text; put it in quotes.'],
  singleFromArray: ['invalidValue', 'An array is sent where the attribute has one value.'],
  arrayFromSingle: ['invalidValue', 'One value is sent where the attribute has several; put it in an array.'],
  complexFromText: ['invalidValue', 'Text is sent where the attribute has parts; send an object.'],
  onePrimary: ['invalidValue', 'More than one value is marked as primary.'],
  operationName: ['invalidSyntax', 'The op of an operation must be "add", "remove" or "replace" in lower case.'],
  missingSchemas: ['invalidSyntax', 'The message does not say in schemas what it is.'],
  emptyOperations: ['invalidSyntax', 'Operations is empty.'],
  pathless: ['invalidSyntax', 'An operation has no path.'],
  listedRemoval: ['invalidSyntax', 'A remove operation has a value; name what to remove by a filter in its path.'],
  repeatedName: ['invalidValue', "An operation's value names the attribute again."],
  quotedBoolean: ['invalidFilter', `In a filter a boolean ${text}; write true or false.`],
  bareWord: ['invalidFilter', 'In a filter text must be in double quotes.'],
  bareComplex: ['invalidFilter', 'A filter compares an attribute that has parts; name the part, such as value.'],
  comparisonBehindValuePath: ['invalidFilter', 'A filter goes on behind its brackets; put the comparison inside them.'],
  bareExtensionAttribute: ['invalidSyntax', "An extension's attribute is named without its schema's URN."],
  dotBehindUrn: ['invalidSyntax', "An attribute's name is joined to its schema's URN by a dot; it must be a colon."],
  dottedKey: ['invalidSyntax', "A path stands where an attribute's name must."],
  nestedCoreSchema: ['invalidSyntax', 'Attributes of the core schema are put under its URN; they belong at the top.'],
}
