/** The path and the query of a request as they were sent, the query without its question mark. */
export function targetOf({ url }: Pick<Request, 'url'>): { readonly path: string; readonly search: string } {
  const start = pathStart(url)
  const mark = url.indexOf('?', start)
  return mark < 0
    ? { path: url.slice(start), search: '' }
    : { path: url.slice(start, mark), search: url.slice(mark + 1) }
}

/** The path and the query of a request, whatever host it claims to be for. */
export function addressOf({ url }: Pick<Request, 'url'>): URL {
  const start = pathStart(url)
  return new URL(`http://own.invalid${start < 0 ? '/' : url.slice(start)}`)
}

/** A segment of a path without its percent-encoding; as it is where that is broken. */
export function decoded(segment: string): string {
  if (!segment.includes('%')) return segment
  try {
    return decodeURIComponent(segment)
  } catch {
    return segment
  }
}

function pathStart(url: string): number {
  return url.indexOf('/', url.indexOf('//') + 2)
}
