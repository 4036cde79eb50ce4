import { afterAll, describe, expect, test } from 'bun:test'
import { errorRate } from '../../src/directory/health'
import { endAssemblies, user } from '../http/assembly'
import { crew, timed } from '../safeguard/crew'

afterAll(endAssemblies)

const day = 24 * 60

async function staffed(people: number) {
  const clock = await timed()
  const { assembly } = clock
  const access = await assembly.organization('Engines')
  const ids = await crew(assembly, access.connection, people, 1000)
  const { directory, store, ask } = assembly
  return {
    ...clock,
    access,
    ids,
    get: (path: string) => ask(access, `GET ${path}`),
    /** What the clock says behind the minute for which an answer is kept. */
    async cycle() {
      await store.flush()
      clock.pass(1)
      return directory.lastCycleOf(access.connection)
    },
    async health() {
      await store.flush()
      return directory.healthOf(access.connection)
    },
  }
}

describe('the health of a connection', () => {
  test('is without a word where nothing was asked yet', async () => {
    const { health } = await staffed(0)
    const { days, ...rest } = await health()
    expect(rest).toEqual({ lately: { succeeded: 0, refused: 0, failed: 0 } })
    expect(errorRate(rest.lately)).toBeUndefined()
    expect(days).toHaveLength(30)
  })

  test('tells the last request, and the last failure with its sentence', async () => {
    const { access, assembly, get, health, pass, now } = await staffed(1)
    const failed = now()
    const { json } = await get('/Users/nobody')
    await health()
    pass(5)
    await assembly.ask(access, 'POST /Users', user('ada@engines.example'))
    expect(await health()).toMatchObject({
      lastRequest: { time: now(), method: 'POST', status: 201, resourceName: 'ada@engines.example' },
      lastFailure: { time: failed, method: 'GET', status: 404, detail: json.detail },
    })
  })

  test('counts by day for thirty days, and the errors of the last 24 hours', async () => {
    const { get, health, pass, now } = await staffed(0)
    await get('/Users/nobody')
    pass(30 * day)
    for (let times = 0; times < 3; times++) await get('/Users')
    pass(2 * day)
    await get('/Users')
    await get('/Users/nobody')
    pass(23 * 60)
    for (let times = 0; times < 2; times++) await get('/Users')
    const { days, lately } = await health()
    const today = Math.floor(now() / 86_400_000) * 86_400_000
    expect(days.at(-1)?.day).toBe(today)
    expect(days.map(({ succeeded, refused }) => [succeeded, refused]).slice(-4)).toEqual([
      [3, 0],
      [0, 0],
      [1, 1],
      [2, 0],
    ])
    expect(days.slice(0, -4).every(({ succeeded, refused, failed }) => succeeded + refused + failed === 0)).toBe(true)
    expect([lately, errorRate(lately)]).toEqual([{ succeeded: 3, refused: 1, failed: 0 }, 0.25])
  })

  test('counts as many requests as there are events, after a burst of reads and writes at once', async () => {
    const { access, assembly, get, health } = await staffed(0)
    const { store } = assembly
    const work = Array.from({ length: 150 }, (_, index) =>
      index % 3 === 0
        ? assembly.ask(access, 'POST /Users', user(`same${Math.floor(index / 6)}@engines.example`))
        : get(index % 2 ? '/Users?count=1' : '/Users/nobody'),
    )
    const answers = await Promise.all(work)
    const { days } = await health()
    const events = await store.events.list({ connectionId: access.connection.id, limit: 1000 })
    const wrong = events.filter(({ status }) => status >= 400).length
    expect(events.length).toBe(150)
    expect(answers.filter(({ status }) => status === 409).length).toBe(25)
    expect(days.at(-1)).toMatchObject({ succeeded: 150 - wrong, refused: wrong, failed: 0 })
  })
})

