import { Elysia, type InternalRoute } from 'elysia'
import libraryStyle from 'swagger-ui-dist/swagger-ui.css' with { type: 'file' }
import libraryScript from 'swagger-ui-dist/swagger-ui-bundle.js' with { type: 'file' }
import style from '../../public/explorer.css' with { type: 'file' }
import script from '../../public/explorer.js' with { type: 'file' }
import { type ResourceTypes, standardTypes } from '../scim/resource-types'
import { version } from '../version'
import { openapiDocument } from './openapi-document'
import { documentation as scimDocumentation } from './scim/documentation'
import type { Method, Route } from './scim/elsewhere'

/** The types of the organization that a request is made for; the standard ones where it is made for none. */
export type TypesFor = (request: Request) => Promise<ResourceTypes>

/**
 * The description of the whole HTTP surface, to which the routes of `others` and of SCIM belong too, at /swagger/json, and at
 * /swagger a page that shows it and tries it out.
 */
export function explorer(
  typesFor: TypesFor = async () => standardTypes,
  others: readonly InternalRoute[] = [],
  scimRoutes: readonly Route[] = [],
) {
  return (app: Elysia) => {
    let standard: Promise<string> | undefined
    const textFor = async (types: ResourceTypes) => {
      const scim = scimRoutes.map(([method, path]) => describedScim(method, path, types))
      return JSON.stringify(await description([...others, ...scim, ...app.routes], types))
    }
    // Anybody may ask for the standard one, which takes a while to make, as often as they like.
    const standardText = () => {
      standard ??= textFor(standardTypes)
      return standard
    }
    const described = async (request: Request) => {
      const types = await typesFor(request)
      const text = await (types === standardTypes ? standardText() : textFor(types))
      const headers = {
        'content-type': 'application/json;charset=utf-8',
        'cache-control': 'no-store',
        vary: 'authorization, cookie',
      }
      return new Response(text, { headers })
    }
    return app
      .get('/swagger', ({ path, redirect }) => (path.endsWith('/') ? redirect('../swagger', 308) : document()), hidden)
      .get('/swagger/json', ({ request }) => described(request), hidden)
      .get('/swagger/explorer.js', () => asset(script, 'text/javascript'), hidden)
      .get('/swagger/explorer.css', () => asset(style, 'text/css'), hidden)
      .get('/swagger/swagger-ui.js', () => asset(libraryScript, 'text/javascript'), hidden)
      .get('/swagger/swagger-ui.css', () => asset(libraryStyle, 'text/css'), hidden)
  }
}

/**
 * The plugin is given routes like ours in an application of its own: its page, which loads a script from another host, is
 * then never served, and what it brings along is loaded when it is first wanted rather than at the start.
 */
async function description(routes: readonly Described[], types: ResourceTypes) {
  const { swagger } = await import('@elysiajs/swagger')
  const likeness = new Elysia({ aot: false }).use(swagger({ documentation, excludeStaticFile: false }))
  const offered = types.offered.flatMap(({ endpoint }) => [endpoint, `${endpoint}/:id`])
  const all = [...routes, ...offered.map((path) => describedScim('GET', path, types))]
  for (const { method, path, hooks } of all) likeness.route(method, path, () => undefined, hooks)
  const response = await likeness.handle(new Request('http://localhost/swagger/json'))
  return openapiDocument(await response.text())
}

type Described = Pick<InternalRoute, 'method' | 'path' | 'hooks'>

/** A SCIM route in the shape of Elysia's own. */
function describedScim(method: Method, path: string, types: ResourceTypes): Described {
  return { method, path: `/scim/v2${path}`, hooks: { detail: scimDocumentation(method, path, types) } }
}

const hidden = { detail: { hide: true } }

const documentation = {
  info: {
    title: 'Rollcall',
    version,
    description:
      "Identity providers provision people here by SCIM 2.0. Requests need a connection's token: choose Authorize to give one.",
  },
  tags: [
    { name: 'SCIM Users', description: 'People (RFC 7643 §4.1, with the enterprise extension)' },
    { name: 'SCIM Groups', description: 'Groups and their members (RFC 7643 §4.2)' },
    { name: 'SCIM discovery', description: 'What this service can do (RFC 7644 §4)' },
    { name: 'Operation', description: 'For whoever runs the appliance' },
  ],
  components: {
    securitySchemes: {
      bearer: { type: 'http' as const, scheme: 'bearer', description: "A connection's token" },
      basic: { type: 'http' as const, scheme: 'basic', description: "Any name, with a connection's token as password" },
    },
  },
}

const page = `<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>Rollcall: API explorer</title>
<link rel="icon" href="data:,">
<link rel="stylesheet" href="swagger/swagger-ui.css?${version}">
<link rel="stylesheet" href="swagger/explorer.css?${version}">
</head>
<body>
<div id="explorer"></div>
<noscript>This page needs JavaScript; what it shows is at <a href="swagger/json">swagger/json</a>.</noscript>
<script src="swagger/swagger-ui.js?${version}"></script>
<script src="swagger/explorer.js?${version}"></script>
</body>
</html>
`

const pageHeaders = {
  'content-type': 'text/html; charset=utf-8',
  'content-security-policy': [
    "default-src 'none'",
    "script-src 'self'",
    "style-src 'self'",
    "img-src 'self' data:",
    "connect-src 'self'",
    "base-uri 'none'",
    "form-action 'none'",
    "frame-ancestors 'none'",
  ].join('; '),
  'cross-origin-opener-policy': 'same-origin',
  'referrer-policy': 'no-referrer',
  'x-content-type-options': 'nosniff',
}

function document(): Response {
  return new Response(page, { headers: pageHeaders })
}

/** The page asks for its parts by version, so that they may be kept. */
function asset(path: string, type: string): Response {
  return new Response(Bun.file(path), {
    headers: {
      'content-type': `${type}; charset=utf-8`,
      'cache-control': 'public, max-age=86400',
      'x-content-type-options': 'nosniff',
    },
  })
}
