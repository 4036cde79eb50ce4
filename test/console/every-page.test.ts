import { afterAll, beforeAll, expect, test } from 'bun:test'
import axe from 'axe-core'
import type { Browser, Page } from 'playwright-core'
import { launchBrowser } from '../support/browser'
import { endServers, type Server, serve } from '../support/server'
import { crawl } from './crawl'
import { livelyOrganization, signedIn } from './stage'

let server: Server
let browser: Browser

beforeAll(async () => {
  server = await serve()
  await livelyOrganization(server)
  browser = await launchBrowser()
}, 120_000)
afterAll(async () => {
  await browser?.close()
  await endServers()
})

/** What somebody with a screen reader or weak eyes would stumble over. */
async function barriers(page: Page): Promise<readonly string[]> {
  await page.evaluate(axe.source)
  const { violations } = await page.evaluate<{
    violations: { id: string; impact: string; nodes: { html: string }[] }[]
  }>('axe.run(document, { resultTypes: ["violations"] })')
  return violations
    .filter(({ impact }) => impact === 'serious' || impact === 'critical')
    .map(({ id, nodes }) => `${id}: ${nodes[0]?.html}`)
}

test.each(['light', 'dark'] as const)(
  'every page in the %s theme is small, needs no other host, and puts up no barriers',
  async (colorScheme) => {
    const { context, page } = await signedIn(browser, server.url, { colorScheme })
    const foreign: string[] = []
    const complaints: string[] = []
    let bytes = 0
    page.on('request', (request) => !request.url().startsWith(`${server.url}/`) && foreign.push(request.url()))
    page.on('console', (message) => message.type() === 'error' && complaints.push(`${page.url()} ${message.text()}`))
    page.on('pageerror', (error) => complaints.push(`${page.url()} ${error.message}`))
    page.on('response', async (response) => {
      if (response.request().isNavigationRequest()) bytes = (await response.body().catch(() => Buffer.alloc(0))).length
    })
    const found: Record<string, readonly string[]> = {}
    const sizes: Record<string, number> = {}
    await crawl(page, server.url, async ({ pattern }) => {
      found[pattern] = await barriers(page)
      sizes[pattern] = bytes
    })
    expect(Object.fromEntries(Object.entries(found).filter(([, list]) => list.length > 0))).toEqual({})
    expect(Object.entries(sizes).filter(([, size]) => size > 100_000)).toEqual([])
    expect({ foreign, complaints }).toEqual({ foreign: [], complaints: [] })
    expect(Object.keys(found).length).toBeGreaterThan(20)
    await context.close()
  },
  300_000,
)

test('no page is wider than a phone', async () => {
  const { context, page } = await signedIn(browser, server.url, { viewport: { width: 360, height: 700 } })
  const wide: string[] = []
  await crawl(page, server.url, async ({ pattern }) => {
    const width = await page.evaluate<number>('document.documentElement.scrollWidth')
    if (width > 360) wide.push(`${pattern}: ${width}`)
  })
  expect(wide).toEqual([])
  await context.close()
}, 300_000)
