import { afterAll } from 'bun:test'
import { mkdtempSync, realpathSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'

const made: string[] = []

/** An empty directory, which is removed when the tests have ended. */
export function scratch(): string {
  const path = realpathSync(mkdtempSync(join(tmpdir(), 'rollcall-test-')))
  made.push(path)
  return path
}

// bunfig.toml loads this file ahead of the tests, which makes it a hook of them all: by then there are hundreds.
afterAll(() => {
  for (const path of made.splice(0)) rmSync(path, { recursive: true, force: true })
}, 120_000)
