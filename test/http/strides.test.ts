import { afterAll, beforeAll, describe, expect, test } from 'bun:test'
import { connect } from 'node:net'
import { inStrides } from '../../src/http/strides'
import { engine } from '../support/place'
import { type Access, type Assembly, assemble, endAssemblies } from './assembly'
import { head } from './raw'

const turn = () => new Promise(setImmediate)

describe('requests that arrive in one turn', () => {
  /** Says when each of them is begun, and when each is answered. */
  function course(now?: () => number) {
    const seen: string[] = []
    const answer = inStrides(async (request) => {
      const name = new URL(request.url).pathname
      seen.push(`begins ${name}`)
      await Promise.resolve()
      if (name === '/bad') throw new Error(name)
      return new Response(name)
    }, now)
    const ask = (name: string, peer: number) =>
      answer(new Request(`http://localhost/${name}`), peer).then(
        async (response) => void seen.push(`answers ${await response.text()}`),
        (error) => void seen.push(`fails ${error.message}`),
      )
    return { seen, ask }
  }

  test('are begun at once where one connection sends them', async () => {
    const { seen, ask } = course()
    for (let round = 0; round < 2; round++) {
      const both = [ask('a', 1), ask('b', 1)]
      expect(seen.splice(0)).toEqual(['begins /a', 'begins /b'])
      await Promise.all(both)
      expect(seen.splice(0).toSorted()).toEqual(['answers /a', 'answers /b'])
      await turn()
    }
  })

  test('are begun together and answered together where several do, from the second turn on', async () => {
    const { seen, ask } = course()
    const first = [ask('a', 1), ask('b', 2)]
    expect(seen).toEqual(['begins /a', 'begins /b'])
    await Promise.all(first)
    await turn()
    seen.splice(0)
    const second = [ask('a', 1), ask('bad', 2), ask('c', 3)]
    expect(seen).toEqual([])
    await turn()
    expect(seen.slice(0, 3)).toEqual(['begins /a', 'begins /bad', 'begins /c'])
    await Promise.all(second)
    expect(seen.slice(3).toSorted()).toEqual(['answers /a', 'answers /c', 'fails /bad'])
  })

  test('wait for none among them that takes long', async () => {
    const slow = Promise.withResolvers<void>()
    const answer = inStrides(async (request) => {
      if (request.url.endsWith('/slow')) await slow.promise
      return new Response(request.url)
    })
    const ask = (name: string, peer: number) => answer(new Request(`http://localhost/${name}`), peer)
    await Promise.all([ask('a', 1), ask('b', 2)])
    await turn()
    const waiting = ask('slow', 1)
    await Promise.all([ask('a', 2), ask('b', 3)])
    slow.resolve()
    expect(await (await waiting).text()).toEndWith('/slow')
  })

  test('are begun at once again when there was but one in a turn', async () => {
    const { seen, ask } = course()
    await Promise.all([ask('a', 1), ask('b', 2)])
    await turn()
    const lone = ask('a', 1)
    expect(seen.filter((entry) => entry === 'begins /a')).toHaveLength(1)
    await lone
    await turn()
    const next = ask('a', 1)
    expect(seen.filter((entry) => entry === 'begins /a')).toHaveLength(3)
    await next
  })

  test('are begun at once again when nobody has come for a while', async () => {
    let time = 0
    const { seen, ask } = course(() => time)
    await Promise.all([ask('a', 1), ask('b', 2)])
    await turn()
    seen.splice(0)
    time += 1000
    const later = ask('c', 3)
    expect(seen).toEqual(['begins /c'])
    await later
  })
})

describe('over the wire', () => {
  let assembly: Assembly
  let harbor: Access
  afterAll(endAssemblies)
  beforeAll(async () => {
    assembly = await assemble()
    harbor = await assembly.organization('Harbor')
  })

  const get = (path: string) => head(`GET /scim/v2${path}`, { authorization: `Bearer ${harbor.token}` })

  // Where an answer is waited for, as every one of PostgreSQL's is, the server closes such a connection.
  test.skipIf(engine === 'postgres')('a client may send its next request before it has the answer', async () => {
    for (let round = 0; round < 3; round++) {
      const received = await exchanged(assembly.port, get('/Users/a') + get('/Users/b') + get('/ResourceTypes'), 3)
      expect(received.map((line) => line.slice(0, 12))).toEqual(['HTTP/1.1 404', 'HTTP/1.1 404', 'HTTP/1.1 200'])
    }
  })

  test.skipIf(engine === 'postgres')('a client may have said that it will send no more', async () => {
    for (let round = 0; round < 3; round++) {
      const received = await exchanged(assembly.port, get('/Users/a'), 1, true)
      expect(received.map((line) => line.slice(0, 12))).toEqual(['HTTP/1.1 404'])
    }
  })

  test('many connections at once are each told what they asked', async () => {
    const { url } = assembly
    const headers = { authorization: `Bearer ${harbor.token}` }
    const ids = Array.from({ length: 200 }, (_, index) => `nobody-${index}`)
    for (let round = 0; round < 3; round++) {
      const details = await Promise.all(
        ids.map(async (id) => {
          const answer = await fetch(`${url}/scim/v2/Users/${id}`, { headers })
          const { detail } = (await answer.json()) as { readonly detail: string }
          return `${answer.status} ${detail}`
        }),
      )
      for (const [index, detail] of details.entries())
        expect(detail).toContain(`404 There is no user with the id ${ids[index]}.`)
    }
    const { ip, path } = await assembly.lastEvent(harbor)
    expect([ip, path.slice(0, 21)]).toEqual(['127.0.0.1', '/scim/v2/Users/nobody'])
  })
})

/** Sends text, as the last there is where `isLast`, and reads until so many answers have begun; their first lines. */
function exchanged(port: number, text: string, answers: number, isLast = false): Promise<readonly string[]> {
  return new Promise((resolve, reject) => {
    const socket = connect(port, '127.0.0.1', () => (isLast ? socket.end(text) : socket.write(text)))
    let received = ''
    socket.setEncoding('utf8')
    socket.on('data', (data) => {
      received += data
      const lines = received.match(/HTTP\/1\.1 \d{3}.*/g) ?? []
      if (lines.length < answers) return
      socket.destroy()
      resolve(lines)
    })
    socket.on('error', reject)
    socket.on('end', () => resolve(received.match(/HTTP\/1\.1 \d{3}.*/g) ?? []))
  })
}
