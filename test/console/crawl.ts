import type { Page } from 'playwright-core'

/** A page of the console, and one address at which it is found. */
export interface Found {
  /** The address with ids made equal: `/people/:id`. */
  readonly pattern: string
  readonly path: string
}

const skipped = /^\/(?:swagger|scim|api|assets|health|ready)(?:\/|$)|\/export|^\/events\/[\w-]+\/(?:answer|request)$/

/** Follows links from the overview on until no page of a new pattern is found. `visit` sees each page as it is open. */
export async function crawl(
  page: Page,
  base: string,
  visit: (found: Found) => Promise<void>,
  // Whom no connection owns comes first: only such people have pages to edit and to end them.
  from: readonly string[] = ['/people?connection=none', '/'],
): Promise<readonly Found[]> {
  const seen = new Map<string, Found>()
  const waiting = [...from]
  for (;;) {
    const path = waiting.shift()
    if (path === undefined) return [...seen.values()]
    const pattern = patternOf(path)
    if (seen.has(pattern) || skipped.test(path)) continue
    const found = { pattern, path }
    seen.set(pattern, found)
    await page.goto(base + path)
    const links = await page.$$eval('a[href]:not([download])', (anchors) =>
      anchors.map((anchor) => anchor.getAttribute('href') ?? ''),
    )
    waiting.push(...links.filter((href) => href.startsWith('/') && !href.startsWith('//')))
    await visit(found)
  }
}

/** The path with ids replaced; of a query only that there is one, and which of its names change what is shown. */
function patternOf(path: string): string {
  const [pathname = '', query = ''] = path.split(/[?#]/)
  const names = [...new URLSearchParams(query).keys()].filter((name) =>
    ['connection', 'provider', 'role', 'state'].includes(name),
  )
  const general = pathname.replace(/\/[\w-]{20,}(?=\/|$)/g, '/:id').replace(/\/\d+(?=\/|$)/g, '/:id')
  return names.length > 0 ? `${general}?${[...new Set(names)].sort().join('&')}` : general
}
