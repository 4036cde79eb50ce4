/** Turns a path below the SCIM base URL into a whole URL. A query on the base, such as Entra's flags, goes along each time. */
export function endpoint(base: string): (path: string) => string {
  const { origin, pathname, search } = new URL(base)
  const root = origin + pathname.replace(/\/+$/, '')
  return (path) => {
    if (search === '') return root + path
    return root + path + (path.includes('?') ? `&${search.slice(1)}` : search)
  }
}
