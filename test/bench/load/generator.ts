import type { Socket } from 'bun'
import { createHistogram } from '../../../src/simulator/histogram'
import { answerReader } from './answer'
import type { Job, Load, Order } from './job'
import { numbered, type Sendable, sendable } from './request'

/**
 * The process that makes load, over plain sockets: what it does for a request must cost much less than what any server
 * does. autocannon ends at 62,000 requests a second where the floor answers 170,000 to this, and 174,000 to one that reads
 * no answer at all.
 */
let requests: readonly Sendable[] = []
/** Which request is next, by the port of the first server. */
const next = new Map<number, number>()
let number = 0

/**
 * For so long (ms) after an answer it looks for the next without sleeping, where it is told so. On two cores a server that
 * answers slower than the floor would else have to wake it for every answer, and pay for that with a fifth of its time;
 * one that has a thread for every core would have to share one of them with a generator that does nothing on it but look.
 */
const wakefulness = 0.2

process.on('message', async (order: Order) => {
  if (order.kind === 'requests') {
    requests = order.requests.map(sendable)
    next.clear()
  } else process.send?.(await carryOut(order))
})

async function carryOut(job: Job): Promise<Load> {
  const latencies = createHistogram()
  const limit = job.limit ?? Number.POSITIVE_INFINITY
  let [sent, answered, errors, size, max] = [0, 0, 0, 0, 0]
  let error: string | undefined
  let lastAnswer = 0
  let isAwake = false
  const [first = 0] = job.ports
  const start = performance.now()
  const end = start + job.seconds * 1000
  const cpu = process.cpuUsage()
  await Promise.all(
    Array.from({ length: job.connections }, (_, index) => converse(job.ports[index % job.ports.length] ?? first)),
  )
  const seconds = (performance.now() - start) / 1000
  const { user, system } = process.cpuUsage(cpu)
  return {
    requests: answered,
    seconds,
    errors,
    ...(error !== undefined && { error }),
    size: answered > 0 ? size / answered : 0,
    p50: latencies.quantile(0.5),
    p99: latencies.quantile(0.99),
    p999: latencies.quantile(0.999),
    max,
    busy: (user + system) / 1e6 / seconds,
  }

  function stayAwake(): void {
    isAwake = performance.now() - lastAnswer < wakefulness
    if (isAwake) setImmediate(stayAwake)
  }

  function fail(reason: string): void {
    errors++
    error ??= reason
  }

  /** One connection from its beginning to its end. */
  function converse(port: number): Promise<void> {
    const { promise, resolve } = Promise.withResolvers<void>()
    const read = answerReader()
    let sentAt = 0
    let unsent: Buffer | undefined
    let isOver = false

    function ask(socket: Socket): void {
      const place = next.get(first) ?? 0
      const request = requests[place % requests.length]
      if (!request || sent >= limit || (sent > 0 && performance.now() >= end)) {
        isOver = true
        socket.end()
        return
      }
      next.set(first, place + 1)
      sent++
      sentAt = performance.now()
      send(socket, numbered(request, number++))
    }

    function send(socket: Socket, bytes: Buffer): void {
      const written = socket.write(bytes)
      unsent = written < bytes.length ? Buffer.from(bytes.subarray(Math.max(0, written))) : undefined
    }

    function take(socket: Socket, chunk: Buffer): void {
      const answer = read(chunk)
      if (!answer) return
      lastAnswer = performance.now()
      if (job.isRestless && !isAwake) stayAwake()
      const latency = lastAnswer - sentAt
      latencies.add(latency)
      max = Math.max(max, latency)
      size += answer.length
      answered++
      if (!job.statuses.includes(answer.status) || (job.contains && !answer.beginning.includes(job.contains)))
        fail(`${answer.status} ${answer.beginning}`)
      ask(socket)
    }

    Bun.connect({
      hostname: '127.0.0.1',
      port,
      socket: {
        open: ask,
        drain: (socket) => {
          if (unsent) send(socket, unsent)
        },
        data(socket, chunk) {
          try {
            take(socket, chunk)
          } catch (thrown) {
            fail(String(thrown))
            isOver = true
            socket.end()
          }
        },
        close() {
          if (!isOver) fail('the server closed a connection')
          resolve()
        },
      },
    }).catch((thrown) => {
      fail(String(thrown))
      resolve()
    })
    return promise
  }
}
