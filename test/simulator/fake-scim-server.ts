import { applyOperation, type Resource } from './fake-patch'

export type Breakage =
  | 'answers every request with 500'
  | 'refuses the token'
  | 'answers with a web page'
  | 'answers 404 to a search without a match'
  | 'ignores filters'
  | 'writes totalResults as text'
  | 'leaves out Resources'
  | 'creates users without a body'
  | 'creates users without an id'
  | 'creates users with 200'
  | 'creates users as a bare string'
  | 'writes active as text'
  | 'acknowledges a deactivation without doing it'
  | 'hides deactivated users'
  | 'empties a group when one member is removed'
  | 'never adds members'
  | 'changes nothing without a path'
  | 'refuses capitalised operations'
  | 'refuses PUT'
  | 'loses e-mail addresses'
  | 'repeats the first page'
  | 'shows the first page only'
  | 'fails on DELETE'
  | 'asks to slow down once'
  | 'asks to slow down for ever'
  | 'redirects'

export type FakeServer = {
  readonly url: string
  readonly requests: readonly Recorded[]
  readonly users: ReadonlyMap<string, Resource>
  readonly groups: ReadonlyMap<string, Resource>
  readonly stop: () => void
}

export type Recorded = { readonly line: string; readonly headers: Headers; readonly body: Resource }

export const token = 'secret'

const list = 'urn:ietf:params:scim:api:messages:2.0:ListResponse'
const error = 'urn:ietf:params:scim:api:messages:2.0:Error'

/** A SCIM server in memory, as small as a provider lets it be, and with one thing broken if asked. */
export function serve(broken?: Breakage): FakeServer {
  const users = new Map<string, Resource>()
  const groups = new Map<string, Resource>()
  const requests: Recorded[] = []
  let ids = 0

  async function answer(request: Request): Promise<Response> {
    const { url, method, headers } = request
    const body = method.startsWith('P') ? ((await request.json()) as Resource) : {}
    requests.push({ line: `${method} ${url.slice(server.url.href.length - 1)}`, headers, body })
    const early = refuse(headers)
    if (early) return early
    const { pathname, searchParams } = new URL(url)
    const [, , kind, id] = pathname.split('/')
    const resources = kind === 'Users' ? users : kind === 'Groups' ? groups : undefined
    if (!resources) return fail(404)
    if (id === undefined) return method === 'POST' ? create(resources, body) : search(resources, searchParams)

    const resource = resources.get(decodeURIComponent(id))
    if (!resource) return fail(404)
    switch (method) {
      case 'GET':
        return send(200, resource)
      case 'PUT':
        if (broken === 'refuses PUT') return fail(501)
        return keep(resources, { ...without(body, 'password'), id: resource.id })
      case 'PATCH':
        return patch(resources, resource, body.Operations as Resource[])
      default:
        if (broken === 'fails on DELETE') return fail(503)
        resources.delete(String(resource.id))
        return new Response(null, { status: 204 })
    }
  }

  function refuse(headers: Headers): Response | undefined {
    if (broken === 'answers every request with 500') return fail(500)
    if (broken === 'answers with a web page') return new Response('<h1>Welcome</h1>')
    if (broken === 'redirects') return Response.redirect('/elsewhere', 302)
    const slow = requests.length === 3 && broken === 'asks to slow down once'
    if (slow || broken === 'asks to slow down for ever') return fail(429, { 'Retry-After': '7' })
    const isKnown = broken !== 'refuses the token' && headers.get('authorization') === `Bearer ${token}`
    return isKnown ? undefined : fail(401)
  }

  function create(resources: Map<string, Resource>, body: Resource): Response {
    const resource: Resource = { ...without(body, 'password', 'groups'), id: `id ${++ids}` }
    resources.set(String(resource.id), resource)
    if (resources === users) {
      if (broken === 'creates users without a body') return new Response(null, { status: 201 })
      if (broken === 'creates users without an id') return send(201, without(resource, 'id'))
      if (broken === 'creates users with 200') return send(200, resource)
      if (broken === 'creates users as a bare string') return Response.json('created', { status: 201 })
    }
    return send(201, resource)
  }

  function search(resources: Map<string, Resource>, query: URLSearchParams): Response {
    const filter = broken === 'ignores filters' ? null : query.get('filter')
    const isShown = (found: Resource) => broken !== 'hides deactivated users' || found.active !== false
    const all = [...resources.values()].filter((found) => isShown(found) && (filter === null || matches(found, filter)))
    if (filter !== null && all.length === 0 && broken === 'answers 404 to a search without a match') return fail(404)
    const startIndex = broken === 'repeats the first page' ? 1 : Number(query.get('startIndex') ?? 1)
    const count = Number(query.get('count') ?? 100)
    const past = broken === 'shows the first page only' && startIndex > 1
    const page = past ? [] : all.slice(startIndex - 1, startIndex - 1 + count)
    return send(200, {
      schemas: [list],
      totalResults: broken === 'writes totalResults as text' ? String(all.length) : all.length,
      startIndex,
      itemsPerPage: page.length,
      ...(broken !== 'leaves out Resources' && { Resources: page.map(shape) }),
    })
  }

  function patch(resources: Map<string, Resource>, resource: Resource, operations: readonly Resource[]): Response {
    if (broken === 'refuses capitalised operations' && operations.some(({ op }) => /[A-Z]/.test(String(op))))
      return fail(400)
    const isMember = (op: string, path: unknown) => String(path).startsWith('members') && op === 'remove'
    let next = resource
    for (const { op, path, value } of operations) {
      const verb = String(op).toLowerCase()
      if (broken === 'changes nothing without a path' && path === undefined) continue
      if (broken === 'never adds members' && path === 'members' && verb === 'add') continue
      if (broken === 'acknowledges a deactivation without doing it' && JSON.stringify([path, value]).includes('alse'))
        continue
      const wipes = broken === 'empties a group when one member is removed' && isMember(verb, path)
      next = wipes ? { ...next, members: [] } : applyOperation(next, verb, path, value)
    }
    return keep(resources, next)
  }

  function keep(resources: Map<string, Resource>, resource: Resource): Response {
    resources.set(String(resource.id), resource)
    return send(200, resource)
  }

  function send(status: number, body: Resource): Response {
    return Response.json(shape(body), { status })
  }

  function shape(resource: Resource): Resource {
    if (broken === 'loses e-mail addresses') return without(resource, 'emails')
    if (broken === 'writes active as text' && 'active' in resource)
      return { ...resource, active: String(resource.active) }
    return resource
  }

  const server = Bun.serve({ port: 0, hostname: '127.0.0.1', fetch: answer })
  return { url: `${server.url}scim`, requests, users, groups, stop: () => void server.stop(true) }
}

function fail(status: number, headers = {}): Response {
  return Response.json({ schemas: [error], status: String(status), detail: 'No.' }, { status, headers })
}

function without(resource: Resource, ...names: readonly string[]): Resource {
  return Object.fromEntries(Object.entries(resource).filter(([name]) => !names.includes(name)))
}

/** `a eq "x" and b eq "y"`, where a list matches with any of its values. */
function matches(resource: Resource, filter: string): boolean {
  return filter.split(' and ').every((condition) => {
    const [, name, value] = /^(\w+) eq "(.*)"$/.exec(condition) ?? []
    const found = resource[name ?? '']
    return Array.isArray(found) ? found.some((element) => element.value === value) : found === value
  })
}
