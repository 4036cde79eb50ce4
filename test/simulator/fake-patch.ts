export type Resource = { readonly [name: string]: unknown }

const enterprise = 'urn:ietf:params:scim:schemas:extension:enterprise:2.0:User'

/** One PATCH operation in the shapes that Okta and Entra send; a new resource comes back. */
export function applyOperation(resource: Resource, verb: string, path: unknown, value: unknown): Resource {
  if (typeof path === 'string') return apply(resource, verb, path, value)
  return Object.entries(value as Resource).reduce((next, [name, part]) => apply(next, verb, name, part), resource)
}

function apply(resource: Resource, verb: string, path: string, value: unknown): Resource {
  if (path.startsWith(`${enterprise}:`)) {
    const name = path.slice(enterprise.length + 1)
    const part = name === 'manager' ? { value } : value
    return { ...resource, [enterprise]: { ...(resource[enterprise] as Resource | undefined), [name]: part } }
  }
  const filtered = /^(\w+)\[(\w+) eq "(.*)"\](?:\.(\w+))?$/.exec(path)
  if (filtered) {
    const [, list = '', key = '', wanted = '', member] = filtered
    return { ...resource, [list]: applyFiltered(elements(resource[list]), verb, [key, wanted], member, value) }
  }
  if (path === 'members')
    return { ...resource, members: applyMembers(elements(resource.members), verb, elements(value)) }
  const [name = '', member] = path.split('.')
  if (member) return { ...resource, [name]: { ...(resource[name] as Resource | undefined), [member]: value } }
  return {
    ...resource,
    [name]: verb === 'remove' ? undefined : name === 'active' ? /true/i.test(String(value)) : value,
  }
}

function applyFiltered(
  list: readonly Resource[],
  verb: string,
  [key, wanted]: readonly [string, string],
  member: string | undefined,
  value: unknown,
): readonly Resource[] {
  if (verb === 'remove') return list.filter((element) => element[key] !== wanted)
  const change = { [key]: wanted, [member ?? 'value']: value }
  if (!list.some((element) => element[key] === wanted)) return [...list, change]
  return list.map((element) => (element[key] === wanted ? { ...element, ...change } : element))
}

function applyMembers(list: readonly Resource[], verb: string, change: readonly Resource[]): readonly Resource[] {
  const others = list.filter(({ value }) => !change.some((member) => member.value === value))
  switch (verb) {
    case 'add':
      return [...others, ...change]
    case 'remove':
      return others
    default:
      return change
  }
}

function elements(value: unknown): readonly Resource[] {
  return Array.isArray(value) ? value : []
}
