import { afterEach, beforeEach, describe, expect, test } from 'bun:test'
import { userKeys } from '../../src/directory/keys'
import type { LinkPurpose } from '../../src/directory/links'
import { operator } from '../../src/directory/staff'
import { type Hall, hall, password } from './hall'

const hour = 3_600_000

let here: Hall
let organizationId: string
let ids: Record<'owner' | 'second' | 'admin' | 'viewer' | 'member', string>

beforeEach(async () => {
  here = await hall()
  const { id, owner } = await here.found('Harbor')
  organizationId = id
  ids = {
    owner,
    second: await here.person(id, 'second@harbor.example', 'owner', password),
    admin: await here.person(id, 'ada@harbor.example', 'admin', password),
    viewer: await here.person(id, 'vic@harbor.example', 'viewer'),
    member: await here.person(id, 'mel@harbor.example', 'member'),
  }
})
afterEach(() => here.close())

type Who = keyof typeof ids
const link = async (by: Who, whose: Who, purpose: LinkPurpose = 'invitation') =>
  here.makeLink(await here.as(ids[by]), purpose, ids[whose])
const use = (text: string, purpose: LinkPurpose = 'invitation') =>
  here.useLink(purpose, text, 'a password of my own', '192.0.2.1')
const isGood = async (text: string, purpose: LinkPurpose = 'invitation') =>
  (await here.openLink(purpose, text)) !== undefined
const signIn = async (login: string, text: string) => (await here.signIn({ login, password: text })).kind

async function change(id: string, more: object, active = true): Promise<void> {
  await here.store.write(async (tx) => {
    const account = await tx.accounts.find(id)
    if (!account) throw new Error('gone')
    const keys = { ...userKeys(JSON.parse(account.document), account.document), active }
    await tx.users.update({ ...account, ...more, version: account.version + 1, keys })
  })
}

describe('a link', () => {
  test('says whose it is, sets the password once, and lets in', async () => {
    const text = await link('admin', 'viewer')
    expect(text).toMatch(/^[\w-]{43}$/)
    const holder = { userName: 'vic@harbor.example', displayName: 'vic@harbor.example', organization: 'Harbor' }
    expect(await here.openLink('invitation', text)).toMatchObject(holder)
    const entrance = await use(text)
    expect(entrance.userId).toBe(ids.viewer)
    const { now } = here.clock
    const session = { hash: 'a', userId: ids.viewer, created: now, expires: now + hour }
    await here.openSession(session, entrance.stamp)
    expect(await signIn('vic@harbor.example', 'a password of my own')).toBe('recognized')
    expect(await isGood(text)).toBe(false)
    await expect(use(text)).rejects.toThrow('not good any more')
  })

  test('is used by one of two who race', async () => {
    const text = await link('owner', 'viewer')
    const outcomes = await Promise.allSettled([use(text), use(text), use(text)])
    expect(outcomes.map(({ status }) => status).sort()).toEqual(['fulfilled', 'rejected', 'rejected'])
  })

  test('ends all sessions and other links of the person, and what others counted against the name', async () => {
    await here.store.write((tx) => tx.sessions.insert({ hash: 'old', userId: ids.admin, created: 1, expires: 9e15 }))
    const other = await link('owner', 'admin', 'password-reset')
    for (let turn = 0; turn < 25; turn++)
      await here.signIn({ login: 'ada@harbor.example', password: 'a guess', ip: `192.0.2.${turn}` })
    expect(await signIn('ada@harbor.example', password)).toBe('locked')
    await use(await link('owner', 'admin'))
    expect(await here.store.sessions.find('old')).toBeUndefined()
    expect(await isGood(other, 'password-reset')).toBe(false)
    expect(await signIn('ada@harbor.example', 'a password of my own')).toBe('recognized')
  })

  test.each([
    ['invitation', 7 * 24],
    ['password-reset', 24],
  ] as const)('for %s is good for %d hours', async (purpose, hours) => {
    const text = await link('owner', 'viewer', purpose)
    here.clock.now += hours * hour - 1
    expect(await isGood(text, purpose)).toBe(true)
    here.clock.now += 1
    expect(await isGood(text, purpose)).toBe(false)
    await expect(use(text, purpose)).rejects.toThrow('not good any more')
  })

  test('is replaced by a newer one, and is good for its own purpose only', async () => {
    const first = await link('owner', 'viewer')
    const second = await link('owner', 'viewer')
    expect([await isGood(first), await isGood(second)]).toEqual([false, true])
    expect(await isGood(second, 'password-reset')).toBe(false)
    const start = await hall()
    const firstRun = (await start.beginFirstRun()) ?? ''
    expect(await start.openLink('invitation', firstRun)).toBeUndefined()
    await start.close()
  })

  test('dies with the person’s way in, and with the right of whoever made it', async () => {
    const texts = [await link('admin', 'viewer'), await link('second', 'viewer', 'password-reset')] as const
    const good = async () => [await isGood(texts[0]), await isGood(texts[1], 'password-reset')]
    expect(await good()).toEqual([true, true])
    await change(ids.viewer, {}, false)
    expect(await good()).toEqual([false, false])
    await change(ids.viewer, { role: 'member' })
    expect(await good()).toEqual([false, false])
    await change(ids.viewer, { role: 'viewer' })
    expect(await good()).toEqual([true, true])
    await change(ids.admin, { role: 'viewer' })
    expect(await good()).toEqual([false, true])
    await change(ids.admin, { role: 'admin' })
    await change(ids.viewer, { role: 'owner' })
    expect(await good()).toEqual([false, true])
    await change(ids.second, {}, false)
    expect(await good()).toEqual([false, false])
  })

  test('needs a password that will do', async () => {
    const text = await link('owner', 'viewer')
    for (const bad of ['eleven char', 'x'.repeat(1001), '€'.repeat(334)])
      await expect(here.useLink('invitation', text, bad)).rejects.toMatchObject({ code: 'invalid' })
    expect(await isGood(text)).toBe(true)
    await here.useLink('invitation', text, '€'.repeat(333))
  })
})

