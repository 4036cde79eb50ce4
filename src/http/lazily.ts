import type { AnyElysia } from 'elysia'

/** An application that is loaded and put together when something is first asked of it: the start does not wait for it. */
export function lazily(load: () => Promise<AnyElysia>) {
  let loading: Promise<AnyElysia> | undefined
  return async ({ request, server }: Asked): Promise<Response> => {
    loading ??= load()
    const application = await loading
    application.server ??= server
    return application.handle(request)
  }
}

/** What Elysia hands to a route. */
export interface Asked {
  readonly request: Request
  readonly server: AnyElysia['server']
}
