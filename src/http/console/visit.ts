import type { ComponentChildren } from 'preact'
import type { Account } from '../../directory/account'
import type { Directory } from '../../directory/directory'
import type { Entrance } from '../../directory/links'
import type { Organization } from '../../directory/organization'
import type { Staff } from '../../directory/staff'
import type { Role } from '../../directory/user'
import type { Section } from './kit/document'

/** A request for a page by nobody in particular. */
export interface Guest {
  readonly directory: Directory
  readonly ip: string | undefined
  readonly userAgent: string | undefined
  /** Scheme and authority as the browser knows them, without a slash at their end. */
  readonly base: string
  /** Milliseconds since 1970. */
  readonly now: number
  readonly path: string
  /** The value of a part of the path that the route names; empty where it has none of this name. */
  param(name: string): string
  readonly query: URLSearchParams
  /** The fields of the form that was sent. Errors: Refusal invalid. */
  form(): Promise<URLSearchParams>
  /** What the page before left for this one. */
  readonly flash: Flash
  /** Text that only this appliance can make and read, good for so many seconds. */
  seal(content: unknown, seconds: number): string
  unseal(sealed: string): unknown
  /** Signs somebody in who has proved who they are; the cookie goes with the reply. Ends the session the browser had. */
  open(entrance: Entrance): Promise<void>
  /** Signs out. */
  close(): Promise<void>
}

/** The same by somebody who is signed in. */
export interface Visit extends Guest {
  readonly staff: Staff
  readonly account: Account
  readonly organization: Organization
  /** The hash of the session. */
  readonly session: string
}

/** What one page leaves for the next one, once: sealed in a cookie, so that no secret stands in a URL. */
export interface Flash {
  readonly notice?: { readonly kind: 'success' | 'warning' | 'error'; readonly text: string }
  /** A token, a key or a link that is shown this once. */
  readonly secret?: string
}

export type Reply =
  | {
      readonly kind: 'page'
      readonly title: string
      readonly body: ComponentChildren
      readonly section?: Section
      readonly status?: number
      /** Seconds after which another attempt makes sense. */
      readonly retryAfter?: number
    }
  | { readonly kind: 'redirect'; readonly to: string; readonly flash?: Flash }
  /** A part of a page, for the script that keeps it up to date. */
  | { readonly kind: 'fragment'; readonly body: ComponentChildren; readonly headers?: Readonly<Record<string, string>> }
  | { readonly kind: 'response'; readonly response: Response }

/** A page; `status` is 200 where it is not said. */
export function page(
  title: string,
  body: ComponentChildren,
  more: { readonly section?: Section; readonly status?: number; readonly retryAfter?: number } = {},
): Reply {
  return { kind: 'page', title, body, ...more }
}

/** To another page of the console, with a word on what was done. */
export function redirect(to: string, done?: string, secret?: string): Reply {
  const flash = {
    ...(done !== undefined && { notice: { kind: 'success' as const, text: done } }),
    ...(secret !== undefined && { secret }),
  }
  return { kind: 'redirect', to, flash }
}

type Method = 'GET' | 'POST'

/** An action of the console. `role` is the least that is needed; the route is the same for every organization. */
export type Route =
  | {
      readonly method: Method
      readonly path: `/${string}`
      readonly role: 'anyone'
      answer(guest: Guest): Promise<Reply> | Reply
    }
  | {
      readonly method: Method
      readonly path: `/${string}`
      readonly role: Exclude<Role, 'member'>
      answer(visit: Visit): Promise<Reply> | Reply
    }

type Least = Exclude<Role, 'member'>

export function get(path: `/${string}`, role: Least, answer: (visit: Visit) => Promise<Reply> | Reply): Route {
  return { method: 'GET', path, role, answer }
}

/** A form's action: answered by a redirect when it is done, by the page with its errors when it is refused. */
export function post(path: `/${string}`, role: Least, answer: (visit: Visit) => Promise<Reply> | Reply): Route {
  return { method: 'POST', path, role, answer }
}

/** An action that needs nobody to be signed in. */
export function open(method: Method, path: `/${string}`, answer: (guest: Guest) => Promise<Reply> | Reply): Route {
  return { method, path, role: 'anyone', answer }
}
