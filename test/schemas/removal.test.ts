import { afterAll, beforeEach, describe, expect, test } from 'bun:test'
import { operator } from '../../src/directory/staff'
import { acme, core, endHarbors, type Harbor, harbor } from './harbor'

let there: Harbor

beforeEach(async () => {
  there = await harbor()
  await there.define({ name: 'badge' }, { name: 'desk' })
})
afterAll(endHarbors)

const undefine = (name?: string) => there.directory.undefine(operator(there.organizationId), acme, name)

describe('values of what is defined no more', () => {
  test('are shown to nobody, and there again when it is defined again', async () => {
    const made = await there.create({ [acme]: { badge: '1', desk: 'N' } })
    await undefine('badge')
    const path = `/Users/${made.id}`
    expect((await there.ask(`GET ${path}`)).json).toEqual({ ...made, [acme]: { desk: 'N' } })
    expect((await there.ask('GET /Users')).json.Resources).toEqual([{ ...made, [acme]: { desk: 'N' } }])
    expect((await there.ask('GET /Users?filter=badge pr')).status).toBe(400)

    await undefine()
    const bare = await there.ask(`GET ${path}`)
    expect([bare.json.schemas, acme in bare.json]).toEqual([[core], false])
    expect((await there.ask(`GET /Schemas/${acme}`)).status).toBe(404)

    await there.define({ name: 'badge' }, { name: 'desk' })
    expect((await there.ask(`GET ${path}`)).json).toEqual(made)
  })

  test('outlast a PATCH and a PUT, which cannot repeat them', async () => {
    const made = await there.create({ [acme]: { badge: '1', desk: 'N' } })
    await undefine('badge')
    const patched = await there.patch(made.id, { op: 'replace', path: `${acme}:desk`, value: 'S' })
    expect(patched.json[acme]).toEqual({ desk: 'S' })
    await undefine()
    const put = await there.ask(`PUT /Users/${made.id}`, { schemas: [core], userName: made.userName, title: 'Pilot' })
    expect([put.json.title, acme in put.json, put.json.schemas]).toEqual(['Pilot', false, [core]])
    const same = await there.ask(`PUT /Users/${made.id}`, { schemas: [core], userName: made.userName, title: 'Pilot' })
    expect(same.json.meta.version).toBe(put.json.meta.version)

    await there.define({ name: 'badge' }, { name: 'desk' })
    const again = await there.ask(`GET /Users/${made.id}`)
    expect([again.json[acme], again.json.schemas]).toEqual([{ badge: '1', desk: 'S' }, [core, acme]])
  })

  test('are in no event', async () => {
    const made = await there.create({ [acme]: { badge: 'hidden' } })
    await undefine()
    await there.patch(made.id, { op: 'replace', path: 'title', value: 'Pilot' })
    await there.patch(made.id, { op: 'replace', path: 'title', value: 'Pilot' })
    const events = await there.directory.events({ connectionId: there.connectionId, limit: 2 })
    const answers = await Promise.all(events.map((event) => there.directory.answerOf(event)))
    expect(answers.map((answer) => [answer?.includes('Pilot'), answer?.includes('hidden')])).toEqual([
      [true, false],
      [true, false],
    ])
  })

  test('are not forced into another shape', async () => {
    const { id } = await there.create({ [acme]: { badge: '1' } })
    await undefine()
    for (const attribute of [
      { name: 'badge', type: 'integer' },
      { name: 'badge', multiValued: true },
      { name: 'Badge' },
    ])
      await expect(there.define(attribute)).rejects.toThrow(/^People have values of .*:badge that were not meant so/)
    // Even those of people who were deleted, and may come back.
    await there.ask(`DELETE /Users/${id}`)
    await expect(there.define({ name: 'badge', type: 'integer' })).rejects.toThrow(/^People have values/)
    await there.define({ name: 'badge', required: true, returned: 'always' })
    await there.define({ name: 'desk', type: 'integer' })
    expect((await there.create({ [acme]: { badge: '2', desk: 3 } }))[acme]).toEqual({ badge: '2', desk: 3 })
  })

  test('no longer stand in the way of equal ones', async () => {
    await there.define({ name: 'key', uniqueness: 'server' })
    await there.create({ [acme]: { key: '1' } })
    await undefine('key')
    await expect(there.define({ name: 'key', uniqueness: 'server' })).rejects.toThrow(/^People have values/)
    await there.define({ name: 'key' })
    expect((await there.create({ [acme]: { key: '1' } }))[acme]).toEqual({ key: '1' })
  })
})

test('a definition that another process changes holds from the next request on', async () => {
  const { id } = await there.create({ [acme]: { badge: '1', desk: 'N' } })
  for (let turn = 0; turn < 10; turn++) {
    await there.elsewhere((directory) => directory.undefine(operator(there.organizationId), acme, 'badge'))
    expect((await there.ask(`GET /Users/${id}`)).json[acme]).toEqual({ desk: 'N' })
    await there.elsewhere((directory) =>
      directory.define(operator(there.organizationId), {
        id: acme,
        attributes: [{ name: 'badge' }, { name: `more${turn}` }],
      }),
    )
    expect((await there.ask(`GET /Users/${id}`)).json[acme]).toEqual({ badge: '1', desk: 'N' })
    const patched = await there.patch(id, { op: 'add', path: `more${turn}`, value: 'x' })
    expect(patched.json[acme][`more${turn}`]).toBe('x')
    await there.patch(id, { op: 'remove', path: `more${turn}` })
  }
})
