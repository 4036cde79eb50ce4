/** What answers a request. `peer` tells the connections apart on which requests come. */
export type Answering = (request: Request, peer: unknown) => Promise<Response>

/** How long (ms) after several have come in one turn they are expected to do so again. */
const expectation = 20

/**
 * Takes what several connections ask in one turn of the event loop in strides: all requests are read, then all are answered,
 * then all answers are sent. Each stride has its code and data in the processor's caches, and what it reads of the database is
 * read in one transaction; one request after another takes half as much time again.
 *
 * It begins once a turn has seen several connections, and ends with a turn that has seen but one, or when none has come for a
 * while. Else each is answered at once: the server can do that also for a client that sends its next request before it has
 * the answer, or that has said that it will send no more. `now` tells milliseconds.
 */
export function inStrides(
  answer: (request: Request) => Promise<Response>,
  now: () => number = () => performance.now(),
): Answering {
  let peers = new Set<unknown>()
  let until = Number.NEGATIVE_INFINITY
  let read: Waiting[] = []
  let answered: (() => void)[] = []

  function count(): void {
    until = peers.size > 1 ? now() + expectation : Number.NEGATIVE_INFINITY
    peers = new Set()
  }

  function answerAll(): void {
    const together = read
    let left = together.length
    read = []
    for (const { request, resolve, reject } of together) {
      answer(request).then((response) => {
        const others = answered.push(() => resolve(response)) - 1
        // Those that wait for the disk keep nobody waiting, and where there are none nothing else comes between.
        if (--left === 0) sendAll()
        else if (others === 0) setImmediate(sendAll)
      }, reject)
    }
  }

  function sendAll(): void {
    const together = answered
    answered = []
    for (const send of together) send()
  }

  return (request, peer) => {
    if (peers.size === 0) setImmediate(count)
    peers.add(peer)
    if (now() >= until) return answer(request)
    return new Promise((resolve, reject) => {
      if (read.push({ request, resolve, reject }) === 1) setImmediate(answerAll)
    })
  }
}

interface Waiting {
  readonly request: Request
  readonly resolve: (response: Response) => void
  readonly reject: (error: unknown) => void
}
