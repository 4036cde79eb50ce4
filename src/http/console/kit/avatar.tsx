/** The initials of a name on one of three quiet colours that stays the same for the same name. */
export function Avatar({ name }: { readonly name: string }) {
  return (
    <svg class={`avatar hue-${hue(name)}`} viewBox="0 0 32 32" width="32" height="32" aria-hidden="true">
      <circle cx="16" cy="16" r="16" />
      <text x="16" y="16" dy=".36em" text-anchor="middle">
        {initials(name)}
      </text>
    </svg>
  )
}

function initials(name: string): string {
  const words = name
    .replace(/@.*/, '')
    .split(/[\s._-]+/u)
    .filter((word) => /^[\p{L}\p{N}]/u.test(word))
  const chosen = words.length > 1 ? [words.at(0), words.at(-1)] : words
  return (
    chosen
      .map((word) => [...(word ?? '')][0] ?? '')
      .join('')
      .toLocaleUpperCase('en') || '?'
  )
}

function hue(name: string): number {
  let sum = 0
  for (const character of name) sum = (sum * 31 + (character.codePointAt(0) ?? 0)) % 65_521
  return sum % 3
}
