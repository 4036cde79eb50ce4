import { afterEach, beforeEach, describe, expect, test } from 'bun:test'
import { userKeys } from '../../src/directory/keys'
import { network } from '../../src/directory/network'
import { gated } from '../../src/directory/password-gate'
import { type Hall, hall, password, quickHash } from './hall'

const second = 1000
const minute = 60 * second
const hour = 60 * minute

let here: Hall
let organizationId: string
let owner: string

beforeEach(async () => {
  here = await hall()
  ;({ id: organizationId, owner } = await here.found('Harbor'))
})
afterEach(() => here.close())

const login = 'owner@harbor.example'
const guess = (ip = '192.0.2.1', name = login) => here.signIn({ login: name, password: 'a guess', ip })
const right = (ip = '192.0.2.1', name = login) => here.signIn({ login: name, password, ip })
const kinds = async (attempts: readonly Promise<{ kind: string }>[]) =>
  (await Promise.all(attempts)).map(({ kind }) => kind)

describe('guessing at one account from one address', () => {
  test('is held up from the fifth failure on, ever longer, and an hour at most', async () => {
    for (let turn = 0; turn < 5; turn++) expect((await guess()).kind).toBe('unknown')
    const waits: number[] = []
    for (let turn = 0; turn < 10; turn++) {
      const held = await guess()
      if (held.kind !== 'locked') throw new Error(`not held up, but ${held.kind}`)
      waits.push(held.wait)
      here.clock.now += held.wait * second - 1
      expect((await guess()).kind).toBe('locked')
      here.clock.now += 1
      expect((await guess()).kind).toBe('unknown')
    }
    expect(waits).toEqual([30, 60, 120, 240, 480, 960, 1920, 3600, 3600, 3600])
  })

  test('keeps out the right password too, and nobody else, nor another place', async () => {
    await here.person(organizationId, 'vic@harbor.example', 'viewer', password)
    for (let turn = 0; turn < 5; turn++) await guess()
    expect((await right()).kind).toBe('locked')
    expect((await right('192.0.2.1', 'vic@harbor.example')).kind).toBe('recognized')
    expect((await right('192.0.2.2')).kind).toBe('recognized')
  })

  test('gains nothing by asking many times at once', async () => {
    const answers = await kinds(Array.from({ length: 100 }, () => guess()))
    expect(answers.filter((kind) => kind === 'unknown')).toHaveLength(5)
    expect(answers.filter((kind) => kind === 'locked')).toHaveLength(95)
  })

  test('is forgotten little by little, and at once after the right password', async () => {
    for (let turn = 0; turn < 4; turn++) await guess()
    expect((await right()).kind).toBe('recognized')
    for (let turn = 0; turn < 5; turn++) expect((await guess()).kind).toBe('unknown')
    here.clock.now += 3 * hour
    for (let turn = 0; turn < 3; turn++) expect((await guess()).kind).toBe('unknown')
    expect((await guess()).kind).toBe('locked')
  })

  test('is the same for somebody who does not exist', async () => {
    const answers = []
    for (let turn = 0; turn < 7; turn++) answers.push(await guess(undefined, 'nobody@harbor.example'))
    const known = []
    for (let turn = 0; turn < 7; turn++) known.push(await guess())
    expect(answers).toEqual(known)
  })

  test('is not evaded by writing the name otherwise', async () => {
    for (const name of [login, login.toUpperCase(), ` ${login}`, `${login} `, 'Owner@Harbor.Example'])
      expect((await guess(undefined, name)).kind).toBe('unknown')
    expect((await guess()).kind).toBe('locked')
  })
})

describe('guessing at one account from many addresses', () => {
  test('is held up from the twentieth failure on, for a quarter of an hour at most', async () => {
    for (let turn = 0; turn < 20; turn++) expect((await guess(`192.0.2.${turn}`)).kind).toBe('unknown')
    let longest = 0
    for (let turn = 0; turn < 20; turn++) {
      const held = await right('198.51.100.1')
      if (held.kind !== 'locked') throw new Error('not held up')
      longest = Math.max(longest, held.wait)
      here.clock.now += held.wait * second
      expect((await guess(`203.0.113.${turn}`)).kind).toBe('unknown')
    }
    expect(longest).toBe(15 * 60)
  })

  test('does not keep the owner out where the owner is signed in', async () => {
    const stamp = new Bun.CryptoHasher('sha256').update(quickHash(password)).digest('hex')
    const { now } = here.clock
    const session = { hash: 'a', userId: owner, created: now, expires: now + hour, ip: '198.51.100.1' }
    await here.openSession(session, stamp)
    for (let turn = 0; turn < 30; turn++) await guess(`192.0.2.${turn}`)
    expect((await right('198.51.100.2')).kind).toBe('locked')
    expect((await right('198.51.100.1')).kind).toBe('recognized')
    for (let turn = 0; turn < 5; turn++) expect((await guess('198.51.100.1')).kind).toBe('unknown')
    expect((await guess('198.51.100.1')).kind).toBe('locked')
  })
})

