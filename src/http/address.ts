/** The path and the query of a request, whatever host it claims to be for. */
export function addressOf({ url }: Pick<Request, 'url'>): URL {
  const start = url.indexOf('/', url.indexOf('//') + 2)
  return new URL(`http://own.invalid${start < 0 ? '/' : url.slice(start)}`)
}
