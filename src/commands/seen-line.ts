import type { UnknownAttribute } from '../directory/model'

/** Where attributes go that a provider sends without a URN. */
const ownSchema = 'urn:rollcall:schemas:extension:2.0:User'

/** Unknown attributes, each with the command that defines it where one can. */
export function seenLines(unknown: readonly UnknownAttribute[], organization: string, connection: string): string {
  if (unknown.length === 0) return `${connection} has sent no attribute that is not defined.`
  return unknown
    .toSorted((a, b) => b.count - a.count)
    .flatMap((attribute) => [line(attribute), `    ${definition(attribute, organization)}`])
    .join('\n')
}

function line({ resourceType, path, count, firstSeen, lastSeen, sample }: UnknownAttribute): string {
  const day = (time: number) => new Date(time).toISOString().slice(0, 16).replace('T', ' ')
  const times = count === 1 ? 'once' : `${count} times`
  const type = `${sample.type}${sample.multiValued ? ', several values' : ''}`
  return printable(`${resourceType}  ${path}  (${type})  ${times}, from ${day(firstSeen)} to ${day(lastSeen)} UTC`)
}

/** The command that defines it, or why none can. */
function definition({ resourceType, path, sample }: UnknownAttribute, organization: string): string {
  if (resourceType !== 'User') return 'Attributes of groups cannot be defined.'
  const name = path.slice(path.lastIndexOf(':') + 1)
  if (/^urn:ietf:params:scim:schemas:(?:core:2\.0|extension:enterprise:2\.0):/i.test(path))
    return 'The RFCs define this schema; let the provider send the attribute behind a URN of your own.'
  if (name.includes('.')) return 'This would be a part of an attribute that is there; let the provider send it apart.'
  // Nor is anything offered to be pasted into a shell that means more than one word to it.
  if (!/^[A-Za-z][\w-]*$/.test(name) || !/^[\w.:/-]+$/.test(path)) return 'This is no name that an attribute can have.'
  const named = Object.entries(sample.parts ?? {}).filter(([part]) => /^[A-Za-z][\w-]*$/.test(part))
  const parts = named.map(([part, type]) => `${part}:${type}`)
  const words = [
    `--organization ${organization}`,
    `--attribute ${name === path ? `${ownSchema}:${name}` : path}`,
    `--type ${sample.type}`,
    ...(parts.length > 0 ? [`--parts ${parts.join(',')}`] : []),
    ...(sample.multiValued ? ['--multi-valued'] : []),
  ]
  return `rollcall schema define ${words.join(' ')}`
}

/** What strangers sent must not move the cursor about. */
function printable(text: string): string {
  return text.replace(/[^\p{L}\p{M}\p{N}\p{P}\p{S} ]/gu, '?')
}
