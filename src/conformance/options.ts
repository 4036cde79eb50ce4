/** Durations are in milliseconds. */
export interface Options {
  readonly url: string
  readonly token: string
  /** Only checks with this in their theme, section or sentence, whatever its case. */
  readonly only?: string
  readonly fetch?: (url: string, init: RequestInit) => Promise<Response>
  readonly now?: () => number
  readonly random?: () => number
  readonly wait?: (milliseconds: number) => Promise<void>
  /** How long one answer may take. */
  readonly timeout?: number
  /** How long everything may take. */
  readonly duration?: number
  /** How many requests may be made. */
  readonly requests?: number
  readonly onProgress?: (done: number, total: number) => void
}

export type Settings = Required<Omit<Options, 'only'>> & Pick<Options, 'only'>

/** One sentence about the first option that cannot be used, or undefined when all can. */
export function check({ url, token }: Options): string | undefined {
  const protocol = URL.canParse(url) ? new URL(url).protocol : undefined
  if (protocol !== 'http:' && protocol !== 'https:') {
    return `The URL must be the SCIM base URL, beginning with http:// or https://; "${url}" is not.`
  }
  if (/^[\x21-\x7e]+( [\x21-\x7e]+)?$/.test(token)) return undefined
  return 'The token must be copied whole, without line breaks or other characters that a header cannot carry.'
}

/** Fills in what was not given. */
export function settle(options: Options): Settings {
  return {
    fetch: (url, init) => fetch(url, init),
    now: () => Date.now(),
    random: Math.random,
    wait: (milliseconds) => new Promise((resolve) => setTimeout(resolve, milliseconds)),
    timeout: 15_000,
    duration: 15 * 60_000,
    requests: 6_000,
    onProgress: () => {},
    ...options,
  }
}
