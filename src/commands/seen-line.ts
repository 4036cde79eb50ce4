import type { UnknownAttribute } from '../directory/connection'
import { suggestionFor } from '../directory/suggestion'

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
function definition(attribute: UnknownAttribute, organization: string): string {
  const suggestion = suggestionFor(attribute)
  if (suggestion.kind === 'none') return suggestion.why
  const { schema, name, type, multiValued, parts } = suggestion
  const words = [
    `--organization ${organization}`,
    `--attribute ${schema}:${name}`,
    `--type ${type}`,
    ...(parts.length > 0 ? [`--parts ${parts.map((part) => part.join(':')).join(',')}`] : []),
    ...(multiValued ? ['--multi-valued'] : []),
  ]
  return `rollcall schema define ${words.join(' ')}`
}

/** What strangers sent must not move the cursor about. */
function printable(text: string): string {
  return text.replace(/[^\p{L}\p{M}\p{N}\p{P}\p{S} ]/gu, '?')
}
