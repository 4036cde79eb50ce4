export type Person = {
  readonly userName: string
  readonly givenName: string
  readonly familyName: string
  readonly displayName: string
  readonly title: string
  readonly department: string
}

/** The person at an index, the same each time it is asked for, so that nobody needs to be kept in memory. */
export function person(run: string, index: number): Person {
  const givenName = pick(givenNames, index)
  const familyName = pick(familyNames, Math.floor(index / givenNames.length))
  return {
    userName: `${plain(givenName)}.${plain(familyName)}.${run}.${index + 1}@example.com`,
    givenName,
    familyName,
    displayName: `${givenName} ${familyName}`,
    title: pick(titles, index),
    department: pick(departments, index),
  }
}

export function teamName(run: string, index: number): string {
  return `${pick(departments, index)} ${index + 1} (${run})`
}

export function word(random: () => number, length: number): string {
  const letters = '0123456789abcdefghijklmnopqrstuvwxyz'
  return Array.from({ length }, () => letters[Math.floor(random() * letters.length)]).join('')
}

/** A random UUID (version 4), as Entra uses for its object ids. */
export function guid(random: () => number): string {
  return 'xxxxxxxx-xxxx-4xxx-8xxx-xxxxxxxxxxxx'.replace(/x/g, () => Math.floor(random() * 16).toString(16))
}

function pick(list: readonly string[], index: number): string {
  return list[index % list.length] ?? ''
}

function plain(name: string): string {
  return name
    .normalize('NFD')
    .toLowerCase()
    .replace(/[^a-z]/g, '')
}

const givenNames = [
  'Amélie',
  'Ben',
  'Chiara',
  'Daniel',
  'Zoë',
  'Farid',
  'Grace',
  'Hiroshi',
  'Inés',
  'Jürgen',
  'Kateryna',
]
const familyNames = [
  "O'Brien",
  'Müller',
  'García López',
  'Nguyễn',
  'Smith-Jones',
  'Rossi',
  'Åkesson',
  'de Vries',
  'Khan',
]
const titles = ['Engineer', 'Vice President, Sales', 'Designer', 'Analyst', 'Director']
const departments = ['Engineering', 'Research & Development', 'Sales', 'Finance', 'Support', 'Legal']
