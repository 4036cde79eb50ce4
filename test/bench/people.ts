import type { JsonObject } from '../../src/scim/json'
import { urns } from '../../src/scim/urns'

/** As many digits as every number of a person has, so that all requests about people are of one length. */
export const digits = 9

/**
 * The number of a person as it is part of their names. No two have the same, and neighbours have nothing in common: people
 * are not hired in the order of their names either, which every index is to feel.
 */
export const numberOf = (index: number) => String((index * 7_368_787) % 10 ** digits).padStart(digits, '0')

/**
 * A profile as an identity provider sends it, stored in some 900 bytes; every tenth has a name beyond ASCII. `number`
 * makes it unlike all others.
 */
export function profile(index: number, number: string): JsonObject {
  const givenName = pick(givenNames, index)
  const familyName = pick(familyNames, Math.floor(index / givenNames.length))
  const userName = userNameOf(number)
  return {
    schemas: [urns.user, urns.enterpriseUser],
    externalId: externalIdOf(number),
    userName,
    name: { familyName, givenName },
    displayName: `${givenName} ${familyName}`,
    title: pick(titles, index),
    timezone: 'America/New_York',
    active: true,
    emails: [
      { value: userName, type: 'work', primary: true },
      { value: `person.${number}@home.example`, type: 'home' },
    ],
    phoneNumbers: [{ value: `+1-555-${number}`, type: 'work' }],
    addresses: [
      { type: 'work', streetAddress: '100 Harbor Way', locality: 'Boston', postalCode: '02110', country: 'US' },
    ],
    [urns.enterpriseUser]: {
      employeeNumber: employeeNumberOf(number),
      costCenter: '4130',
      department: pick(departments, index),
      manager: { value: '26118915-6090-4610-87e4-49d8ca9f808d' },
    },
  }
}

export const userNameOf = (number: string) => `person.${number}@harbor.example`
export const externalIdOf = (number: string) => `00u${number}bXy5d697`
export const employeeNumberOf = (number: string) => `E-${number}`

function pick(list: readonly string[], index: number): string {
  return list[index % list.length] ?? ''
}

const givenNames = ['Ada', 'Ben', 'Chiara', 'Daniel', 'Zoë', 'Farid', 'Grace', 'Hiroshi', 'Ivy', 'Kateryna']
const familyNames = ["O'Brien", 'Miller', 'Garcia Lopez', 'Nguyen', 'Smith-Jones', 'Rossi', 'de Vries', 'Khan']
const titles = ['Engineer', 'Vice President, Sales', 'Designer', 'Analyst', 'Director']
const departments = ['Engineering', 'Research & Development', 'Sales', 'Finance', 'Support', 'Legal']
