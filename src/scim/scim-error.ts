import { urns } from './urns'

/** The scimType values of RFC 7644 §3.12 and RFC 9865 §2.1. */
export type ScimType =
  | 'invalidFilter'
  | 'tooMany'
  | 'uniqueness'
  | 'mutability'
  | 'invalidSyntax'
  | 'invalidPath'
  | 'noTarget'
  | 'invalidValue'
  | 'invalidVers'
  | 'sensitive'
  | 'invalidCursor'
  | 'expiredCursor'
  | 'invalidCount'

/** A refusal that speaks the protocol (RFC 7644 §3.12). The detail is one sentence for the person who caused it. */
export class ScimError extends Error {
  override readonly name = 'ScimError'

  constructor(
    readonly status: number,
    readonly detail: string,
    readonly scimType?: ScimType,
    readonly headers: Readonly<Record<string, string>> = {},
  ) {
    super(detail)
  }

  /** The body of the answer; `status` is a string (RFC 7644 §3.12, erratum 7898). */
  get body(): ErrorBody {
    return {
      schemas: [urns.error],
      status: String(this.status),
      ...(this.scimType && { scimType: this.scimType }),
      detail: this.detail,
    }
  }
}

export interface ErrorBody {
  readonly schemas: readonly [typeof urns.error]
  readonly status: string
  readonly scimType?: ScimType
  readonly detail: string
}

/** Does the work, and gives every 400 in which it ends this scimType: what is wrong is told by where it stands. */
export function refusedAs<T>(scimType: ScimType, work: () => T): T {
  try {
    return work()
  } catch (error) {
    throw error instanceof ScimError && error.status === 400 ? invalid(scimType, error.detail) : error
  }
}

/** A 400 with a scimType, the protocol's most common refusal. */
export function invalid(scimType: ScimType, detail: string): ScimError {
  return new ScimError(400, detail, scimType)
}