describe('guessing by way of an account of the same name in another organization', () => {
  test('is held up for the one who is guessed at, and not for the one who is signed in', async () => {
    const { id: elsewhere } = await here.found('Zebra')
    const namesake = await here.person(elsewhere, login, 'viewer', 'a password of theirs')
    const stamp = new Bun.CryptoHasher('sha256').update(quickHash('a password of theirs')).digest('hex')
    const { now } = here.clock
    const session = { hash: 'a', userId: namesake, created: now, expires: now + hour, ip: '192.0.2.1' }
    await here.openSession(session, stamp)
    const theirs = () => here.signIn({ login, password: 'a password of theirs', ip: '192.0.2.1' })
    for (let turn = 0; turn < 20; turn++) {
      if (turn % 4 === 0) expect((await theirs()).kind).toBe('recognized')
      expect((await guess()).kind).toBe('unknown')
    }
    expect((await theirs()).kind).toBe('recognized')
    expect((await right()).kind).toBe('unknown')
    expect((await right('203.0.113.1')).kind).toBe('locked')
  })
})

describe('guessing at many accounts from one address', () => {
  test('is held up from the thirtieth failure on', async () => {
    for (let turn = 0; turn < 30; turn++) expect((await guess(undefined, `user${turn}`)).kind).toBe('unknown')
    expect((await guess(undefined, 'one more')).kind).toBe('locked')
    expect((await guess('192.0.2.2', 'one more')).kind).toBe('unknown')
  })

  test('counts a whole network of version 6 as one address', async () => {
    for (let turn = 0; turn < 30; turn++)
      expect((await guess(`2001:db8:0:1::${turn}`, `user${turn}`)).kind).toBe('unknown')
    expect((await guess('2001:db8:0:1:ffff::1', 'one more')).kind).toBe('locked')
    expect((await guess('2001:db8:0:2::1', 'one more')).kind).toBe('unknown')
  })

  test('does not count the machine itself, where a proxy may stand for everybody', async () => {
    for (let turn = 0; turn < 40; turn++) expect((await guess('127.0.0.1', `user${turn}`)).kind).toBe('unknown')
    expect((await right('127.0.0.1')).kind).toBe('recognized')
  })

  test('keeps no name that was typed', async () => {
    const keys: string[] = []
    await here.store.write(async (tx) => {
      const { put } = tx.signInFailures
      tx.signInFailures.put = async (key, failures, latest) => {
        keys.push(key)
        await put(key, failures, latest)
      }
    })
    await guess(undefined, 'hunter2 is my password')
    expect(keys).toHaveLength(3)
    for (const key of keys) expect(key).toMatch(/^[0-9a-f]{64}$/)
  })
})

test.each([
  ['192.0.2.1', '192.0.2.1'],
  ['127.0.0.1', 'own'],
  ['::1', 'own'],
  ['2001:db8::1', '2001:db8:0:0'],
  ['2001:0DB8:0:0:1::', '2001:db8:0:0'],
  ['2001:db8:1:2:3:4:5:6', '2001:db8:1:2'],
  ['::2', '0:0:0:0'],
  ['fe80::1%eth0', 'fe80:0:0:0'],
])('%s is counted under %s', (ip, expected) => expect(network(ip)).toBe(expected))

