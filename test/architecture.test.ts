import { describe, expect, test } from 'bun:test'
import { readFileSync } from 'node:fs'
import { join, normalize, parse } from 'node:path'
import { root } from './support/repository'

interface File {
  /** Below src, without its ending: `scim/schemas/user`. */
  readonly path: string
  readonly text: string
  readonly imports: readonly Import[]
}

interface Import {
  /** A path as in File, or the name of a package. */
  readonly from: string
  readonly isPackage: boolean
  readonly isType: boolean
  /** Whether it is imported when it is first needed. */
  readonly isLate: boolean
}

const files = [...new Bun.Glob('**/*.{ts,tsx}').scanSync({ cwd: join(root, 'src') })].sort().map(read)

/** What each room may import from. What is in no list may be imported by nobody but itself. */
const rooms: Record<string, readonly string[]> = {
  log: [],
  version: [],
  'usage-error': [],
  assets: [],
  config: ['log', 'usage-error'],
  scim: [],
  directory: ['scim'],
  storage: ['directory', 'scim'],
  http: ['directory', 'scim', 'log', 'version'],
  bridge: ['directory', 'scim', 'log', 'version'],
  delivery: ['directory', 'scim', 'log', 'version'],
  simulator: ['scim'],
  conformance: ['scim'],
  housekeeping: ['directory', 'log'],
  threads: ['config', 'directory', 'log'],
  appliance: [
    'http',
    'storage',
    'bridge',
    'delivery',
    'directory',
    'scim',
    'config',
    'log',
    'version',
    'housekeeping',
    'threads',
  ],
  thread: ['appliance', 'directory', 'log', 'threads'],
  commands: [
    'appliance',
    'simulator',
    'conformance',
    'storage',
    'directory',
    'config',
    'log',
    'version',
    'usage-error',
    'threads',
  ],
  cli: ['commands', 'directory', 'config', 'usage-error'],
  main: ['cli', 'commands', 'thread'],
}

describe('each room imports only from the rooms below it', () => {
  test.each(Object.keys(rooms))('%s', (room) => {
    const within = files.filter(({ path }) => roomOf(path) === room)
    const allowed = [room, ...(rooms[room] ?? [])]
    const strangers = within.flatMap(({ path, imports }) =>
      imports
        .filter(({ from, isPackage }) => !isPackage && !allowed.includes(roomOf(from)))
        .map(({ from }) => `${path} imports ${from}`),
    )
    expect(strangers).toEqual([])
  })

  test('and every file is in one of them', () => {
    expect(files.map(({ path }) => roomOf(path)).filter((room) => !(room in rooms))).toEqual([])
  })
})

