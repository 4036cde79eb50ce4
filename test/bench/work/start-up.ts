import { createServer } from 'node:net'
import { type Bench, serve, serving } from '../bench'
import { type Answer, answerReader } from '../load/answer'
import { request } from '../load/request'
import { type Running, run } from '../servers/running'
import { median } from '../statistics'
import { shown, type Table } from '../table'

export const startUpName = 'start-up'

/** From the start of the process to its first answer, by turns with the least server there can be. */
export async function measureStartUp(bench: Bench): Promise<Table> {
  const users = bench.options.users[0] ?? 1000
  return serving(bench, users, [], async ({ dataDirectory, seeded: { token }, server }) => {
    await server.stop()
    bench.say('starting and stopping')
    const [any, first] = [request('GET', '/', token, undefined, ''), request('GET', '/Users?count=1', token)]
    const times = { empty: [] as number[], floor: [] as number[], rollcall: [] as number[] }
    const { programs, folder } = bench
    for (let round = 0; round < (bench.options.quick ? 7 : 21); round++) {
      const port = await freePort()
      times.empty.push(await timeStart(() => run([programs.empty, String(port)], folder), port, any))
      times.floor.push(await timeStart(() => run([programs.floor, '2', String(port)], folder), port, any))
      times.rollcall.push(await timeStart(() => serve(bench, dataDirectory, port), port, first))
    }
    const [empty, floor, rollcall] = [median(times.empty), median(times.floor), median(times.rollcall)]
    return {
      kind: 'table',
      name: startUpName,
      title: 'Start of the process to its first answer',
      columns: ['server', 'ms', 'ratio'],
      rows: [
        ['an empty compiled Bun server', shown(empty), '1.00'],
        ['a compiled Elysia server', shown(floor), shown(floor / empty)],
        [`Rollcall, first page of ${users} people`, shown(rollcall), shown(rollcall / empty)],
      ],
      values: { empty, floor, rollcall, ratio: rollcall / empty },
    }
  })
}

/** Asks again and again, from before there is anybody to answer; by bare sockets, as whoever asks takes time from who starts. */
async function timeStart(begin: () => Promise<Running>, port: number, text: string): Promise<number> {
  const start = performance.now()
  const starting = begin()
  for (;;) {
    const answer = await ask(port, text)
    if (answer) {
      const took = performance.now() - start
      if (answer.status !== 200) throw new Error(`the first answer was ${answer.status}`)
      await (await starting).stop()
      return took
    }
    await Bun.sleep(1)
  }
}

/** Undefined where nobody listens. */
function ask(port: number, text: string): Promise<Answer | undefined> {
  const read = answerReader()
  return new Promise((resolve) => {
    const over = () => resolve(undefined)
    const socket = {
      open: (socket: Bun.Socket) => void socket.write(text),
      data(socket: Bun.Socket, chunk: Buffer) {
        const answer = read(chunk)
        if (!answer) return
        resolve(answer)
        socket.end()
      },
      close: over,
      connectError: over,
    }
    Bun.connect({ hostname: '127.0.0.1', port, socket }).catch(over)
  })
}

async function freePort(): Promise<number> {
  const server = createServer()
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  const address = server.address()
  await new Promise((resolve) => server.close(resolve))
  if (address === null || typeof address === 'string') throw new Error('no port is free')
  return address.port
}
