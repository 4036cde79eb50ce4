import { Elysia, t } from 'elysia'
import { type FoundToken, hashOf } from '../directory/token'
import { isSpent } from '../directory/tokens'
import { Unavailable } from '../directory/unavailable'
import { lenient } from '../scim/leniency'
import { accessTokenLifetime } from './access-tokens'
import { readBytes } from './scim/body'
import { type Arrival, requestEvent } from './scim/event'
import { arrive, type RouteContext, type Surroundings } from './scim/exchange'

const path = '/oauth2/token'
const longest = 16_384

/** Why a token was not given, in the words of RFC 6749 §5.2. */
interface Denial {
  readonly error: 'invalid_request' | 'invalid_client' | 'unsupported_grant_type'
  readonly description: string
}

/**
 * The token endpoint for client credentials (RFC 6749 §4.4), which Entra can use instead of a pasted token: the client id is
 * the connection's id, the client secret one of its tokens. Each request leaves an event with the connection it names.
 */
export function oauth2({ directory, origins, accessTokens, now, newId }: Surroundings) {
  async function answer(request: Request, arrival: Arrival): Promise<Response> {
    const form = await readForm(request)
    const { id, secret, isSaidTwice } = credentialsOf(request, form)
    const found = secret === undefined ? undefined : await directory.authenticate(secret)
    const isHers = found !== undefined && found.connection.id === id && isGood(found, arrival.time)
    const denial = denialOf(form, { id, secret, isSaidTwice }, isHers)
    if (isHers && !denial)
      directory.tokenUsed({ id: found.id, time: arrival.time, ...(arrival.ip && { ip: arrival.ip }) })
    const connection = isHers ? found.connection : id === undefined ? undefined : await directory.findConnection(id)
    const status = denial ? (denial.error === 'invalid_client' ? 401 : 400) : 200
    const event = requestEvent(arrival, { remarks: lenient(), ...(connection && { connection }) }, { status })
    directory.log(denial ? { ...event, detail: `${denial.error}: ${denial.description}` } : event)
    const headers = { ...unkept, ...(status === 401 && { 'www-authenticate': 'Basic realm="SCIM"' }) }
    if (denial)
      return Response.json({ error: denial.error, error_description: denial.description }, { status, headers })
    const token = {
      access_token: accessTokens.issue(hashOf(secret ?? '')),
      token_type: 'Bearer',
      expires_in: accessTokenLifetime,
    }
    return Response.json(token, { headers })
  }

  /** RFC 6749 has no word for it here; this is the one it has elsewhere (§4.1.2.1). */
  function away({ detail, retryAfter }: Unavailable, arrival: Arrival): Response {
    const error = 'temporarily_unavailable'
    directory.log({ ...requestEvent(arrival, { remarks: lenient() }, { status: 503 }), detail: `${error}: ${detail}` })
    const headers = { ...unkept, 'retry-after': String(retryAfter) }
    return Response.json({ error, error_description: detail }, { status: 503, headers })
  }

  const application = new Elysia({ name: 'oauth2' }).all(path, onlyPost, { parse: 'none', detail: { hide: true } })
  return application.post(
    path,
    async ({ request, server }: RouteContext) => {
      const peer = server?.requestIP(request)?.address
      const arrival = arrive(request, origins.client(request, peer), now(), newId())
      try {
        return await answer(request, arrival)
      } catch (error) {
        if (error instanceof Unavailable) return away(error, arrival)
        throw error
      }
    },
    {
      parse: 'none',
      detail: {
        tags: ['OAuth 2'],
        summary: 'Get an access token for client credentials',
        description:
          "The client id is the connection's id, the client secret one of its tokens; as HTTP Basic or in the form.",
        requestBody: {
          content: {
            'application/x-www-form-urlencoded': {
              schema: tokenRequest,
              example: { grant_type: 'client_credentials' },
            },
          },
        },
        responses: {
          200: { description: 'An access token.', content: json(tokenAnswer) },
          400: {
            description: 'The request is not understood (RFC 6749 §5.2).',
            content: json(denialAnswer),
          },
          401: {
            description: 'The client is unknown or its secret is wrong.',
            content: json(denialAnswer),
          },
        },
      },
    },
  )
}

