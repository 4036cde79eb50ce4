/**
 * Where a request departs from the RFC, the code that bears with it says so here, by the name of the quirk;
 * what is sent and not kept is named as ignored. Both end up on the request's event.
 */
export interface Leniency {
  tolerate(quirk: string): void
  ignore(what: string): void
}

export interface Remarks extends Leniency {
  readonly tolerated: ReadonlySet<string>
  readonly ignored: ReadonlySet<string>
}

/** Bears with everything, and remembers it. */
export function lenient(): Remarks {
  const tolerated = new Set<string>()
  const ignored = new Set<string>()
  return {
    tolerated,
    ignored,
    tolerate: (quirk) => void tolerated.add(quirk),
    ignore: (what) => void (ignored.size < 100 && ignored.add(what.slice(0, 200))),
  }
}
