import { expect, test } from 'bun:test'
import { invalid, ScimError } from '../../src/scim/scim-error'
import { urns } from '../../src/scim/urns'

test('An error says its status as a text, and its scimType where it has one', () => {
  expect(invalid('invalidFilter', 'Why.').body).toEqual({
    schemas: [urns.error],
    status: '400',
    scimType: 'invalidFilter',
    detail: 'Why.',
  })
  expect(JSON.stringify(new ScimError(404, 'Not here.').body)).toBe(
    `{"schemas":["${urns.error}"],"status":"404","detail":"Not here."}`,
  )
})

test('An error is one, and may ask for headers', () => {
  const error = new ScimError(401, 'Who are you?', undefined, { 'WWW-Authenticate': 'Bearer' })
  expect(error).toBeInstanceOf(Error)
  expect(error.message).toBe('Who are you?')
  expect(error.headers).toEqual({ 'WWW-Authenticate': 'Bearer' })
})