describe('who is recognized', () => {
  test('is found by userName before others who have it as an address', async () => {
    for (let turn = 0; turn < 40; turn++) {
      const id = await here.person(organizationId, `squatter${turn}`, 'viewer', 'another password')
      await here.store.write(async (tx) => {
        const account = await tx.accounts.find(id)
        if (!account) throw new Error('gone')
        const keys = { ...userKeys(JSON.parse(account.document), account.document), emails: [login] }
        await tx.users.update({ ...account, version: 2, keys })
      })
    }
    expect((await right()).kind).toBe('recognized')
  })

  test('has a way in only while the password is the same, the person active, and the role high enough', async () => {
    const id = await here.person(organizationId, 'vic@harbor.example', 'viewer', password)
    const found = await right(undefined, 'vic@harbor.example')
    const stamp = found.kind === 'recognized' ? (found.accounts[0]?.stamp ?? '') : ''
    const { now } = here.clock
    const open = (hash: string) => here.openSession({ hash, userId: id, created: now, expires: now + hour }, stamp)
    await open('a')
    const change = (more: object, active = true) =>
      here.store.write(async (tx) => {
        const account = await tx.accounts.find(id)
        if (!account) throw new Error('gone')
        const keys = { ...userKeys(JSON.parse(account.document), account.document), active }
        await tx.users.update({ ...account, ...more, version: account.version + 1, keys })
      })
    await change({}, false)
    await expect(open('b')).rejects.toThrow('sign in again')
    await change({ role: 'member' })
    await expect(open('c')).rejects.toThrow('sign in again')
    await change({ role: 'viewer' })
    await open('d')
    await here.store.write((tx) => tx.credentials.put(id, quickHash('another password')))
    await expect(open('e')).rejects.toThrow('sign in again')
    expect((await here.sessionsOf(id)).map(({ hash }) => hash).sort()).toEqual(['a', 'd'])
  })

  test('has fifty sessions at most, and expired ones are swept', async () => {
    const stamp = new Bun.CryptoHasher('sha256').update(quickHash(password)).digest('hex')
    for (let turn = 0; turn < 60; turn++) {
      const created = here.clock.now++
      await here.openSession({ hash: `${turn}`, userId: owner, created, expires: created + hour }, stamp)
    }
    const sessions = await here.sessionsOf(owner)
    expect([sessions.length, sessions[0]?.hash, sessions.at(-1)?.hash]).toEqual([50, '59', '10'])
    here.clock.now += 2 * hour
    expect(await here.sessionsOf(owner)).toEqual([])
    const { now } = here.clock
    await here.openSession({ hash: 'new', userId: owner, created: now, expires: now + hour }, stamp)
    expect(await here.store.sessions.find('59')).toBeUndefined()
  })
})

describe('passwords are worked on', () => {
  test('a few at a time, and what would wait too long is turned away', async () => {
    let running = 0
    let most = 0
    const verifyPassword = async () => {
      most = Math.max(most, ++running)
      await new Promise(setImmediate)
      running--
      return true
    }
    const gate = gated({ hashPassword: async () => '', verifyPassword }, { atOnce: 2, waiting: 5 })
    const attempts = Array.from({ length: 20 }, () => gate.verifyPassword('', ''))
    const outcomes = await Promise.allSettled(attempts)
    expect(outcomes.filter(({ status }) => status === 'fulfilled')).toHaveLength(7)
    expect(most).toBe(2)
    expect(await gate.verifyPassword('', '')).toBe(true)
  })

  test('again after one that failed unexpectedly', async () => {
    const hashPassword = async () => {
      throw new Error('no memory')
    }
    const gate = gated({ hashPassword, verifyPassword: async () => true }, { atOnce: 1, waiting: 0 })
    await expect(gate.hashPassword('')).rejects.toThrow('no memory')
    expect(await gate.verifyPassword('', '')).toBe(true)
  })

  test('and whoever is turned away has not failed', async () => {
    const { promise: released, resolve: release } = Promise.withResolvers<void>()
    let isHeld = false
    const verifyPassword = async () => {
      if (isHeld) await released
      return false
    }
    const busy = await hall({ verifyPassword })
    const guess = (index: number) => busy.signIn({ login: `user${index}`, password: 'a guess', ip: `10.0.${index}.1` })
    await guess(0)
    isHeld = true
    // Two are worked on and 64 wait; all others are answered before those.
    const turnedAway: number[] = []
    const guesses = Array.from({ length: 100 }, async (_, index) => {
      const { kind } = await guess(index + 1)
      if (kind === 'locked') turnedAway.push(index + 1)
      if (turnedAway.length === 34) release()
    })
    await Promise.all(guesses)
    expect(turnedAway.length).toBe(34)
    const [one = 0] = turnedAway
    for (let turn = 0; turn < 5; turn++) expect((await guess(one)).kind).toBe('unknown')
    expect((await guess(one)).kind).toBe('locked')
    await busy.close()
  })
})
