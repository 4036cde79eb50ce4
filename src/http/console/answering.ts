import { Type } from '@sinclair/typebox'
import type { Directory } from '../../directory/directory'
import { Refusal } from '../../directory/refusal'
import { staffOf } from '../../directory/sessions'
import { isAtLeast } from '../../directory/staff'
import { Unavailable } from '../../directory/unavailable'
import { addressOf } from '../address'
import type { Origins } from '../origin'
import type { RouteContext } from '../scim/exchange'
import { seal, unseal } from '../sealed'
import { banner } from './banner'
import { flashCookie, noFlashCookie, readFlash } from './flash'
import { readForm } from './form'
import { pageHeaders } from './headers'
import { document, fragment } from './kit/document'
import { isOwnRequest } from './own-request'
import { refused, sorry, unavailable } from './refused'
import type { SessionKeeper } from './sessions'
import { type Flash, type Guest, type Reply, type Route, redirect, type Visit } from './visit'

/** What the console needs from outside. */
export interface ConsoleSurroundings {
  readonly directory: Directory
  readonly origins: Origins
  readonly log: { error(fields: object, message: string): void }
  readonly now: () => number
  readonly newId: () => string
  /** 32 bytes that seal what browsers hold for us. */
  readonly consoleSecret: Uint8Array
}

/** What Elysia hands to a route of the console. */
export interface PageContext extends Pick<RouteContext, 'request' | 'server'> {
  readonly params?: Readonly<Record<string, string>>
}

/**
 * Answers a request for a page from beginning to end: finds out who it is, refuses what did not come from a page of ours,
 * and whoever's role is too low, lets the action do its work, and turns what it replies or throws into a response.
 */
export function answering(surroundings: ConsoleSurroundings, keeper: SessionKeeper, route: Route) {
  return async ({ request, server, params = {} }: PageContext): Promise<Response> => {
    const call = receive(surroundings, keeper, request, server?.requestIP(request)?.address, params)
    try {
      const reply = await answer(call, route).catch(refusalPage)
      return await respond(call, reply)
    } catch (error) {
      // Who is signed in is not to be had either. What the page before left is for the page that was wanted.
      if (error instanceof Unavailable) {
        const { visit: _, ...rest } = call
        return respond({ ...rest, hasFlash: false }, unavailable(error))
      }
      const requestId = surroundings.newId()
      // A page for anyone may have a one-time link's secret in its path.
      const path = route.role === 'anyone' ? route.path : call.guest.path
      surroundings.log.error({ requestId, method: request.method, path, error }, 'a page failed unexpectedly')
      const text = `Something went wrong on our side; the server's log has more under the request id ${requestId}.`
      return respond(call, sorry(500, 'Something went wrong', text))
    }
  }
}

function refusalPage(error: unknown): Reply {
  if (error instanceof Refusal) return refused(error)
  throw error
}

/** A request on its way through the console. */
interface Call {
  readonly request: Request
  readonly guest: Guest
  readonly keeper: SessionKeeper
  readonly isSecure: boolean
  /** To be sent along with the answer. */
  readonly cookies: string[]
  readonly sealFlash: (flash: Flash) => string
  /** Whether the page before left anything; the next page takes it, and nothing else does. */
  readonly hasFlash: boolean
  /** Who is signed in, once that is known. */
  visit?: Visit
}

async function answer(call: Call, route: Route): Promise<Reply> {
  const { request, guest } = call
  if (!isReading(request) && !isOwnRequest(request, guest.base)) {
    const text = 'The form did not come from a page of this console. Open the page here, and send it again.'
    return sorry(403, 'Not from here', text)
  }
  // Pages for anyone are not about whoever happens to be signed in.
  if (route.role === 'anyone') return route.answer(guest)
  const visit = await recognize(call)
  if (!visit) return redirect(`/sign-in${wayBack(request, guest)}`)
  const { role } = visit.staff
  if (isAtLeast(role, route.role)) return route.answer(visit)
  const least = { viewer: 'a viewer', admin: 'an admin', owner: 'an owner' }[route.role]
  return sorry(403, 'Not allowed', `This needs ${least} of the organization; your role is ${role}.`)
}

const isReading = ({ method }: Request) => method === 'GET' || method === 'HEAD'

