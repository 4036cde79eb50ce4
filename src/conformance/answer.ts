import type { Json } from '../scim/json'

export interface Request {
  readonly method: string
  /** Below the base URL, encoded. */
  readonly path: string
  readonly headers: Readonly<Record<string, string>>
  readonly text?: string
}

/** What came back for a request. */
export interface Answer {
  readonly request: Request
  readonly status: number
  readonly headers: Headers
  readonly text: string
  /** The JSON in the body; undefined when there is none. */
  readonly body: Json | undefined
}
