import { afterAll, beforeAll, describe, expect, test } from 'bun:test'
import type { Browser, Page } from 'playwright-core'
import { launchBrowser } from '../support/browser'
import { endServers, type Server, serve } from '../support/server'
import { livelyOrganization, password, signedIn } from './stage'

let browser: Browser

beforeAll(async () => {
  browser = await launchBrowser()
}, 60_000)
afterAll(async () => {
  await browser?.close()
  await endServers()
})

const heading = (page: Page) => page.locator('h1').first().innerText()

/** The link that a server prints while there is no organization. */
async function firstRunLink(server: Server): Promise<string> {
  for (;;) {
    const link = server.logged().find(({ link }) => link)?.link
    if (typeof link === 'string') return link
    await Bun.sleep(10)
  }
}

describe.each([
  ['with JavaScript', true],
  ['without JavaScript', false],
])('somebody who has never seen Rollcall, %s,', (_, javaScriptEnabled) => {
  test('gets from the printed link to the first request, and later sees why one failed', async () => {
    const server = await serve()
    const context = await browser.newContext({ javaScriptEnabled })
    const page = await context.newPage()
    const link = await firstRunLink(server)
    await page.goto(link)
    await page.fill('[name=organization]', 'Lighthouse')
    await page.fill('[name=owner]', 'keeper@lighthouse.example')
    await page.fill('[name=password]', password)
    await page.click('main button[type=submit]')
    await page.waitForURL(/\/connections\/[\w-]+\/setup$/)
    await page.getByText('Waiting for the first request').waitFor()

    const values = await page.$$eval('main input[readonly]', (inputs) =>
      inputs.map((input) => input.getAttribute('value')),
    )
    const [endpoint = '', token = ''] = values
    expect([endpoint, token]).toEqual([
      expect.stringContaining(`${server.url}/scim/v2/connections/`),
      expect.stringMatching(/^rc_scim_/),
    ])
    const ask = (method: string, path: string, body?: object) =>
      fetch(endpoint + path, {
        method,
        headers: { authorization: `Bearer ${token}`, 'content-type': 'application/scim+json' },
        ...(body && { body: JSON.stringify(body) }),
      })
    expect((await ask('GET', '/Users?count=1')).status).toBe(200)
    if (javaScriptEnabled) await page.getByText('The provider is connected').waitFor()
    else await reloadUntil(page, 'The provider is connected')

    await page.goto(link)
    expect(await page.locator('main').innerText()).toMatch(/no longer|used|not good/i)

    await ask('POST', '/Users', { userName: 'keeper@lighthouse.example' })
    await page.goto(`${server.url}/events?status=failed`)
    await reloadUntil(page, '409', 'main tbody')
    await page.locator('main tbody tr a').first().click()
    expect(await page.locator('main').innerText()).toMatch(/keeper@lighthouse\.example/)
    expect(await page.locator('main').innerText()).toMatch(/take over|adopt/)
    await context.close()
    await server.end()
  }, 60_000)
})

async function reloadUntil(page: Page, text: string, where = 'main'): Promise<void> {
  for (let turn = 0; turn < 50; turn++) {
    if ((await page.locator(where).allInnerTexts()).join().includes(text)) return
    await Bun.sleep(100)
    await page.reload()
  }
  throw new Error(`"${text}" never came`)
}

