import { afterAll, beforeAll, test } from 'bun:test'
import { mkdirSync } from 'node:fs'
import { join, resolve } from 'node:path'
import type { Browser } from 'playwright-core'
import { launchBrowser } from '../support/browser'
import { setUp } from '../support/organization'
import { rollcall } from '../support/rollcall'
import { endServers, type Server, serve } from '../support/server'
import { crawl } from './crawl'
import { livelyOrganization, signedIn } from './stage'

/**
 * Takes a picture of every page of the console in both themes and two widths, for somebody to look at: `bun run screenshots`.
 * There are four organizations: a lively one, one with nothing in it, one with many people, one whose name and people are
 * very long or written from right to left.
 */
const { SCREENSHOTS: directory = 'screenshots', PEOPLE: people = '2000' } = process.env

const looks = (['light', 'dark'] as const).flatMap((colorScheme) =>
  [1280, 390].map((width) => ({ colorScheme, width })),
)

let browser: Browser

beforeAll(async () => {
  browser = await launchBrowser()
}, 60_000)
afterAll(async () => {
  await browser.close()
  await endServers()
})

test.each([
  ['lively', livelyOrganization],
  ['empty', (server: Server) => setUp(server, 'Harbor')],
  ['many', many],
  ['extreme', extreme],
] as const)('the %s organization', shoot, 1_800_000)

async function shoot(name: string, fill: (server: Server) => Promise<unknown>): Promise<void> {
  const server = await serve()
  await fill(server)
  for (const look of looks) await shootEvery(server, name, look)
  await server.end()
}

async function shootEvery(
  { url }: Server,
  name: string,
  { colorScheme, width }: (typeof looks)[number],
): Promise<void> {
  const folder = join(resolve(directory), name, `${colorScheme}-${width}`)
  mkdirSync(folder, { recursive: true })
  const viewport = { width, height: 900 }
  const { context, page } = await signedIn(browser, url, { colorScheme, viewport })
  const found = await crawl(page, url, async ({ pattern }) => {
    const file = pattern.slice(1).replace(/[^\w]+/g, '-') || 'overview'
    await page.screenshot({ path: join(folder, `${file}.png`), fullPage: true })
  })
  await context.close()
  console.log(`${found.length} pages in ${folder}`)
}

async function many(server: Server): Promise<void> {
  const { endpoint, token } = await setUp(server, 'Harbor')
  const words = ['simulate', 'okta', '--url', endpoint, '--token', token, '--users', people, '--groups', '20']
  const { code, stdout } = await rollcall(words)
  if (code !== 0) throw new Error(stdout)
}

async function extreme(server: Server): Promise<void> {
  const { endpoint, token } = await setUp(server, `Ünïversal ${'Verylongword'.repeat(15)}`.slice(0, 200))
  const create = (path: string, body: object) =>
    fetch(endpoint + path, {
      method: 'POST',
      headers: { authorization: `Bearer ${token}`, 'content-type': 'application/scim+json' },
      body: JSON.stringify(body),
    })
  await create('/Users', { userName: `${'x'.repeat(180)}@long.example`, displayName: 'Long '.repeat(60) })
  await create('/Users', {
    userName: 'layla@rtl.example',
    displayName: 'ليلى بنت عبد الله الحسيني',
    title: 'مديرة المشتريات',
  })
  await create('/Users', {
    userName: 'noa@rtl.example',
    displayName: 'נועה כהן־לוי',
    emails: [{ value: 'noa@rtl.example' }],
  })
  await create('/Users', { userName: '<b>bold</b>"&\'@odd.example', displayName: '<script>alert(1)</script>' })
  const made = await create('/Users', { userName: 'emoji@odd.example', displayName: '👩‍🚀🧑🏿‍🤝‍🧑🏻 Zoë' })
  const { id } = (await made.json()) as { id: string }
  await create('/Groups', { displayName: 'فريق الهندسة', members: [{ value: id }] })
  await create('/Groups', { displayName: 'G'.repeat(300) })
}
