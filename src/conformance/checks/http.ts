import { advice, check, theme } from '../check'
import { quote } from '../difference'
import { expectHas, expectNoFault, expectStatus, resourceIn } from '../expect'
import { below } from '../location'
import type { Session } from '../session'
import { createUser, draft, noUsers, read, replacement, userType } from '../specimen'
import { fail } from '../verdict'
import { texts } from '../vocabulary'

export const http = theme(
  'HTTP and texts',
  [
    check('RFC 7644 §3.8', 'answers in application/scim+json where it is asked for', answersScimJson),
    check('RFC 7644 §3.8', 'answers in application/scim+json where nothing is asked for', answersByDefault),
    advice('RFC 7644 §3.8', 'answers where application/json is asked for', answersJson),
    check('RFC 7644 §3.1', 'takes bodies of application/json, with and without a charset', takesJson),
    check('RFC 9110 §8.3', 'takes a Content-Type on GET for nothing', ignoresContentType),
    check('RFC 7644 §3.8', 'keeps texts in any script, and beyond the basic plane', keepsTexts),
    check('RFC 8259 §7', 'reads escapes in JSON', readsEscapes),
    check('RFC 7643 §2.3.1', 'keeps a long text whole, or refuses it', keepsLongTexts),
    check('RFC 7643 §2.3.1', 'keeps spaces, line breaks and tabs', keepsSpaces),
    check('RFC 7644 §3.12', 'survives NUL and halves of surrogate pairs', survivesOddities),
    check('RFC 7644 §3.12', 'survives a large body', survivesSize),
    check('RFC 7644 §3.11', 'answers /Me with 501, 308 or the resource of the caller', answersMe),
  ],
  { unless: noUsers },
)

const scimJson = /^application\/scim\+json\b/i

async function answersScimJson(session: Session): Promise<void> {
  const user = await createUser(session)
  for (const answer of [
    user.answer,
    await session.get(user.path),
    await session.get(`${user.type.endpoint}?count=1`),
  ]) {
    const type = answer.headers.get('content-type')
    if (!scimJson.test(type ?? '')) fail(`Content-Type is ${quote(type)}`, answer)
  }
}

async function answersByDefault(session: Session): Promise<void> {
  const user = await createUser(session)
  const answer = await session.get(user.path, { accept: '*/*' })
  expectStatus(answer, 200)
  const type = answer.headers.get('content-type')
  if (!scimJson.test(type ?? '')) fail(`Content-Type is ${quote(type)}`, answer)
}

async function answersJson(session: Session): Promise<void> {
  const user = await createUser(session)
  const answer = await session.get(user.path, { accept: 'application/json' })
  expectHas(resourceIn(answer), { id: user.id }, answer)
}

async function takesJson(session: Session): Promise<void> {
  const type = userType(session.server)
  const types = [
    'application/json',
    'application/json; charset=utf-8',
    'application/scim+json; charset=utf-8',
    'Application/SCIM+JSON',
  ]
  for (const mediaType of types) {
    const answer = await session.post(type.endpoint, draft(session, type), { 'content-type': mediaType })
    expectStatus(answer, 201)
  }
}

async function ignoresContentType(session: Session): Promise<void> {
  const user = await createUser(session)
  const answer = await session.get(user.path, { 'content-type': 'application/scim+json; charset=utf-8' })
  expectHas(resourceIn(answer), { id: user.id }, answer)
}

const scripts = [
  'Zoë Größe',
  '東京 タワー',
  'שלום עולם',
  'مرحبا',
  '👩🏽‍🚀 😀',
  'e\u0301 é',
  'Ḩ̷̛a',
  '\u202Eright to left',
  '<b>&amp;"\'\\</b>',
]

async function keepsTexts(session: Session): Promise<void> {
  const [text] = texts(session.server)
  const user = await createUser(session)
  for (const value of scripts) {
    const answer = await session.put(user.path, replacement(session, user, { [text]: value }))
    expectHas(resourceIn(answer), { [text]: value }, answer)
    expectHas(await read(session, user), { [text]: value }, answer)
  }
}

async function readsEscapes(session: Session): Promise<void> {
  const [text] = texts(session.server)
  const user = await createUser(session)
  const body = JSON.stringify(replacement(session, user, { [text]: 'HERE' })).replace(
    'HERE',
    '\\u005a\\u006f\\u00EB \\ud83d\\ude00 \\/',
  )
  const answer = await session.send('PUT', user.path, { text: body })
  expectHas(resourceIn(answer), { [text]: 'Zoë 😀 /' }, answer)
}

async function keepsLongTexts(session: Session): Promise<void> {
  const [text] = texts(session.server)
  const user = await createUser(session)
  for (const length of [300, 5_000, 100_000]) {
    const value = 'ä'.repeat(length)
    const answer = await session.put(user.path, replacement(session, user, { [text]: value }))
    expectStatus(answer, 200, 400, 413)
    if (answer.status === 200) expectHas(await read(session, user), { [text]: value }, answer)
  }
}

async function keepsSpaces(session: Session): Promise<void> {
  const [text] = texts(session.server)
  const value = ' two  spaces,\na line and\ta tab '
  const user = await createUser(session, { [text]: value })
  expectHas(await read(session, user), { [text]: value }, user.answer)
}

async function survivesOddities(session: Session): Promise<void> {
  const [text] = texts(session.server)
  const user = await createUser(session)
  for (const oddity of ['\\u0000', '\\ud800', '\\udc00\\ud800', '\\uffff']) {
    const body = JSON.stringify(replacement(session, user, { [text]: 'HERE' })).replace('HERE', oddity)
    expectNoFault(await session.send('PUT', user.path, { text: body }))
    expectStatus(await session.get(user.path), 200)
  }
}

async function survivesSize(session: Session): Promise<void> {
  const type = userType(session.server)
  const [text] = texts(session.server)
  const answer = await session.post(type.endpoint, draft(session, type, { [text]: 'x'.repeat(3_000_000) }))
  expectStatus(answer, 201, 400, 413)
}

async function answersMe(session: Session): Promise<void> {
  const answer = await session.get('/Me')
  // The RFC suggests 501; a caller who is nobody in the directory may also be told so.
  expectStatus(answer, 501, 308, 307, 200, 404, 403)
  if (answer.status === 501 || answer.status === 404 || answer.status === 403) return
  const location = answer.headers.get('location')
  if (!location) fail('the Location of the caller is missing', answer)
  if (below(session.server.url, location).length === 0) fail(`Location is ${quote(location)}`, answer)
}
