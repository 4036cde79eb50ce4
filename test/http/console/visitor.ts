import type { Assembly } from '../assembly'

/** An answer of the console. */
export interface Page {
  readonly status: number
  readonly headers: Headers
  readonly html: string
  /** What a reader sees, in one line. */
  readonly text: string
  /** Where it redirects to. */
  readonly location: string | null
}

/** A browser without script: it keeps cookies, follows nothing by itself, and sends forms as our own pages would. */
export interface Visitor {
  get(path: string, headers?: Readonly<Record<string, string>>): Promise<Page>
  post(
    path: string,
    fields?: Readonly<Record<string, string | readonly string[]>>,
    headers?: Readonly<Record<string, string>>,
  ): Promise<Page>
  /** Sends a form and gets the page that it leads to. */
  send(path: string, fields?: Readonly<Record<string, string | readonly string[]>>): Promise<Page>
  readonly cookies: Map<string, string>
}

export function visitor(url: string): Visitor {
  const cookies = new Map<string, string>()

  async function ask(path: string, init: RequestInit, headers: Readonly<Record<string, string>> = {}): Promise<Page> {
    const sent = new Headers({ accept: 'text/html', ...headers })
    if (cookies.size > 0) sent.set('cookie', [...cookies].map(([name, value]) => `${name}=${value}`).join('; '))
    const response = await fetch(new URL(path, url), { ...init, headers: sent, redirect: 'manual' })
    for (const line of response.headers.getSetCookie()) {
      const [, name = '', value = ''] = /^([^=]+)=([^;]*)/.exec(line) ?? []
      if (value === '' || /max-age=0/i.test(line)) cookies.delete(name)
      else cookies.set(name, value)
    }
    const html = await response.text()
    const { status, headers: answered } = response
    return { status, headers: answered, html, text: readable(html), location: answered.get('location') }
  }

  const post: Visitor['post'] = (path, fields = {}, headers = {}) => {
    const form = new URLSearchParams()
    for (const [name, value] of Object.entries(fields))
      for (const each of typeof value === 'string' ? [value] : value) form.append(name, each)
    return ask(path, { method: 'POST', body: form }, { origin: new URL(url).origin, ...headers })
  }

  return {
    cookies,
    get: (path, headers) => ask(path, {}, headers),
    post,
    async send(path, fields) {
      const answered = await post(path, fields)
      return answered.location === null ? answered : ask(answered.location, {})
    },
  }
}

export const password = 'long enough for one'

/** The owner of an organization made by `assembly.organization(name)`, signed in. */
export async function owner({ url }: Assembly, name: string): Promise<Visitor> {
  return signedIn(url, `owner@${name.toLowerCase()}.example`)
}

/** Somebody with a role, made for this, signed in. */
export async function staff(
  { url, person, store }: Assembly,
  organizationId: string,
  role: 'owner' | 'admin' | 'viewer' | 'member',
  userName: string = `${role}-${Bun.randomUUIDv7()}@staff.example`,
): Promise<Visitor & { readonly id: string; readonly userName: string }> {
  const id = await person(organizationId, { userName }, role)
  await store.write((tx) => tx.credentials.put(id, `not argon2id, but quick: ${password}`))
  return { ...(await signedIn(url, userName)), id, userName }
}

async function signedIn(url: string, login: string): Promise<Visitor> {
  const browser = visitor(url)
  const { status, text } = await browser.post('/sign-in', { login, password })
  if (status !== 303 && login.startsWith('member') === false) throw new Error(`signing in as ${login} failed: ${text}`)
  return browser
}

function readable(html: string): string {
  return html
    .replace(/<(script|style)[^>]*>.*?<\/\1>/gs, '')
    .replace(/<[^>]+>/g, ' ')
    .replaceAll('&amp;', '&')
    .replaceAll('&lt;', '<')
    .replaceAll('&gt;', '>')
    .replaceAll('&quot;', '"')
    .replaceAll('&#39;', "'")
    .replace(/\s+/g, ' ')
    .trim()
}
