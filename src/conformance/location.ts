/** The path below the base of a URI that the token may be sent to; undefined for one that is elsewhere. */
export function pathBelow(url: string, location: unknown): string | undefined {
  const base = `${url.replace(/\/+$/, '')}/`
  if (typeof location !== 'string' || !URL.canParse(location, base)) return undefined
  const { origin, pathname } = new URL(location, base)
  const own = new URL(base)
  return origin === own.origin && pathname.startsWith(own.pathname)
    ? pathname.slice(own.pathname.length - 1)
    : undefined
}

/** The last two segments of a resource's URI, which are its path below the base wherever the server says that is. */
export function below(url: string, location: unknown): readonly string[] {
  const base = `${url.replace(/\/+$/, '')}/`
  if (typeof location !== 'string' || !URL.canParse(location, base)) return []
  const [, tail] = /(\/[^/]+\/[^/]+)$/.exec(new URL(location, base).pathname) ?? []
  return tail === undefined ? [] : [tail]
}