describe('a link is made', () => {
  test.each<[Who, Who, string | undefined]>([
    ['owner', 'second', undefined],
    ['owner', 'owner', undefined],
    ['owner', 'viewer', undefined],
    ['admin', 'admin', undefined],
    ['admin', 'viewer', undefined],
    ['admin', 'owner', 'forbidden'],
    ['viewer', 'viewer', 'forbidden'],
    ['member', 'viewer', 'forbidden'],
    ['owner', 'member', 'conflict'],
  ])('by %s for %s: %s', async (by, whose, refused) => {
    const made = link(by, whose)
    if (refused) await expect(made).rejects.toMatchObject({ code: refused })
    else expect(await made).toBeTruthy()
  })

  test('for nobody of another organization, who is deactivated, or who is not there', async () => {
    const island = await here.found('Island')
    const by = await here.as(ids.owner)
    await expect(here.makeLink(by, 'invitation', island.owner)).rejects.toMatchObject({ code: 'not_found' })
    await expect(here.makeLink(by, 'invitation', 'nobody')).rejects.toMatchObject({ code: 'not_found' })
    await change(ids.viewer, {}, false)
    await expect(here.makeLink(by, 'invitation', ids.viewer)).rejects.toMatchObject({ code: 'conflict' })
  })

  test('by no key', async () => {
    const by = { organizationId, role: 'owner', actor: { kind: 'api-key', id: 'k' } } as const
    await expect(here.makeLink(by, 'invitation', ids.viewer)).rejects.toMatchObject({ code: 'forbidden' })
  })

  test('and both that and its use are in the audit log, without the link', async () => {
    const text = await link('admin', 'viewer', 'password-reset')
    await use(text, 'password-reset')
    const [used, made] = await here.store.audit.list({ organizationId, limit: 2 })
    const target = { type: 'user', id: ids.viewer, name: 'vic@harbor.example' }
    expect(made).toMatchObject({ action: 'password-reset.made', actor: { kind: 'person', id: ids.admin }, target })
    expect(used).toMatchObject({
      action: 'password.changed',
      actor: { kind: 'person', id: ids.viewer },
      target,
      details: { by: 'password-reset' },
      ip: '192.0.2.1',
    })
    expect(JSON.stringify([used, made])).not.toContain(text)
  })
})

