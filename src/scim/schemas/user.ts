import { attribute, complex, plural, type Schema } from '../attribute'
import { urns } from '../urns'

const kinds = ['work', 'home', 'other']

/** The core User schema (RFC 7643 §4.1, §8.7.1). */
export const user: Schema = {
  id: urns.user,
  name: 'User',
  description: 'A person in the directory.',
  attributes: [
    attribute(
      'userName',
      'string',
      'The name the person signs in with; unique in the organization whatever its case.',
      {
        required: true,
        uniqueness: 'server',
      },
    ),
    complex('name', "The parts of the person's name.", [
      attribute('formatted', 'string', 'The whole name as it is shown.'),
      attribute('familyName', 'string', 'The family name.'),
      attribute('givenName', 'string', 'The given name.'),
      attribute('middleName', 'string', 'The middle names.'),
      attribute('honorificPrefix', 'string', 'Titles before the name.'),
      attribute('honorificSuffix', 'string', 'Suffixes after the name.'),
    ]),
    attribute('displayName', 'string', 'The name shown to others.'),
    attribute('nickName', 'string', 'What the person is called casually.'),
    attribute('profileUrl', 'reference', "The address of the person's profile page.", { referenceTypes: ['external'] }),
    attribute('title', 'string', 'The job title.'),
    attribute('userType', 'string', 'How the person relates to the organization, such as employee or contractor.'),
    attribute('preferredLanguage', 'string', 'The preferred written or spoken language.'),
    attribute('locale', 'string', 'The locale for dates, numbers and currency.'),
    attribute('timezone', 'string', 'The time zone.'),
    attribute('active', 'boolean', 'Whether the person may use the service.'),
    attribute('password', 'string', 'A password to set; never returned.', {
      caseExact: true,
      mutability: 'writeOnly',
      returned: 'never',
    }),
    plural('emails', 'E-mail addresses.', attribute('value', 'string', 'An e-mail address.'), kinds),
    plural('phoneNumbers', 'Telephone numbers.', attribute('value', 'string', 'A telephone number.'), [
      'work',
      'home',
      'mobile',
      'fax',
      'pager',
      'other',
    ]),
    plural('ims', 'Instant messaging addresses.', attribute('value', 'string', 'An instant messaging address.'), [
      'aim',
      'gtalk',
      'icq',
      'xmpp',
      'msn',
      'skype',
      'qq',
      'yahoo',
    ]),
    plural(
      'photos',
      'Addresses of pictures of the person.',
      attribute('value', 'reference', 'The address of a picture.', { referenceTypes: ['external'] }),
      ['photo', 'thumbnail'],
    ),
    complex(
      'addresses',
      'Postal addresses.',
      [
        attribute('formatted', 'string', 'The whole address as it is shown.'),
        attribute('streetAddress', 'string', 'Street, house number and the like.'),
        attribute('locality', 'string', 'The city or place.'),
        attribute('region', 'string', 'The state or region.'),
        attribute('postalCode', 'string', 'The postal code.'),
        attribute('country', 'string', 'The country.'),
        attribute('type', 'string', 'A label that says what the address is for.', { canonicalValues: kinds }),
        attribute('primary', 'boolean', 'Whether this is the preferred address; at most one is.'),
      ],
      { multiValued: true },
    ),
    complex(
      'groups',
      'The groups the person belongs to; changed through the groups themselves.',
      [
        attribute('value', 'string', 'The id of the group.', { caseExact: true, mutability: 'readOnly' }),
        attribute('$ref', 'reference', 'The URI of the group.', {
          mutability: 'readOnly',
          referenceTypes: ['Group'],
        }),
        attribute('display', 'string', 'The name of the group.', { mutability: 'readOnly' }),
        attribute('type', 'string', 'Whether the membership is direct or through another group.', {
          mutability: 'readOnly',
          canonicalValues: ['direct', 'indirect'],
        }),
      ],
      { multiValued: true, mutability: 'readOnly' },
    ),
    plural('entitlements', 'Things the person has a right to.', attribute('value', 'string', 'An entitlement.')),
    plural('roles', 'Roles of the person, such as student or administrator.', attribute('value', 'string', 'A role.')),
    plural(
      'x509Certificates',
      'Certificates issued to the person.',
      attribute('value', 'binary', 'A DER certificate in base64.'),
    ),
  ],
}
