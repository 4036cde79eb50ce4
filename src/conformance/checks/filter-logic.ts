import { type Cast, check, theme } from '../check'
import { crew, expectFinds, type Name } from '../crew'
import { without } from '../server'
import type { Session } from '../session'
import { noUsers } from '../specimen'
import { complex, texts } from '../vocabulary'

export const filterLogic = theme(
  'Filters: logic',
  [
    logic('and', 'finds what meets both', ({ mate, nordin }) => `${mate} and ${nordin}`, ['bela']),
    logic('or', 'finds what meets either', ({ mate, nordin }) => `${mate} or ${nordin}`, ['bela', 'cyra']),
    logic('not', 'finds what does not meet it', ({ nordin }) => `not (${nordin})`, ['alma', 'dino']),
    logic('not', 'finds what has no value', ({ present }) => `not (${present})`, ['cyra']),
    logic('and', 'binds closer than or', ({ captain, mate, nordin }) => `${captain} or ${mate} and ${nordin}`, [
      'alma',
      'bela',
    ]),
    logic(
      'and',
      'binds closer than or on its left too',
      ({ captain, mate, nordin }) => `${nordin} and ${mate} or ${captain}`,
      ['alma', 'bela'],
    ),
    logic('( )', 'come first', ({ captain, mate, nordin }) => `(${captain} or ${mate}) and ${nordin}`, ['bela']),
    logic('not', 'binds closer than and', ({ mate, nordin }) => `not (${mate}) and ${nordin}`, ['cyra']),
    logic('not', 'holds for a whole group', ({ mate, nordin }) => `not (${mate} or ${nordin})`, ['alma', 'dino']),
    logic('not', 'may be doubled', ({ nordin }) => `not (not (${nordin}))`, ['bela', 'cyra']),
    logic(
      '( )',
      'may be nested',
      ({ captain, mate, nordin }) => `((((${captain}) or ((${mate})))) and not ((${nordin})))`,
      ['alma'],
    ),
    logic('or', 'joins more than two', ({ captain, mate, last }) => `${captain} or ${mate} or ${last}`, [
      'alma',
      'bela',
      'dino',
    ]),
    check('RFC 7644 §3.4.2.2', 'knows operators and attribute names in any case', knowsAnyCase),
  ],
  { unless: (server) => noUsers(server) ?? without('filter')(server), prepare: crew },
)

/** Expressions about the crew. */
interface Terms {
  /** alma */
  readonly captain: string
  /** bela */
  readonly mate: string
  /** bela, cyra */
  readonly nordin: string
  /** dino */
  readonly last: string
  /** alma, bela, dino */
  readonly present: string
}

function terms({ server }: Session): Terms {
  const [text] = texts(server)
  const { name, subs } = complex(server)
  return {
    captain: `${text} eq "Captain"`,
    mate: `${text} eq "First Mate"`,
    nordin: `${name}.${subs[1]} eq "Nordin"`,
    last: `${name}.${subs[1]} eq "Quist"`,
    present: `${text} pr`,
  }
}

function logic(word: string, says: string, filter: (terms: Terms) => string, found: readonly Name[]) {
  return check('RFC 7644 §3.4.2.2', `${word} ${says}`, (session, cast) =>
    expectFinds(session, cast, filter(terms(session)), found),
  )
}

async function knowsAnyCase(session: Session, cast: Cast): Promise<void> {
  const [text] = texts(session.server)
  const { name, subs } = complex(session.server)
  const last = `${name.toUpperCase()}.${subs[1].toUpperCase()}`
  await expectFinds(session, cast, `${text.toUpperCase()} EQ "First Mate"`, ['bela'])
  await expectFinds(session, cast, `${text.toLowerCase()} Pr AND NOT (${last} Eq "Nordin")`, ['alma', 'dino'])
  await expectFinds(session, cast, `${text} Sw "First" OR ${last} eq "Quist"`, ['bela', 'dino'])
}
