import { Elysia } from 'elysia'
import { answering, type ConsoleSurroundings } from './answering'
import { assets } from './assets'
import { routes } from './routes'
import type { SessionKeeper } from './sessions'

/** The console: pages for whoever administers an organization. */
export function consolePages(surroundings: ConsoleSurroundings, keeper: SessionKeeper) {
  const app = new Elysia({ name: 'console' }).use(assets())
  for (const route of routes) {
    app.route(route.method, route.path, answering(surroundings, keeper, route), {
      parse: 'none',
      detail: { hide: true },
    })
  }
  return app
}
