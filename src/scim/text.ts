/**
 * The form in which text without caseExact is compared: Unicode case folding over NFC, with wide and narrow forms of a
 * character taken for the character (RFC 7613 §3.2.2, which RFC 7644 §5 asks for). For ASCII it equals what SQL's lower() gives, which the storage relies on.
 */
export function fold(text: string): string {
  if (isAscii(text)) return text.toLowerCase()
  const plain = text.replace(/[\u3000\uff00-\uffef]+/g, (wide) => wide.normalize('NFKC'))
  return plain.normalize('NFC').toLowerCase().toUpperCase().toLowerCase().normalize('NFC').replaceAll('ς', 'σ')
}

/** The folded text without accents, for searching by hand: who types "muller" means "Müller" too. */
export function plain(text: string): string {
  const folded = fold(text)
  return isAscii(folded)
    ? folded
    : folded
        .normalize('NFD')
        .replace(/\p{Mn}+/gu, '')
        .normalize('NFC')
}

export function isAscii(text: string): boolean {
  // biome-ignore lint/suspicious/noControlCharactersInRegex: the range is the point
  return /^[\x00-\x7f]*$/.test(text)
}

/** Order by code points, which is the order of UTF-8 bytes and so of both databases' binary collations. */
export function compareText(a: string, b: string): number {
  const length = Math.min(a.length, b.length)
  for (let index = 0; index < length; index++) {
    const left = a.charCodeAt(index)
    const right = b.charCodeAt(index)
    if (left !== right) {
      const bothOrNeither = left >= 0xd800 === right >= 0xd800
      return bothOrNeither ? rank(left) - rank(right) : left - right
    }
  }
  return a.length - b.length
}

/** A surrogate stands for a code point above all others, so it sorts behind U+E000..U+FFFF. */
function rank(unit: number): number {
  if (unit >= 0xe000) return unit - 0x800
  return unit >= 0xd800 ? unit + 0x2000 : unit
}

/** Text a database cannot hold faithfully: NUL, or half of a surrogate pair. */
export function isStorable(text: string): boolean {
  return !text.includes('\0') && text.isWellFormed()
}

/** An xsd:dateTime (RFC 7643 §2.3.5) as milliseconds since 1970, or undefined. A missing zone means UTC. */
export function readInstant(text: string): number | undefined {
  const parts = /^(\d{4})-(\d\d)-(\d\d)T(\d\d):(\d\d)(?::(\d\d)(?:\.(\d+))?)?(Z|[+-]\d\d:?\d\d)?$/i.exec(text.trim())
  if (!parts) return undefined
  const [, year, month, day, hour, minute, second = '00', fraction = '', zone = 'Z'] = parts
  const offset = /^z$/i.test(zone) ? 'Z' : zone.length === 5 ? `${zone.slice(0, 3)}:${zone.slice(3)}` : zone
  const instant = Date.parse(
    `${year}-${month}-${day}T${hour}:${minute}:${second}.${fraction.padEnd(3, '0').slice(0, 3)}${offset}`,
  )
  return Number.isNaN(instant) || Number(day) > daysIn(Number(year), Number(month)) ? undefined : instant
}

/** Date.parse takes the 30th of February for the 2nd of March. The calendar repeats after 400 years; Date.UTC reads the first hundred years as 19xx. */
function daysIn(year: number, month: number): number {
  return new Date(Date.UTC(year + 400, month, 0)).getUTCDate()
}