describe('the protocol is pure', () => {
  const scim = files.filter(({ path }) => roomOf(path) === 'scim')

  test('it knows no package but TypeBox', () => {
    expect(packagesOf(scim).filter((name) => !/^@sinclair\/typebox(\/|$)/.test(name))).toEqual([])
  })

  test('it knows no clock, no chance and no machine', () => {
    const impure = /\bDate\.now\(|\bnew Date\(\)|\bMath\.random\(|\bcrypto\.|\bBun\.|\bprocess\.|\bfetch\(|\bconsole\./
    expect(scim.filter(({ text }) => impure.test(text)).map(({ path }) => path)).toEqual([])
  })
})

test('the simulator knows of the protocol only its types and its names', () => {
  const known = ['scim/json', 'scim/urns']
  const used = files
    .filter(({ path }) => roomOf(path) === 'simulator')
    .flatMap(({ imports }) => imports)
    .filter(({ from, isType }) => roomOf(from) === 'scim' && !isType)
  expect(used.map(({ from }) => from).filter((from) => !known.includes(from))).toEqual([])
})

test.each([
  ['elysia', ['http']],
  ['@elysiajs/', ['http']],
  ['swagger-ui-dist', ['http']],
  ['lucia', ['http']],
  ['preact', ['http']],
  ['drizzle-orm', ['storage']],
  ['bun:sqlite', ['storage', 'commands']],
])('%s is used in no room but %j', (name, allowed) => {
  const users = files.filter(({ imports }) => imports.some(({ from, isPackage }) => isPackage && from.startsWith(name)))
  expect(users.map(({ path }) => path).filter((path) => !allowed.includes(roomOf(path)))).toEqual([])
})

test('the environment is read in one place', () => {
  const readers = files.filter(({ text }) => /\bprocess\.env\b|\bBun\.env\b|\bimport\.meta\.env\b/.test(text))
  expect(readers.map(({ path }) => path)).toEqual(['config'])
})

test('no limit is a bare parameter in SQLite, which would compile such a statement anew at every run', () => {
  const numbered = files.filter(
    ({ path, text }) => path.startsWith('storage/sqlite/') && /\.(limit|offset)\(\d/.test(text),
  )
  expect(numbered.map(({ path }) => path)).toEqual([])
})

describe('files are named', () => {
  test('for what they hold', () => {
    const vague = /^(utils?|helpers?|services?|managers?|types?|common|misc|index)$/
    const names = files.filter(({ path }) => vague.test(parse(path).base)).map(({ path }) => path)
    expect(names).toEqual(['scim/schemas/common'])
  })

  test('in kebab-case', () => {
    expect(files.map(({ path }) => path).filter((path) => !/^[a-z0-9]+([-/][a-z0-9]+)*$/.test(path))).toEqual([])
  })
})

test('a start loads nothing that only some requests need, nor what takes long to load', () => {
  const loaded = new Set(['main', 'cli', 'commands/terminal', 'commands/serve'])
  const needed = () => files.filter(({ path }) => loaded.has(path)).flatMap(({ imports }) => imports)
  for (let size = 0; size < loaded.size; ) {
    size = loaded.size
    for (const { from, isPackage, isType, isLate } of needed()) if (!isPackage && !isType && !isLate) loaded.add(from)
  }
  const packages = new Set(needed().flatMap(({ from, isType, isLate }) => (isType || isLate ? [] : [from])))
  expect([...loaded]).toContain('storage/sqlite/users')
  expect([...packages]).toContain('drizzle-orm')
  const rarely = /^(?:http\/(?:app|annex|api|console)|simulator|conformance|storage\/postgres)\b/
  expect([...loaded].filter((path) => rarely.test(path))).toEqual([])
  const slow = /^(?:elysia|preact|lucia|@elysiajs|node:(?:crypto|net|os|stream|tls|util|worker_threads))\b/
  expect([...packages].filter((name) => slow.test(name))).toEqual([])
})

test('the imports are seen at all', () => {
  const [resource] = files.filter(({ path }) => path === 'scim/resource-schema')
  expect(resource?.imports).toContainEqual({
    from: '@sinclair/typebox/compiler',
    isPackage: true,
    isType: false,
    isLate: false,
  })
  expect(resource?.imports).toContainEqual({ from: 'scim/attribute', isPackage: false, isType: true, isLate: false })
  const [explorer] = files.filter(({ path }) => path === 'http/explorer')
  expect(explorer?.imports).toContainEqual({ from: '@elysiajs/swagger', isPackage: true, isType: false, isLate: true })
})

function read(name: string): File {
  const path = name.replace(/(\.d)?\.tsx?$/, '')
  const text = readFileSync(join(root, 'src', name), 'utf8')
  const statements = [
    ...text.matchAll(/^(?:import|export)\s+(type\s)?[^'";]*?from\s+'([^']+)'/gm),
    ...text.matchAll(/^import\s+()'([^']+)'/gm),
    ...text.matchAll(/\bimport\(\s*()'([^']+)'/g),
  ]
  const imports = statements.map(([statement, type, from = '']) => ({
    from: from.startsWith('.') ? normalize(join(path, '..', from)).replace(/\.tsx?$/, '') : from,
    isPackage: !from.startsWith('.') || normalize(join(path, '..', from)).startsWith('..'),
    isType: type !== undefined && type !== '',
    isLate: statement.startsWith('import('),
  }))
  return { path, text, imports }
}

function roomOf(path: string): string {
  return path.split('/')[0] ?? ''
}

function packagesOf(some: readonly File[]): readonly string[] {
  return some.flatMap(({ imports }) => imports.filter(({ isPackage }) => isPackage).map(({ from }) => from))
}
