import { Elysia } from 'elysia'
import style from '../../../public/console.css' with { type: 'file' }
import script from '../../../public/console.js' with { type: 'file' }
import icons from '../../../public/icons.svg' with { type: 'file' }

/** What pages ask for by version, so that browsers may keep it. */
export function assets() {
  const hidden = { detail: { hide: true } }
  return new Elysia({ name: 'console assets', prefix: '/assets' })
    .get('/console.css', () => asset(style, 'text/css'), hidden)
    .get('/console.js', () => asset(script, 'text/javascript'), hidden)
    .get('/icons.svg', () => asset(icons, 'image/svg+xml'), hidden)
}

function asset(path: string, type: string): Response {
  return new Response(Bun.file(path), {
    headers: {
      'content-type': `${type}; charset=utf-8`,
      'cache-control': 'public, max-age=31536000, immutable',
      'x-content-type-options': 'nosniff',
    },
  })
}
