/** What answers a request. `peer` tells the connections apart on which requests come. */
export type Answering = (request: Request, peer: unknown) => Promise<Response>

/**
 * Takes what several connections ask in one turn of the event loop in strides: all requests are read, then all are answered,
 * then all answers are sent. Each stride has its code and data in the processor's caches, and what it reads of the database is
 * read in one transaction; one request after another takes half as much time again.
 *
 * It begins once a turn has seen several connections. Until then each is answered at once: the server can do that also for a
 * client that sends its next request before it has the answer, or that has said that it will send no more.
 */
export function inStrides(answer: (request: Request) => Promise<Response>): Answering {
  const answering = stride()
  const sending = stride()
  const arriving = stride()
  let areSeveral = false
  let peers = new Set<unknown>()

  function count(): void {
    areSeveral = peers.size > 1
    peers = new Set()
  }

  return (request, peer) => {
    if (peers.size === 0) arriving(count)
    peers.add(peer)
    if (!areSeveral) return answer(request)
    return new Promise((resolve, reject) => {
      answering(() => {
        answer(request).then((response) => sending(() => resolve(response)), reject)
      })
    })
  }
}

/** Takes the steps it is given in one turn of the event loop together in the next. */
function stride(): (step: () => void) => void {
  let waiting: (() => void)[] = []
  function run(): void {
    const steps = waiting
    waiting = []
    for (const step of steps) step()
  }
  return (step) => {
    if (waiting.push(step) === 1) setImmediate(run)
  }
}
