import type { JsonObject } from '../scim/json'
import type { Cast, Known } from './check'
import type { List } from './expect'
import { among, users } from './query'
import type { Session } from './session'
import { createUser } from './specimen'
import { fail, Skipped } from './verdict'
import { complex, extended, flag, plural, texts } from './vocabulary'

/** Four users to search for. Their userNames have a beginning that nobody else's has. */
export async function crew(session: Session): Promise<Readonly<Record<string, Known>>> {
  const prefix = session.unique('crew')
  const { server } = session
  const [text, other] = texts(server)
  const active = ifPublished(() => flag(server))
  const parts = ifPublished(() => complex(server))
  const many = ifPublished(() => plural(server))
  const extension = ifPublished(() => extended(server))
  const address = (name: string, host: string) => `${prefix}.${name}@${host}.example`
  const details = (isActive: boolean, first: string, last: string): JsonObject => ({
    ...(active && { [active]: isActive }),
    ...(parts && { [parts.name]: { [parts.subs[0]]: first, [parts.subs[1]]: last } }),
  })
  const user = (name: string, attributes: JsonObject) =>
    createUser(session, { userName: `${prefix}.${name}@conformance.example`, ...attributes })
  return {
    alma: await user('alma', {
      ...details(true, 'Alma', "O'Malley"),
      externalId: `${prefix}-Ext-A`,
      [text]: 'Captain',
      [other]: 'Zoë',
      ...(many && {
        [many.name]: [
          { value: address('alma', 'harbor'), type: many.types[0] },
          { value: address('alma', 'island'), type: many.types[1] },
        ],
      }),
      ...(extension && { [extension.urn]: { [extension.name]: 'Rigging' } }),
    }),
    bela: await user('bela', {
      ...details(false, 'Béla', 'Nordin'),
      [text]: 'First Mate',
      ...(many && { [many.name]: [{ value: address('bela', 'harbor'), type: many.types[1] }] }),
    }),
    cyra: await user('cyra', details(true, 'Cyra', 'Nordin')),
    dino: await user('dino', {
      ...details(true, 'Dino', 'Quist'),
      [text]: 'Captain "Blue\\Beard" / 100% + 😀',
      [other]: 'Ünï\tcode',
    }),
  }
}

/** What the crew's userNames begin with. */
export function prefixOf(cast: Cast): string {
  return String(cast('alma').body.userName).replace(/\.alma@.*$/, '')
}

const names = ['alma', 'bela', 'cyra', 'dino'] as const
export type Name = (typeof names)[number]

/** Errors: Failed unless the filter finds these of the crew and no others, but for those of whom the RFC leaves it open. */
export async function expectFinds(
  session: Session,
  cast: Cast,
  filter: string,
  wanted: readonly Name[],
  open: readonly Name[] = [],
): Promise<void> {
  const list = await users(session, { filter: among(prefixOf(cast), filter), count: 50 })
  expectThese(cast, list, wanted, open)
}

export function expectThese(
  cast: Cast,
  { answer, ids }: List,
  wanted: readonly Name[],
  open: readonly Name[] = [],
): void {
  const found = names.filter((name) => ids.includes(cast(name).id))
  const isRight = names.every((name) => open.includes(name) || found.includes(name) === wanted.includes(name))
  if (!isRight) fail(`found ${listed(found)}, where ${listed(wanted)} is right`, answer)
  const strangers = ids.filter((id) => !names.some((name) => cast(name).id === id))
  if (strangers.length > 0) fail(`found ${strangers.length} others, who do not match`, answer)
}

function listed(some: readonly Name[]): string {
  return some.length === 0 ? 'nobody' : some.join(', ')
}

function ifPublished<T>(find: () => T): T | undefined {
  try {
    return find()
  } catch (error) {
    if (error instanceof Skipped) return undefined
    throw error
  }
}
