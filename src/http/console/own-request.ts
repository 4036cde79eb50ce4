/**
 * Whether a form was sent by one of our own pages. Browsers say so by Sec-Fetch-Site where the connection is trustworthy,
 * else by Origin; its scheme is not compared, as a proxy may have taken TLS off.
 */
export function isOwnRequest({ headers }: Request, base: string): boolean {
  const site = headers.get('sec-fetch-site')
  if (site !== null) return site === 'same-origin'
  const origin = headers.get('origin')
  if (origin === null || !URL.canParse(origin) || !URL.canParse(base)) return false
  return new URL(origin).host === new URL(base).host
}

/** A path of ours, for where to go after signing in; `/` for anything else. */
export function ownPath(path: string | null): string {
  if (!path?.startsWith('/') || !URL.canParse(path, 'http://own.invalid')) return '/'
  const { host, pathname, search } = new URL(path, 'http://own.invalid')
  return host === 'own.invalid' && !pathname.startsWith('//') ? pathname + search : '/'
}