describe('one’s own password', () => {
  test('is changed with the current one, which ends sessions and links', async () => {
    const reset = await link('owner', 'admin', 'password-reset')
    await here.store.write((tx) => tx.sessions.insert({ hash: 'old', userId: ids.admin, created: 1, expires: 9e15 }))
    const by = await here.as(ids.admin)
    expect(await here.changePassword(by, password, 'another long password')).toMatchObject({ kind: 'changed' })
    expect(await here.store.sessions.find('old')).toBeUndefined()
    expect(await isGood(reset, 'password-reset')).toBe(false)
    expect(await signIn('ada@harbor.example', password)).toBe('unknown')
    expect(await signIn('ada@harbor.example', 'another long password')).toBe('recognized')
  })

  test('is not changed with a wrong one, which can be guessed five times', async () => {
    const by = await here.as(ids.admin)
    const attempt = async (current: string) => (await here.changePassword(by, current, 'another long password')).kind
    for (let turn = 0; turn < 5; turn++) expect(await attempt('a guess')).toBe('wrong')
    expect(await attempt(password)).toBe('locked')
    here.clock.now += 30_000
    expect(await attempt(password)).toBe('changed')
  })

  test('is set by command for somebody of the organization only', async () => {
    await expect(here.setPassword(await here.as(ids.owner), ids.admin, 'another long password')).rejects.toMatchObject({
      code: 'forbidden',
    })
    await expect(here.setPassword(operator('elsewhere'), ids.admin, 'another long password')).rejects.toMatchObject({
      code: 'not_found',
    })
    await here.setPassword(operator(organizationId), ids.admin, 'another long password')
    expect(await signIn('ada@harbor.example', 'another long password')).toBe('recognized')
    const [entry] = await here.store.audit.list({ organizationId, limit: 1 })
    expect(entry).toMatchObject({ action: 'password.changed', actor: { kind: 'command' } })
  })
})

describe('the first run', () => {
  test('is one link, until there is an organization', async () => {
    const start = await hall()
    const first = (await start.beginFirstRun()) ?? ''
    const second = (await start.beginFirstRun()) ?? ''
    expect([await start.isFirstRun(first), await start.isFirstRun(second)]).toEqual([false, true])
    await start.found('Harbor')
    expect(await start.isFirstRun(second)).toBe(false)
    expect(await start.beginFirstRun()).toBeUndefined()
    await start.close()
  })

  test('makes one organization, however many race, and says who did it', async () => {
    const start = await hall()
    const linkText = (await start.beginFirstRun()) ?? ''
    const setUp = (organization: string) =>
      start.setUp({
        organization,
        owner: 'owner@harbor.example',
        password,
        firstRun: { link: linkText, ip: '192.0.2.1' },
      })
    const outcomes = await Promise.allSettled([setUp('Harbor'), setUp('Island'), setUp('Pier')])
    expect(outcomes.map(({ status }) => status).sort()).toEqual(['fulfilled', 'rejected', 'rejected'])
    const [organization, ...others] = await start.organizations()
    expect(others).toEqual([])
    const [entry] = await start.store.audit.list({ organizationId: organization?.id ?? '', limit: 1 })
    expect(entry).toMatchObject({ actor: { kind: 'person' }, actorName: 'owner@harbor.example', ip: '192.0.2.1' })
    await start.close()
  })

  test('keeps its link when what was entered cannot be used', async () => {
    const start = await hall()
    const text = (await start.beginFirstRun()) ?? ''
    const setUp = (more: object) =>
      start.setUp({ organization: 'Harbor', owner: 'a@b', password, firstRun: { link: text }, ...more })
    for (const bad of [
      { organization: '!' },
      { owner: 'nobody' },
      { password: 'short' },
      { organization: 'x'.repeat(201) },
    ])
      await expect(setUp(bad)).rejects.toMatchObject({ code: 'invalid' })
    expect(await start.isFirstRun(text)).toBe(true)
    await expect(setUp({ firstRun: { link: 'another' } })).rejects.toMatchObject({ code: 'forbidden' })
    await start.close()
  })
})