const unkept = { 'cache-control': 'no-store', pragma: 'no-cache' }

const isGood = (found: FoundToken, time: number) => !isSpent(found, time) && found.connection.deletedAt === undefined

/** RFC 6749 §3.2: a request for a token is a POST. */
const onlyPost = () =>
  Response.json(
    { error: 'invalid_request', error_description: 'A token is asked for by POST.' },
    { status: 405, headers: { allow: 'POST', 'cache-control': 'no-store', pragma: 'no-cache' } },
  )

const tokenRequest = t.Object({
  grant_type: t.Literal('client_credentials'),
  client_id: t.Optional(t.String()),
  client_secret: t.Optional(t.String()),
})
const tokenAnswer = t.Object({ access_token: t.String(), token_type: t.Literal('Bearer'), expires_in: t.Integer() })
const denialAnswer = t.Object({ error: t.String(), error_description: t.String() })

const json = (schema: object) => ({ 'application/json': { schema } })

/** The form of the request; undefined where it is none, or is too large to be one. */
async function readForm(request: Request): Promise<URLSearchParams | undefined> {
  const type = request.headers.get('content-type') ?? ''
  if (!/^application\/x-www-form-urlencoded\s*(?:;|$)/i.test(type)) return undefined
  const bytes = await readBytes(request, longest).catch(() => undefined)
  return bytes && new URLSearchParams(new TextDecoder().decode(bytes))
}

interface Credentials {
  readonly id: string | undefined
  readonly secret: string | undefined
  /** Whether they are said in two ways that contradict each other. */
  readonly isSaidTwice: boolean
}

/** RFC 6749 §2.3.1: as HTTP Basic, whose parts are form-encoded, or in the form. */
function credentialsOf(request: Request, form: URLSearchParams | undefined): Credentials {
  const id = form?.get('client_id') || undefined
  const secret = form?.get('client_secret') || undefined
  const [, basic] = /^basic\s+(\S+)$/i.exec(request.headers.get('authorization') ?? '') ?? []
  if (basic === undefined) return { id, secret, isSaidTwice: false }
  const [first = '', ...rest] = Buffer.from(basic, 'base64').toString('utf8').split(':')
  const said = { id: formDecoded(first), secret: formDecoded(rest.join(':')) }
  const differs = (id !== undefined && id !== said.id) || (secret !== undefined && secret !== said.secret)
  return { ...said, isSaidTwice: differs }
}

function formDecoded(text: string): string {
  try {
    return decodeURIComponent(text.replaceAll('+', ' '))
  } catch {
    return text
  }
}

function denialOf(
  form: URLSearchParams | undefined,
  { id, secret, isSaidTwice }: Credentials,
  isHers: boolean,
): Denial | undefined {
  if (!form)
    return { error: 'invalid_request', description: 'The body must be a form (application/x-www-form-urlencoded).' }
  const repeated = ['grant_type', 'client_id', 'client_secret', 'scope'].find((name) => form.getAll(name).length > 1)
  if (repeated) return { error: 'invalid_request', description: `${repeated} is given more than once.` }
  if (isSaidTwice)
    return { error: 'invalid_request', description: 'The Authorization header and the form name different clients.' }
  const grant = form.get('grant_type')
  if (!grant) return { error: 'invalid_request', description: 'grant_type is needed.' }
  if (grant !== 'client_credentials')
    return { error: 'unsupported_grant_type', description: 'Only client_credentials is given here.' }
  if (!id || !secret) return { error: 'invalid_client', description: 'The client id and the client secret are needed.' }
  if (!isHers)
    return { error: 'invalid_client', description: 'The client is unknown, or the secret is not one of its tokens.' }
  return undefined
}
