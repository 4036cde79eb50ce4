import { existsSync, realpathSync } from 'node:fs'
import { isDatabaseUrl, placeOf } from '../config'
import { progressBar } from '../simulator/progress-bar'
import { move as carry } from '../storage/move/move'
import type { Place } from '../storage/move/side'
import type { Verdict } from '../storage/move/verifying'
import { UsageError } from '../usage-error'
import type { Command } from './command'
import { Failure } from './failure'
import { type Flags, required } from './flags'

export const move: Command = {
  name: 'move',
  summary: 'carries everything over to another directory or PostgreSQL database, and verifies that it is all there',
  settings: ['logLevel'],
  flags: [
    {
      name: 'from',
      value: 'PLACE',
      summary: 'the directory or postgres:// URL that the data are in; nothing may run there',
    },
    {
      name: 'to',
      value: 'PLACE',
      summary: 'the empty directory or database for them, or one that such a move was cut short in',
    },
    { name: 'json', summary: 'prints JSON' },
  ],
  async run({ flags, terminal }) {
    const [from, to] = [placeIn(flags, 'from'), placeIn(flags, 'to')]
    if (identityOf(from) === identityOf(to)) throw new UsageError('--from and --to are the same place.')
    let verdicts: readonly Verdict[] = []
    const isCarried = await carry(from, to, {
      onStep: progressBar(process.stderr),
      onBegin(beginning) {
        if (beginning !== 'new') terminal.tell(beginnings[beginning])
      },
      onVerdicts(found) {
        verdicts = found
        terminal.print(flags.has('json') ? JSON.stringify(report(from, to, found), null, 2) : table(found))
      },
    })
    if (!isCarried) throw new Failure(difference(from, to, verdicts))
    terminal.tell(`Everything is in ${to.name}. Serve from there from now on, and not from ${from.name} any more.`)
    return 0
  },
}

const beginnings = {
  continued: 'Going on with the move that was cut short.',
  anew: 'What was moved before is not what the source holds now; beginning anew.',
}

/** Errors: UsageError, which repeats nothing of a URL, as there may be a password in it. */
function placeIn(flags: Flags, name: 'from' | 'to'): Place {
  const text = required(flags, name, 'PLACE')
  if (!/^[a-z]+:\/\//i.test(text)) return { kind: 'sqlite', name: placeOf({ dataDirectory: text }) }
  if (isDatabaseUrl(text))
    return { kind: 'postgres', url: text, name: placeOf({ dataDirectory: '', databaseUrl: text }) }
  throw new UsageError(
    `--${name} must be the path of a directory or a URL such as postgres://user:password@db.example.com:5432/rollcall.`,
  )
}

/** The same for the same place, however it is written. */
function identityOf(place: Place): string {
  if (place.kind === 'sqlite') return existsSync(place.name) ? realpathSync(place.name) : place.name
  const { hostname, port, pathname, searchParams } = new URL(place.url)
  return `postgres://${hostname || searchParams.get('host')}:${port || 5432}${pathname}`
}

function table(verdicts: readonly Verdict[]): string {
  const rows = verdicts.map(({ table, source, target, isEqual }) => [
    table,
    String(source.rows),
    source.checksum,
    isEqual ? 'the same' : `${target.rows} rows, ${target.checksum}`,
  ])
  const lines = [['table', 'rows', 'checksum', 'in the target'], ...rows].map(
    ([name = '', count = '', checksum = '', there = '']) =>
      `${name.padEnd(20)} ${count.padStart(10)}  ${checksum.padEnd(16)}  ${there}`,
  )
  return [...lines, ...verdicts.flatMap(alteration)].join('\n')
}

function alteration({ table, altered }: Verdict): readonly string[] {
  return altered > 0 ? [`${table}: NUL is U+FFFD now in ${altered} of its texts, as PostgreSQL cannot keep it.`] : []
}

function report(from: Place, to: Place, verdicts: readonly Verdict[]) {
  const tables = verdicts.map(({ table, source, target, isEqual, altered }) => ({
    table,
    isEqual,
    source: { rows: source.rows, checksum: source.checksum },
    target: { rows: target.rows, checksum: target.checksum },
    altered,
  }))
  return { from: from.name, to: to.name, isEqual: verdicts.every(({ isEqual }) => isEqual), tables }
}

function difference(from: Place, to: Place, verdicts: readonly Verdict[]): string {
  const tables = verdicts.filter(({ isEqual }) => !isEqual).map(({ table }) => table)
  return `${to.name} does not hold what ${from.name} does: ${tables.join(', ')} differ. Run the same move again, which begins anew.`
}
