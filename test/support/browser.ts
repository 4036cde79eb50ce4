import { mkdirSync } from 'node:fs'
import { join } from 'node:path'
import { type Browser, chromium as playwright } from 'playwright-core'
import { root } from './repository'

/** A headless browser out of node_modules: the packaged Chromium on Linux, elsewhere an installed Chrome. */
export async function launchBrowser(): Promise<Browser> {
  if (process.platform !== 'linux' || process.arch !== 'x64') return playwright.launch({ channel: 'chrome' })
  return playwright.launch({ executablePath: await unpack(), args: ['--no-sandbox', '--disable-dev-shm-usage'] })
}

/** The package unpacks into the temporary directory, for a machine that has next to nothing installed; it gets one of its own, within this clone. */
async function unpack(): Promise<string> {
  const { TMPDIR } = process.env
  const directory = join(root, 'node_modules', '.cache', 'chromium')
  mkdirSync(directory, { recursive: true })
  process.env.TMPDIR = directory
  process.env.AWS_EXECUTION_ENV = 'AWS_Lambda_nodejs22.x'
  try {
    const { default: packaged } = await import('@sparticuz/chromium')
    return await packaged.executablePath()
  } finally {
    restore('TMPDIR', TMPDIR)
    restore('AWS_EXECUTION_ENV', undefined)
  }
}

function restore(name: string, value: string | undefined): void {
  if (value === undefined) delete process.env[name]
  else process.env[name] = value
}
