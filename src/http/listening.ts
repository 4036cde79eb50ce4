import type { Front } from './front'
import { inStrides } from './strides'

/** Where an application listens. */
export interface Place {
  readonly hostname: string
  /** 0 takes any free one. */
  readonly port: number
  /** Whether others of this user may listen at the same place. */
  readonly isShared?: boolean
}

/** Has a front answer at a place. */
export function listen(front: Front, { hostname, port, isShared = false }: Place): Bun.Server<unknown> {
  const answer = inStrides((request) => front(placed(request), server))
  const server: Bun.Server<unknown> = Bun.serve({
    hostname,
    port,
    fetch(request: Arrived) {
      request.sender = sender(request)
      return answer(request, request.sender?.port)
    },
    // Who reads a body bounds it, and refuses what is too large in words of its own.
    maxRequestBodySize: Number.MAX_SAFE_INTEGER,
    reusePort: isShared,
    idleTimeout: 30,
    development: false,
  })
  const sender: Bun.Server<unknown>['requestIP'] = server.requestIP.bind(server)
  Object.defineProperty(server, 'requestIP', { value: ({ sender }: Arrived) => sender })
  return server
}

/** A request with its sender, who is asked for when it comes: later the connection may be gone. */
interface Arrived extends Request {
  sender?: Bun.SocketAddress | null
}

/**
 * A request that names no host (HTTP/1.0), or none that can be one, has its path for a URL, in which routers lose their way:
 * it gets one whose host is empty. It stays the request whose sender the server knows.
 */
function placed(request: Request): Request {
  const { url } = request
  return url.startsWith('/') ? Object.defineProperty(request, 'url', { value: `http://${url}` }) : request
}
