export const logLevels = ['error', 'warn', 'info', 'debug'] as const
export const logFormats = ['json', 'text'] as const

type Level = (typeof logLevels)[number]
type Write = (fields: object, message: string) => void

/** Structured lines. Secrets among the fields are blacked out, whatever they are called by and wherever they stand. */
export interface Log extends Readonly<Record<Level, Write>> {
  /** The same log with fields that every line has, such as a request's id. */
  with(fields: object): Log
}

export interface LogOptions {
  readonly level: Level
  readonly format: (typeof logFormats)[number]
  readonly write?: (line: string) => void
  /** Milliseconds since 1970. */
  readonly now?: () => number
}

export function createLog(options: LogOptions, common: object = {}): Log {
  const { level, format, write = standardError(), now = Date.now } = options
  const line = format === 'json' ? jsonLine : textLine
  const writer = (own: Level): Write => {
    if (logLevels.indexOf(own) > logLevels.indexOf(level)) return () => {}
    return (fields, message) => {
      const time = new Date(now()).toISOString()
      write(`${line(time, own, redact(message), discreet({ ...common, ...fields }))}\n`)
    }
  }
  return {
    error: writer('error'),
    warn: writer('warn'),
    info: writer('info'),
    debug: writer('debug'),
    with: (fields) => createLog({ level, format, write, now }, { ...common, ...fields }),
  }
}

/** Past Node's streams, which take longer to load than a start may. That nobody reads any more is no reason to fail. */
function standardError(): (line: string) => void {
  const sink = Bun.stderr.writer()
  return async (line) => {
    try {
      sink.write(line)
      await sink.flush()
    } catch {}
  }
}

function jsonLine(time: string, level: Level, message: string, fields: Record<string, unknown>): string {
  return JSON.stringify({ time, level, message, ...fields })
}

function textLine(time: string, level: Level, message: string, fields: Record<string, unknown>): string {
  const pairs = Object.entries(fields).map(([name, value]) => `  ${name}=${plain(value)}`)
  return `${time} ${level.padEnd(5)} ${message}${pairs.join('')}`
}

/** Texts that could be mistaken for more than one value, or for more than one line, are quoted. */
function plain(value: unknown): string {
  return typeof value === 'string' && /^[\w.:/@+-]+$/.test(value) ? value : JSON.stringify(value)
}

/** The fields as JSON knows them, errors spelt out and secrets blacked out. */
function discreet(fields: object): Record<string, unknown> {
  return JSON.parse(
    JSON.stringify(fields, (name, value: unknown) => {
      if (/authorization|cookie|passw|secret|token/i.test(name) && value != null) return '[redacted]'
      if (value instanceof Error) return spelt(value)
      if (typeof value === 'bigint') return String(value)
      return typeof value === 'string' ? redact(value) : value
    }),
  )
}

function spelt({ name, message, stack, cause, ...rest }: Error) {
  return { name, message, ...rest, stack, ...(cause !== undefined && { cause }) }
}

function redact(text: string): string {
  return text.replace(/\brc_[a-z]+_[\w-]+/g, '[redacted]').replace(/\b(Bearer|Basic) +[\w.~+/=-]+/gi, '$1 [redacted]')
}
