import type { AnyElysia } from 'elysia'

/** Where an application listens. */
export interface Place {
  readonly hostname: string
  /** 0 takes any free one. */
  readonly port: number
  /** Whether others of this user may listen at the same place. */
  readonly isShared?: boolean
}

/**
 * Has an application answer at a place. Elysia's own way puts the routes together twice and collects garbage, all before
 * the first answer; they are found as fast without it.
 */
export function listen(application: AnyElysia, { hostname, port, isShared = false }: Place): Bun.Server<unknown> {
  const server = Bun.serve({
    hostname,
    port,
    fetch: (request) => application.fetch(placed(request)),
    // Who reads a body bounds it, and refuses what is too large in words of its own.
    maxRequestBodySize: Number.MAX_SAFE_INTEGER,
    reusePort: isShared,
    idleTimeout: 30,
    development: false,
  })
  application.server = server
  return server
}

/**
 * A request that names no host (HTTP/1.0), or none that can be one, has its path for a URL, in which routers lose their way:
 * it gets one whose host is empty. It stays the request whose sender the server knows.
 */
function placed(request: Request): Request {
  const { url } = request
  return url.startsWith('/') ? Object.defineProperty(request, 'url', { value: `http://${url}` }) : request
}
