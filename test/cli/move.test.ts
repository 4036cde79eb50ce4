import { describe, expect, setDefaultTimeout, test } from 'bun:test'
import { chmodSync, chownSync, existsSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { SQL } from 'bun'
import { dumpOf, furnished, open } from '../move/furniture'
import { commandsOnPostgres } from '../support/commands-on-postgres'
import { executable } from '../support/executable'
import { rollcall } from '../support/rollcall'
import { scratch } from '../support/scratch'
import { serve } from '../support/server'

const postgres = commandsOnPostgres()

// Others may keep the machine busy.
setDefaultTimeout(60_000)

const moved = (from: string, to: string, ...flags: string[]) => rollcall(['move', '--from', from, '--to', to, ...flags])

const nowhere = () => join(scratch(), 'data')

describe('rollcall move', () => {
  test('carries everything over, there and back, and says what it has found', async () => {
    const [from, there, back] = [furnished(), await postgres.createDatabase(), nowhere()]
    const name = there.replace('rollcall@', '')
    const { code, stdout, stderr } = await moved(from, there)
    expect([code, stderr]).toEqual([
      0,
      `Everything is in ${name}. Serve from there from now on, and not from ${from} any more.\n`,
    ])
    const lines = stdout.split('\n')
    expect(lines).toContainEqual(expect.stringMatching(/^organizations +16 {2}[0-9a-f]{16} {2}the same$/))
    expect(lines).toContainEqual(expect.stringMatching(/^request_events +30 {2}[0-9a-f]{16} {2}the same$/))
    const json = await moved(there, back, '--json')
    const report = JSON.parse(json.stdout)
    expect([json.code, report]).toMatchObject([0, { from: name, to: back, isEqual: true }])
    expect(report.tables.map(({ source: { rows, checksum } }: Report) => `${rows} ${checksum}`)).toEqual(
      lines.slice(1, -1).map((line) => line.split(/ +/).slice(1, 3).join(' ')),
    )
    expect(dumpOf(back)).toEqual(dumpOf(from))
  })

  test('says what PostgreSQL can only keep in another form', async () => {
    const from = furnished()
    const client = open(from)
    client.run("update request_events set path = '/a' || char(0) where position = 3")
    client.close()
    const { code, stdout } = await moved(from, await postgres.createDatabase())
    expect([code, stdout]).toEqual([
      0,
      expect.stringContaining('\nrequest_events: NUL is U+FFFD now in 1 of its texts, as PostgreSQL cannot keep it.\n'),
    ])
  })

  test('fails where not all came through, so that nobody serves from it, and begins anew', async () => {
    const [from, to] = [furnished(20_000), await postgres.createDatabase()]
    await killed(from, to)
    const sql = new SQL(to, { max: 1 })
    await sql.unsafe("update organizations set name = 'another'").simple()
    const { code, stdout, stderr } = await moved(from, to)
    expect(code).toBe(1)
    expect(stderr).toContain('does not hold what')
    expect(stdout).toMatch(/^organizations +16 {2}[0-9a-f]{16} {2}16 rows, [0-9a-f]{16}$/m)
    expect((await rollcall(['serve', '--port=0'], { env: { ROLLCALL_DATABASE_URL: to } })).code).toBe(1)
    expect(await moved(from, to)).toMatchObject({
      code: 0,
      stderr: expect.stringContaining('beginning anew'),
    })
    await sql.close()
  })
})

interface Report {
  readonly source: { readonly rows: number; readonly checksum: string }
}

describe('a move that is killed', () => {
  test('goes on where it was, each time, and until then nobody serves from what is there', async () => {
    const [from, to, back] = [furnished(20_000), await postgres.createDatabase(), nowhere()]
    for (let carried = 0, attempt = 0; attempt < 5; attempt++) {
      const now = await killed(from, to, carried)
      expect(now).toBeGreaterThan(carried)
      carried = now
    }
    for (const command of ['serve', 'setup']) {
      const words = [
        command,
        ...(command === 'setup' ? ['--organization=A', '--owner=a@b.example', '--password-stdin'] : ['--port=0']),
      ]
      const { code, stderr } = await rollcall(words, { env: { ROLLCALL_DATABASE_URL: to }, input: 'a long password' })
      expect([code, stderr]).toEqual([1, expect.stringContaining('the target of a move that has not been finished')])
    }
    expect(await moved(from, to)).toMatchObject({
      code: 0,
      stderr: expect.stringContaining('Going on with the move that was cut short.'),
    })
    expect((await moved(to, back)).code).toBe(0)
    expect(dumpOf(back)).toEqual(dumpOf(from))
  }, 120_000)

  test('into a directory too, whenever it is', async () => {
    const [from, to] = [furnished(20_000), nowhere()]
    let continued = 0
    for (let time = 50; ; time *= 1.15) {
      const { said, isKilled } = await killedAfter(time, from, to)
      if (said.includes('Going on')) continued++
      // What can be served from is whole, be it that the move was killed on its way out.
      if (!isKilled || (existsSync(join(to, 'rollcall.db')) && isServable(to))) break
    }
    expect(continued).toBeGreaterThan(2)
    expect(dumpOf(to)).toEqual(dumpOf(from))
  }, 120_000)
})

/** Kills a move after a time (ms), if it is not done by then. */
async function killedAfter(time: number, from: string, to: string) {
  const words = [await executable(), 'move', '--from', from, '--to', to]
  const child = Bun.spawn(words, { stdout: 'ignore', stderr: 'pipe' })
  const timer = setTimeout(() => child.kill('SIGKILL'), time)
  const said = await new Response(child.stderr).text()
  await child.exited
  clearTimeout(timer)
  return { said, isKilled: child.signalCode === 'SIGKILL' }
}

/** Whether a directory holds anything that would be served. */
function isServable(directory: string): boolean {
  const client = open(directory)
  const tables = client.query('select name from sqlite_schema').values().flat()
  const isEmpty =
    !tables.includes('organizations') || client.query('select id from organizations').values().length === 0
  client.close()
  return !isEmpty && !tables.includes('unfinished_move')
}

describe('refuses, with a sentence and without a change,', () => {
  const password = 'postgres://ada:opensesame@127.0.0.1:1/rollcall'

  test.each<[words: string[], code: number, line: string | RegExp]>([
    [['--to', '/tmp/b'], 2, '--from PLACE is needed.'],
    [['--from', '/tmp/a'], 2, '--to PLACE is needed.'],
    [['--from', './a', '--to', 'a/../a'], 2, '--from and --to are the same place.'],
    [['--from', 'postgres://a@h/x', '--to', 'postgresql://b:c@h:5432/x'], 2, '--from and --to are the same place.'],
    [
      ['--from', './a', '--to', 'postgres://ada:open sesame/@:'],
      2,
      '--to must be the path of a directory or a URL such as postgres://user:password@db.example.com:5432/rollcall.',
    ],
    [['--from', '/nonexistent', '--to', './b'], 1, 'There is no data in /nonexistent, or none that this user may see.'],
    [['--from', password, '--to', './b'], 1, /^The database at 127\.0\.0\.1:1 cannot be reached: .*/],
  ])('%j', async (words, code, line) => {
    const cwd = scratch()
    const ended = await rollcall(['move', ...words], { cwd })
    expect([ended.code, ended.stdout]).toEqual([code, ''])
    expect(ended.stderr).toMatch(/^rollcall: .*\n$/)
    if (typeof line === 'string') expect(ended.stderr).toBe(`rollcall: ${line}\n`)
    else expect(ended.stderr.slice('rollcall: '.length)).toMatch(line)
    expect(ended.stderr).not.toContain('sesame')
    expect(existsSync(join(cwd, 'b'))).toBe(false)
  })

  test('places that are served from', async () => {
    const [directory, database] = [await serve(), await postgres.createDatabase()]
    await serve([], { env: { ROLLCALL_DATABASE_URL: database } })
    expect(await moved(directory.dataDirectory, nowhere())).toMatchObject({
      code: 1,
      stdout: '',
      stderr: `rollcall: ${directory.dataDirectory} is in use by another process. Stop what runs there, and move then.\n`,
    })
    expect(await moved(database, nowhere())).toMatchObject({ code: 1, stderr: expect.stringContaining('is in use') })
    expect(await moved(furnished(), database)).toMatchObject({
      code: 1,
      stderr: expect.stringContaining('is not empty'),
    })
  })

  test.skipIf(process.getuid?.() !== 0)('a directory that this user may not write to', async () => {
    const [from, to] = [furnished(), nowhere()]
    for (const path of [from, dirname(from), dirname(to)]) chmodSync(path, 0o755)
    for (const path of [from, join(from, 'rollcall.db')]) chownSync(path, 65_534, 65_534)
    const { code, stderr } = await rollcall(['move', '--from', from, '--to', to], { uid: 65_534 })
    expect([code, stderr]).toEqual([1, expect.stringMatching(/^rollcall: .* cannot be used: EACCES.*\n$/)])
  })
})

/** Kills a move as soon as it has carried more rows than so many; returns how many there are. */
async function killed(from: string, to: string, before = 0): Promise<number> {
  const sql = new SQL(to, { max: 1 })
  const child = Bun.spawn([await executable(), 'move', '--from', from, '--to', to], {
    stdout: 'ignore',
    stderr: 'ignore',
  })
  const carried = async () => {
    const [row] = await sql.unsafe("select state::json -> 'tables' from unfinished_move").values()
    const tables: Record<string, { readonly rows: number }> = row?.[0] ?? {}
    return Object.values(tables).reduce((sum, { rows }) => sum + rows, 0)
  }
  while ((await carried().catch(() => 0)) <= before) await Bun.sleep(1)
  child.kill('SIGKILL')
  await child.exited
  const now = await carried()
  await sql.close()
  return now
}
