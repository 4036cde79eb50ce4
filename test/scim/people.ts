import { isObject, type Json, type JsonObject } from '../../src/scim/json'
import { urns } from '../../src/scim/urns'

/** The value, made so that whoever tries to change it fails. */
export function frozen<const T extends Json>(value: T): T {
  if (Array.isArray(value)) value.forEach(frozen)
  else if (isObject(value)) Object.values(value).forEach(frozen)
  return Object.freeze(value)
}

/** Every attribute of the User schema and of the enterprise extension that a client may write. */
export const ada = frozen({
  schemas: [urns.user, urns.enterpriseUser],
  id: 'ada',
  externalId: '00u1Ada',
  userName: 'Ada@Example.com',
  name: {
    formatted: 'Countess Ada Augusta Lovelace FRS',
    familyName: 'Lovelace',
    givenName: 'Ada',
    middleName: 'Augusta',
    honorificPrefix: 'Countess',
    honorificSuffix: 'FRS',
  },
  displayName: 'Ada Lovelace',
  nickName: 'Enchantress of Numbers',
  profileUrl: 'https://example.com/people/ada',
  title: 'Analyst',
  userType: 'Employee',
  preferredLanguage: 'en-GB, fr;q=0.8',
  locale: 'en-GB',
  timezone: 'Europe/London',
  active: true,
  emails: [
    { value: 'ada@example.com', display: 'Ada at work', type: 'work', primary: true },
    { value: 'ada@home.example', type: 'home' },
  ],
  phoneNumbers: [
    { value: '+44 20 7946 0000', display: 'the desk', type: 'work', primary: true },
    { value: '+44 20 7946 0001', type: 'mobile' },
  ],
  ims: [{ value: 'ada', display: 'Ada', type: 'xmpp', primary: true }],
  photos: [
    { value: 'https://example.com/ada.png', display: 'by Carpenter', type: 'photo', primary: true },
    { value: 'https://example.com/ada-small.png', type: 'thumbnail' },
  ],
  addresses: [
    {
      formatted: '12 St James’s Square\nLondon',
      streetAddress: '12 St James’s Square',
      locality: 'London',
      region: 'Greater London',
      postalCode: 'SW1Y 4JH',
      country: 'GB',
      type: 'work',
      primary: true,
    },
    { locality: 'Ockham', country: 'GB', type: 'home' },
  ],
  entitlements: [{ value: 'library', display: 'The library', type: 'access', primary: true }],
  roles: [{ value: 'programmer', display: 'Programmer', type: 'first', primary: true }, { value: 'translator' }],
  x509Certificates: [{ value: 'MIIDQzCCAqygAwIBAgICEAAwDQ==', display: 'Ada’s', type: 'work', primary: true }],
  [urns.enterpriseUser]: {
    employeeNumber: '1815',
    costCenter: '4130',
    organization: 'Analytical Engines',
    division: 'Programs',
    department: 'Notes',
    manager: { value: 'charles', $ref: 'https://example.com/scim/v2/Users/charles' },
  },
})

/** What an identity provider usually sends. */
export const grace = frozen({
  schemas: [urns.user],
  id: 'grace',
  externalId: '00u2Grace',
  userName: 'grace@example.com',
  name: { familyName: 'Hopper', givenName: 'Grace' },
  displayName: 'Grace Hopper',
  active: true,
  emails: [{ value: 'grace@example.com', type: 'work', primary: true }],
})

/** The least there can be. */
export const alan = frozen({ schemas: [urns.user], id: 'alan', userName: 'alan' })

export const mathematicians = frozen({
  schemas: [urns.group],
  id: 'mathematicians',
  externalId: '00g1Math',
  displayName: 'Mathematicians',
  members: [
    { value: 'ada', $ref: 'https://example.com/scim/v2/Users/ada', display: 'Ada Lovelace', type: 'User' },
    { value: 'alan', type: 'User' },
  ],
})

/** A resource without some of its attributes. */
export function without(resource: JsonObject, ...names: readonly string[]): JsonObject {
  return Object.fromEntries(Object.entries(resource).filter(([name]) => !names.includes(name)))
}
