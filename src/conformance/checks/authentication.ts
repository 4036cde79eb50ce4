import type { Answer } from '../answer'
import { check, observation, theme } from '../check'
import { expectHas, expectStatus } from '../expect'
import { literal, users } from '../query'
import { without } from '../server'
import type { Session } from '../session'
import { draft, noUsers, userType } from '../specimen'
import { fail, skip } from '../verdict'

export const authentication = theme('Authentication', [
  check('RFC 7644 §2', 'answers 401 and WWW-Authenticate to a request without a token', refusesNobody),
  check('RFC 7644 §2', 'answers 401 and WWW-Authenticate to a wrong token', refusesStranger),
  check('RFC 7644 §3.12', 'writes a 401 as a SCIM error', writesError),
  check('RFC 9110 §11.1', 'knows the name of the scheme in any case', knowsAnyCase),
  check('RFC 7644 §2', 'creates nothing without a token', createsNothing, {
    unless: (server) => noUsers(server) ?? without('filter')(server),
  }),
  observation('RFC 7643 §5', 'ServiceProviderConfig without a token (the RFC suggests to show it)', showsConfig),
])

const nobody = { headers: { authorization: '' } }
const stranger = { headers: { authorization: 'Bearer conformance-of-nobody' } }

async function refusesNobody(session: Session): Promise<void> {
  expectChallenge(await session.send('GET', '/Users', nobody))
}

async function refusesStranger(session: Session): Promise<void> {
  expectChallenge(await session.send('GET', '/Users', stranger))
}

function expectChallenge(answer: Answer): void {
  expectStatus(answer, 401)
  if (!answer.headers.get('www-authenticate')) fail('the WWW-Authenticate header is missing', answer)
}

async function writesError(session: Session): Promise<void> {
  const answer = await session.send('GET', '/Users', nobody)
  expectHas(answer.body, { schemas: ['urn:ietf:params:scim:api:messages:2.0:Error'], status: '401' }, answer)
}

async function knowsAnyCase(session: Session): Promise<void> {
  const before = await session.get('/ServiceProviderConfig')
  const authorization = before.request.headers.authorization ?? ''
  const [scheme = '', ...rest] = authorization.split(' ')
  if (rest.length === 0) skip('the token is sent without a scheme')
  const headers = { authorization: [scheme.toLowerCase(), ...rest].join(' ') }
  expectStatus(await session.get('/Users?count=1', headers), 200)
}

async function createsNothing(session: Session): Promise<void> {
  const type = userType(session.server)
  const body = draft(session, type)
  expectStatus(await session.send('POST', type.endpoint, { body, ...stranger }), 401)
  const { answer, ids } = await users(session, { filter: `userName eq ${literal(String(body.userName))}` })
  if (ids.length > 0) fail('the user was created all the same', answer)
}

async function showsConfig(session: Session): Promise<string> {
  const { status } = await session.send('GET', '/ServiceProviderConfig', nobody)
  return status === 200 ? 'it is shown' : `it is refused with ${status}`
}
