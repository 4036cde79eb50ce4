import type { Progress } from './phase'

export type Fetch = (url: string, init: RequestInit) => Promise<Response>

/** Durations and clocks are in milliseconds; `now` is also what makes one run's names differ from the next one's. */
export type Options = {
  readonly url: string
  readonly token: string
  readonly users?: number
  readonly groups?: number
  readonly concurrency?: number
  readonly timeout?: number
  readonly fetch?: Fetch
  readonly now?: () => number
  readonly random?: () => number
  readonly wait?: (milliseconds: number) => Promise<void>
  readonly onProgress?: (progress: Progress) => void
}

export type Settings = Required<Options>

export const limits = {
  users: { least: 0, most: 1_000_000, usual: 20 },
  groups: { least: 0, most: 100_000, usual: 3 },
  concurrency: { least: 1, most: 256, usual: 8 },
} as const

/** One sentence about the first option that cannot be used, or undefined when all can. */
export function check(options: Options): string | undefined {
  return checkUrl(options.url) ?? checkToken(options.token) ?? checkNumbers(options)
}

/** Fills in what was not given. */
export function settle({ url, token, ...options }: Options): Settings {
  return {
    url,
    token,
    users: options.users ?? limits.users.usual,
    groups: options.groups ?? limits.groups.usual,
    concurrency: options.concurrency ?? limits.concurrency.usual,
    timeout: options.timeout ?? 60_000,
    fetch: options.fetch ?? fetch,
    now: options.now ?? (() => performance.timeOrigin + performance.now()),
    random: options.random ?? Math.random,
    wait: options.wait ?? Bun.sleep,
    onProgress: options.onProgress ?? (() => {}),
  }
}

function checkUrl(url: string): string | undefined {
  const protocol = URL.canParse(url) ? new URL(url).protocol : undefined
  if (protocol === 'http:' || protocol === 'https:') return undefined
  return `The URL must be the SCIM base URL, beginning with http:// or https://; "${url}" is not.`
}

function checkToken(token: string): string | undefined {
  if (/^[\x21-\x7e]+( [\x21-\x7e]+)?$/.test(token)) return undefined
  return 'The token must be copied whole, without line breaks or other characters that a header cannot carry.'
}

function checkNumbers(options: Options): string | undefined {
  for (const name of ['users', 'groups', 'concurrency'] as const) {
    const { least, most, usual } = limits[name]
    const value = options[name] ?? usual
    if (Number.isInteger(value) && value >= least && value <= most) continue
    return `The number for ${name} must be a whole number from ${least} to ${most}; ${value} is not.`
  }
  return undefined
}
