import { isObject, type Json } from '../../../scim/json'

export interface ChangeRow {
  readonly path: string
  readonly before?: string
  readonly after?: string
}

/** What differs between two states of a resource, attribute by attribute; a state that is absent has no attributes. */
export function changeRows(before: string | undefined, after: string | undefined): readonly ChangeRow[] {
  const [old, present] = [leavesOf(before), leavesOf(after)]
  return [...new Set([...old.keys(), ...present.keys()])].flatMap((path) => {
    const [was, is] = [old.get(path), present.get(path)]
    if (was === is) return []
    return [{ path, ...(was !== undefined && { before: clip(was) }), ...(is !== undefined && { after: clip(is) }) }]
  })
}

/** Says nothing to a reader: every resource has them, and they change with what else changes. */
const uninteresting = new Set(['id', 'schemas', 'meta'])
const longest = 500

function leavesOf(document: string | undefined): ReadonlyMap<string, string> {
  const leaves = new Map<string, string>()
  const resource: Json = document === undefined ? {} : JSON.parse(document)
  if (!isObject(resource)) return leaves
  for (const [name, value] of Object.entries(resource)) {
    if (uninteresting.has(name)) continue
    if (name.startsWith('urn:') && isObject(value)) {
      for (const [inner, member] of Object.entries(value)) gather(`${name}:${inner}`, member, leaves)
    } else gather(name, value, leaves)
  }
  return leaves
}

function gather(path: string, value: Json, leaves: Map<string, string>): void {
  if (Array.isArray(value)) {
    const labels = new Map<string, number>()
    for (const element of value) {
      const label = labelOf(element)
      const count = (labels.get(label) ?? 0) + 1
      labels.set(label, count)
      gather(`${path}[${label}${count > 1 ? `, ${count}` : ''}]`, element, leaves)
    }
  } else if (isObject(value)) {
    for (const [name, member] of Object.entries(value)) gather(`${path}.${name}`, member, leaves)
  } else {
    leaves.set(path, String(value))
  }
}

/** What tells an element from its neighbours: its type, else its value. */
function labelOf(element: Json): string {
  if (!isObject(element)) return clip(String(element))
  const { type, value } = element
  return typeof type === 'string' ? type : typeof value === 'string' ? clip(value) : 'element'
}

function clip(text: string): string {
  return text.length <= longest ? text : `${text.slice(0, longest)}…`
}