describe('the last full cycle', () => {
  const touch = async (get: (path: string) => Promise<unknown>, ids: readonly string[]) => {
    for (const id of ids) await get(`/Users/${id}`)
  }

  test('names who was there before, is active, and was neither read, found nor written', async () => {
    const { access, assembly, ids, get, pass, now, cycle } = await staffed(8)
    pass(60)
    const began = now()
    await get(`/Users/${ids[0]}`)
    pass(29)
    await get(`/Users?filter=${encodeURIComponent(`userName eq "${ids[1]}"`)}`)
    await get(`/Users?filter=${encodeURIComponent(`id eq "${ids[2]}"`)}`)
    const active = { op: 'replace', path: 'title', value: 'Analyst' }
    await assembly.ask(access, `PATCH /Users/${ids[3]}`, { Operations: [active] })
    await assembly.ask(access, 'POST /Users', user('new@engines.example'))
    await assembly.ask(access, `PATCH /Users/${ids[4]}`, { Operations: [{ ...active, path: 'active', value: false }] })
    const ended = now()
    pass(31)
    expect(await cycle()).toEqual({
      kind: 'found',
      asOf: now(),
      began,
      ended,
      isUnderWay: false,
      touched: 5,
      untouched: {
        total: 3,
        first: ids.slice(5).map((id) => ({ id, name: id, created: 1000, position: expect.any(Number) })),
      },
    })
  })

  test('ends at a pause of more than half an hour, and is the latest that touched half', async () => {
    const { ids, get, pass, cycle } = await staffed(6)
    await touch(get, ids)
    pass(40)
    await touch(get, ids.slice(0, 4))
    pass(40)
    await touch(get, ids.slice(0, 2))
    pass(40)
    expect(await cycle()).toMatchObject({
      touched: 4,
      untouched: { total: 2, first: [{ id: ids[4] }, { id: ids[5] }] },
    })
    await touch(get, ids)
    expect(await cycle()).toMatchObject({ touched: 6, isUnderWay: true, untouched: { total: 0, first: [] } })
  })

  test('is none where fewer than half were ever touched, or nobody is there', async () => {
    const { ids, get, pass, cycle } = await staffed(5)
    expect(await cycle()).toMatchObject({ kind: 'none' })
    await touch(get, ids.slice(0, 2))
    pass(31)
    await touch(get, ids.slice(2, 4))
    expect(await cycle()).toMatchObject({ kind: 'none' })
    const { cycle: empty, get: ask } = await staffed(0)
    await ask('/Users')
    expect(await empty()).toMatchObject({ kind: 'none' })
  })

  test('does not take the people of another connection for its own', async () => {
    const { access, assembly, ids, get, cycle } = await staffed(4)
    const other = await assembly.connection(access.connection.organizationId)
    const theirs = await crew(assembly, other.connection, 4, 1000)
    await touch(get, theirs)
    expect(await cycle()).toMatchObject({ kind: 'none' })
    await touch(get, ids.slice(0, 3))
    expect(await cycle()).toMatchObject({ touched: 3, untouched: { total: 1 } })
  })

  test('names twenty of many, and says how many there are', async () => {
    const { ids, get, cycle } = await staffed(1250)
    const half = ids.slice(0, 630)
    await Promise.all(half.map((id) => get(`/Users/${id}`)))
    const found = await cycle()
    expect(found).toMatchObject({ touched: 630, untouched: { total: 620 } })
    expect(found.kind === 'found' && found.untouched.first.map(({ id }) => id)).toEqual(ids.slice(630, 650))
  })

  test('is looked for once a minute at most', async () => {
    const { access, assembly, ids, get, pass, now } = await staffed(2)
    const { lastCycleOf } = assembly.directory
    const first = await lastCycleOf(access.connection)
    await touch(get, ids)
    await assembly.store.flush()
    expect(await lastCycleOf(access.connection)).toBe(first)
    pass(1)
    expect(await lastCycleOf(access.connection)).toMatchObject({ kind: 'found', asOf: now() })
  })

  test('is unknown where too many requests tell of nobody', async () => {
    const { access, assembly, now, cycle } = await staffed(2)
    const { id: connectionId, organizationId } = access.connection
    for (let start = 0; start < 200_000; start += 10_000) {
      for (let index = 0; index < 10_000; index++) {
        const id = `e${start + index}`
        const event = { id, connectionId, organizationId, time: now(), method: 'GET', path: '/Users' }
        assembly.store.log({ ...event, status: 200, duration: 1 })
      }
      await assembly.store.flush()
    }
    const began = performance.now()
    let turns = 0
    const ticking = setInterval(() => turns++, 5)
    expect(await cycle()).toMatchObject({ kind: 'unknown' })
    clearInterval(ticking)
    // Others had their turn meanwhile.
    expect(turns).toBeGreaterThan((performance.now() - began) / 50)
  }, 30_000)
})
