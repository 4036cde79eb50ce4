import { type ApiKeys, apiKeys } from './api-keys'
import { type AuditLog, auditLog } from './audit'
import { type ConnectionDeletion, connectionDeletion } from './connection-deletion'
import { type ConnectionAuthority, connections } from './connections'
import { type EventRetention, eventRetention } from './event-retention'
import { type EventLog, eventLog } from './events'
import { type FirstRun, firstRun } from './first-run'
import { type Groups, groups } from './groups'
import { type HealthOffice, healthOffice } from './health'
import { knownTypes } from './known-types'
import { type PersonalLinks, personalLinks } from './links'
import { type Offers, offers } from './offers'
import { type OrganizationSettingsDesk, organizationSettingsDesk } from './organization-settings'
import { type Organizations, organizations } from './organizations'
import { gated } from './password-gate'
import { type Passwords, passwords } from './passwords'
import { type People, people } from './people'
import { type Rosters, rosters } from './rosters'
import { type Safeguard, safeguard } from './safeguard'
import { type Schemas, schemas } from './schemas'
import { type Sessions, sessions } from './sessions'
import { type SignInDesk, signInDesk } from './sign-in'
import type { Store } from './store'
import { type Tokens, tokens } from './tokens'
import { type Users, users } from './users'

/** The domain: what may happen in the directory, and what happens then. */
export interface Directory
  extends Organizations,
    ConnectionAuthority,
    ConnectionDeletion,
    Tokens,
    EventLog,
    EventRetention,
    Schemas,
    Offers,
    SignInDesk,
    Sessions,
    FirstRun,
    PersonalLinks,
    Passwords,
    ApiKeys,
    AuditLog,
    OrganizationSettingsDesk,
    Safeguard,
    HealthOffice {
  /** Whether writes that are under way together are carried out in the order in which they were asked for. */
  readonly keepsOrder: boolean
  readonly users: Users
  readonly people: People
  readonly groups: Groups
  readonly rosters: Rosters
}

/** What the domain needs from outside; time, randomness and hashing come in here so that rules are tested without them. */
export interface Dependencies {
  readonly store: Store
  /** Milliseconds since 1970. */
  readonly now: () => number
  readonly newId: () => string
  readonly randomBytes: (length: number) => Uint8Array
  /** argon2id of a password. */
  readonly hashPassword: (password: string) => Promise<string>
  readonly verifyPassword: (password: string, hash: string) => Promise<boolean>
}

export function directory(dependencies: Dependencies): Directory {
  const types = knownTypes(dependencies.store)
  const guarded = { ...dependencies, ...gated(dependencies) }
  return {
    keepsOrder: dependencies.store.keepsOrder,
    ...organizations(dependencies),
    ...connections(dependencies),
    ...connectionDeletion(dependencies),
    ...tokens(dependencies),
    ...eventLog(dependencies, types),
    ...eventRetention(dependencies),
    ...schemas(dependencies, types),
    ...offers(dependencies, types),
    ...apiKeys(dependencies),
    ...auditLog(dependencies),
    ...organizationSettingsDesk(dependencies),
    ...signInDesk(guarded),
    ...sessions(dependencies),
    ...firstRun(dependencies),
    ...personalLinks(guarded),
    ...passwords(guarded),
    ...safeguard(dependencies),
    ...healthOffice(dependencies),
    users: users(dependencies),
    people: people(dependencies, types),
    groups: groups(dependencies),
    rosters: rosters(dependencies, types),
  }
}
