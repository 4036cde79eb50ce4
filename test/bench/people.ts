import type { JsonObject } from '../../src/scim/json'
import { urns } from '../../src/scim/urns'

/** As many digits as every number of a person has, so that all requests about people are of one length. */
export const digits = 9

/** How many people there can be of either kind: their numbers are even where they were there from the start, else odd. */
const most = 10 ** digits / 2

/** The number of one of so many people who are there from the start, as it is part of their names: in order, as that is quick. */
export const numberAmong = (users: number, index: number) => text(2 * Math.floor((index * most) / users))

/** The number of somebody who comes later, in no order: nobody is hired in the order of names, and every index is to feel that. */
export const laterNumber = (index: number) => text(2 * ((index * 7_368_787) % most) + 1)

const text = (number: number) => String(number).padStart(digits, '0')

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