/** Where to go on after signing in, as a query. */
function wayBack(request: Request, { path }: Guest): string {
  if (!isReading(request) || path === '/') return ''
  const { url } = request
  const mark = url.indexOf('?')
  return `?to=${encodeURIComponent(path + (mark < 0 ? '' : url.slice(mark)))}`
}

async function recognize(call: Call): Promise<Visit | undefined> {
  const { request, guest, keeper, isSecure, cookies } = call
  const { account, session, cookie } = await keeper.recognize(request.headers.get('cookie'), isSecure)
  if (cookie) cookies.push(cookie.value)
  if (!account || session === undefined) return undefined
  const organization = await guest.directory.findOrganization(account.organizationId)
  if (!organization) return undefined
  call.visit = { ...guest, account, session, organization, staff: staffOf(account, guest.ip) }
  return call.visit
}

function receive(
  { directory, origins, now, consoleSecret }: ConsoleSurroundings,
  keeper: SessionKeeper,
  request: Request,
  peer: string | undefined,
  params: Readonly<Record<string, string>>,
): Call {
  const time = now()
  const base = origins.server(request, peer)
  const { pathname, searchParams } = addressOf(request)
  const isSecure = base.startsWith('https:')
  const sent = request.headers.get('cookie')
  const left = readFlash(consoleSecret, sent, time)
  const cookies: string[] = []
  const ip = origins.client(request, peer)
  const userAgent = request.headers.get('user-agent')?.slice(0, 300)
  const guest: Guest = {
    directory,
    ip,
    userAgent,
    base,
    now: time,
    path: pathname,
    param: (name) => params[name] ?? '',
    query: searchParams,
    form: () => readForm(request),
    flash: left ?? {},
    seal: (content, seconds) => seal(consoleSecret, { content, expires: time + seconds * 1000 }),
    unseal(text) {
      const read = unseal(consoleSecret, text, expiring)
      return read && read.expires >= time ? read.content : undefined
    },
    async open(entrance) {
      const client = { ...(ip !== undefined && { ip }), ...(userAgent !== undefined && { userAgent }) }
      cookies.push((await keeper.open(entrance, client, sent, isSecure)).value)
    },
    async close() {
      cookies.push((await keeper.close(sent, isSecure)).value)
    },
  }
  return {
    request,
    guest,
    keeper,
    isSecure,
    cookies,
    hasFlash: left !== undefined,
    sealFlash: (flash) => flashCookie(consoleSecret, flash, time, isSecure),
  }
}

const expiring = Type.Object({ content: Type.Unknown(), expires: Type.Number() })

async function respond(call: Call, reply: Reply): Promise<Response> {
  const { cookies } = call
  const response = await responseOf(call, reply)
  for (const cookie of cookies) response.headers.append('set-cookie', cookie)
  return response
}

async function responseOf(call: Call, reply: Reply): Promise<Response> {
  switch (reply.kind) {
    case 'response':
      return reply.response
    case 'redirect':
      if (reply.flash && Object.keys(reply.flash).length > 0) call.cookies.push(call.sealFlash(reply.flash))
      return new Response(null, { status: 303, headers: { location: reply.to, 'cache-control': 'no-store' } })
    case 'fragment':
      return new Response(fragment(reply.body), { headers: { ...pageHeaders, ...reply.headers } })
    case 'page': {
      const { title, body, section, status = 200, retryAfter } = reply
      const { notice } = call.guest.flash
      if (call.hasFlash) call.cookies.push(noFlashCookie(call.isSecure))
      const text = document({
        title,
        children: body,
        ...(call.visit && (await surroundingsOf(call.visit))),
        ...(section && { section }),
        ...(notice && { notice }),
      })
      const headers = new Headers(pageHeaders)
      if (retryAfter !== undefined) headers.set('retry-after', String(retryAfter))
      return new Response(text, { status, headers })
    }
  }
}

/** What stands around a page of somebody who is signed in. */
async function surroundingsOf(visit: Visit) {
  const { organization, account, staff } = visit
  const shown = await banner(visit)
  const person = { name: displayNameOf(account.document), email: staff.name ?? '', role: staff.role }
  return { organization, person, ...(shown && { banner: shown }) }
}

function displayNameOf(document: string): string {
  const { displayName, name, userName } = JSON.parse(document)
  return String(displayName ?? name?.formatted ?? userName)
}
