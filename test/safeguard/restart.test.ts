import { expect, test } from 'bun:test'
import { start } from '../../src/appliance'
import { run } from '../../src/cli'
import { createLog } from '../../src/log'
import { patch, user } from '../http/assembly'
import { configAt, flagsFor, newPlace } from '../support/place'

const place = await newPlace()

/** Runs the command line in this process. */
async function rollcall(words: readonly string[], input = '') {
  const lines: string[] = []
  const say = (text: string) => void lines.push(text)
  const terminal = { isWatched: false, print: say, tell: say, read: async () => input }
  return { code: await run([...words, ...flagsFor(place)], terminal, {}), said: lines.join('\n') }
}

async function serving(token: string) {
  const { url, stop } = await start(configAt(place), createLog({ level: 'error', format: 'text' }))
  const ask = async (method: string, path: string, body: object) => {
    const headers = { authorization: `Bearer ${token}`, 'content-type': 'application/scim+json' }
    const answer = await fetch(`${url}/scim/v2${path}`, { method, headers, body: JSON.stringify(body) })
    return { status: answer.status, id: String(Object(await answer.json()).id) }
  }
  const deactivate = async (id: string) =>
    (await ask('PATCH', `/Users/${id}`, patch({ op: 'replace', value: { active: false } }))).status
  return { ask, deactivate, stop }
}

test('a hold outlasts a restart, is shown by command, and is ended by it', async () => {
  const owner = ['--owner', 'owner@engines.example', '--password-stdin', '--json']
  const { token } = JSON.parse(
    (await rollcall(['setup', '--organization', 'Engines', ...owner], 'long enough for one\n')).said,
  )
  const first = await serving(token)
  const ids: string[] = []
  for (let index = 0; index < 14; index++)
    ids.push((await first.ask('POST', '/Users', user(`u${index}@engines.example`))).id)
  const statuses: number[] = []
  for (const id of ids.slice(0, 11)) statuses.push(await first.deactivate(id))
  expect(statuses).toEqual([...Array<number>(10).fill(200), 503])
  await first.stop()

  const second = await serving(token)
  expect(await second.deactivate(ids[11] ?? '')).toBe(503)
  const words = ['connection', '--organization', 'Engines']
  expect((await rollcall(words)).said).toMatch(/^On hold {3}since \d{4}-.*--release-hold/m)
  expect(await rollcall([...words, '--release-hold', '--pause'])).toMatchObject({ code: 2 })
  expect(await rollcall([...words, '--release-hold'])).toMatchObject({ code: 0 })
  expect(await second.deactivate(ids[11] ?? '')).toBe(200)
  expect((await rollcall(words)).said).not.toContain('On hold')
  expect(await rollcall([...words, '--release-hold'])).toMatchObject({ code: 1 })
  await second.stop()
}, 30_000)