describe('in an organization with some life', () => {
  let server: Server
  let connection: string
  let endpoint: string
  let token: string

  beforeAll(async () => {
    server = await serve()
    const made = await livelyOrganization(server)
    connection = made.connection.id
    endpoint = made.endpoint
    token = made.token
  }, 120_000)

  const statusOf = async (bearer: string) =>
    (await fetch(`${endpoint}/Users?count=1`, { headers: { authorization: `Bearer ${bearer}` } })).status

  test('an owner adds a second token, then regenerates: the old ones are dead at once, the new one is shown once', async () => {
    const { context, page } = await signedIn(browser, server.url)
    await page.goto(`${server.url}/connections/${connection}/tokens/new`)
    await page.fill('[name=name]', 'the next one')
    await page.click('main button[type=submit]')
    const second = await page.locator('input[value^=rc_scim_]').inputValue()
    expect([await statusOf(token), await statusOf(second)]).toEqual([200, 200])

    await page.goto(`${server.url}/connections/${connection}/tokens/regeneration`)
    expect(await page.locator('main').innerText()).toContain('refused with 401')
    await page.getByRole('button', { name: 'Regenerate the token' }).click()
    const third = await page.locator('input[value^=rc_scim_]').inputValue()
    expect(await Promise.all([token, second, third].map(statusOf))).toEqual([401, 401, 200])
    await page.reload()
    expect(await page.locator('input[value^=rc_scim_]').count()).toBe(0)
    token = third
    await context.close()
  }, 60_000)

  test('copying works, and says so', async () => {
    const { context, page } = await signedIn(browser, server.url, {
      permissions: ['clipboard-read', 'clipboard-write'],
    })
    await page.goto(`${server.url}/connections/${connection}`)
    await page.getByRole('button', { name: /^Copy/ }).first().click()
    await page.getByText('Copied').first().waitFor()
    expect(await page.evaluate<string>('navigator.clipboard.readText()')).toBe(endpoint)
    await context.close()
  }, 60_000)

  test('events are narrowed by status, method and text, and a page shows what was sent', async () => {
    const { context, page } = await signedIn(browser, server.url)
    await page.goto(`${server.url}/events`)
    await page.selectOption('[name=status]', '4xx')
    await page.selectOption('[name=method]', 'POST')
    await page.fill('[name=text]', 'ODD@harbor')
    await page.getByRole('button', { name: 'Apply' }).click()
    const rows = page.locator('main tbody tr')
    expect(await rows.count()).toBe(1)
    await rows.first().getByRole('link').first().click()
    const text = await page.locator('main').innerText()
    expect(text).toContain('ODD@harbor.example')
    expect(text).toContain('409')
    await context.close()
  }, 60_000)

  test('new requests turn up by themselves', async () => {
    const { context, page } = await signedIn(browser, server.url)
    await page.goto(`${server.url}/events`)
    await fetch(`${endpoint}/Users/turns-up-by-itself`, { headers: { authorization: `Bearer ${token}` } })
    await page.getByText('turns-up-by-itself').first().waitFor({ timeout: 15_000 })
    await context.close()
  }, 60_000)

  test('a viewer reads, and is refused what owners do, on the server too', async () => {
    const owner = await signedIn(browser, server.url)
    await owner.page.goto(`${server.url}/people/new`)
    await owner.page.fill('[name=userName]', 'vera@harbor.example')
    await owner.page.locator('[name=role][value=viewer], select[name=role]').first().waitFor()
    const select = owner.page.locator('select[name=role]')
    if ((await select.count()) > 0) await select.selectOption('viewer')
    else await owner.page.locator('[name=role][value=viewer]').check()
    await owner.page.locator('main form button[type=submit]').first().click()
    await owner.page.waitForURL(/\/people\/[\w-]{20,}$/)
    await owner.page.locator('form[action$="/invitation"] button').click()
    const invitation = await owner.page.locator('input[value*="/invitation/"]').inputValue()
    await owner.context.close()

    const context = await browser.newContext()
    const page = await context.newPage()
    await page.goto(invitation)
    await page.fill('[name=password]', password)
    await page.click('main button[type=submit]')
    await page.waitForURL(`${server.url}/`)
    expect(await page.locator('nav').first().innerText()).not.toContain('Audit log')
    for (const path of ['/audit', '/settings', '/api-keys', '/people/new', `/connections/${connection}/deletion`]) {
      const answered = await page.goto(server.url + path)
      expect([path, answered?.status(), await heading(page)]).toEqual([path, 403, 'Not allowed'])
    }
    const forged = await page.request.post(`${server.url}/connections/${connection}/tokens/regeneration`, {
      headers: { origin: server.url, 'sec-fetch-site': 'same-origin' },
      form: {},
    })
    expect(forged.status()).toBe(403)
    expect(await statusOf(token)).toBe(200)
    await page.goto(invitation)
    expect(await page.locator('main').innerText()).toMatch(/no longer|used|not good/i)
    await context.close()
  }, 60_000)
})
