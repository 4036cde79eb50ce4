import { afterAll, beforeAll, describe, expect, test } from 'bun:test'
import { join } from 'node:path'
import type { Browser, BrowserContextOptions, Page } from 'playwright-core'
import { Button } from '../../../src/http/console/kit/button'
import { Copyable } from '../../../src/http/console/kit/copyable'
import { document } from '../../../src/http/console/kit/document'
import { Field } from '../../../src/http/console/kit/field'
import { Filters } from '../../../src/http/console/kit/filters'
import { Form } from '../../../src/http/console/kit/form'
import { Live, LiveToggle } from '../../../src/http/console/kit/live'
import { PageHeader } from '../../../src/http/console/kit/page-header'
import { Time } from '../../../src/http/console/kit/time'
import { launchBrowser } from '../../support/browser'
import { root } from '../../support/repository'

const grace = { name: 'Grace Hopper', email: 'grace@example.com', role: 'owner' } as const
const feed: { status: number; headers?: Record<string, string>; html?: string }[] = []
const asked: string[] = []
let sent = 0

const server = Bun.serve({
  port: 0,
  hostname: '127.0.0.1',
  routes: {
    '/': () => html(page()),
    '/save': () => {
      sent += 1
      return new Response(null, { status: 204 })
    },
    '/feed': (request) => {
      asked.push(new URL(request.url).search)
      const { status, headers, html: body } = feed.shift() ?? { status: 204 }
      return new Response(body ?? null, { status, headers: { 'content-type': 'text/html', ...headers } })
    },
    '/assets/:name': ({ params }) => new Response(Bun.file(join(root, 'public', params.name))),
  },
})

let browser: Browser
beforeAll(async () => {
  browser = await launchBrowser()
}, 60_000)
afterAll(async () => {
  await browser.close()
  await server.stop(true)
})

describe('with script', () => {
  test('a button copies the value beside it, and says so', async () => {
    await visit({ permissions: ['clipboard-read', 'clipboard-write'] }, async (tab) => {
      await tab.getByRole('button', { name: 'Copy Token' }).click()
      await tab.getByRole('status').getByText('Copied').waitFor()
      expect(await tab.evaluate('navigator.clipboard.readText()')).toBe('rc_scim_x')
    })
  })

  test('a moment is told anew', async () => {
    await visit({}, async (tab) => {
      const time = tab.locator('time')
      expect(await time.textContent()).toBe('just now')
      await tab.clock.fastForward(65_000)
      await tab.getByText('1 minute ago').waitFor()
    })
  })

  test('a region asks for what is new, follows the address it is given, and ends when told', async () => {
    feed.push(
      { status: 200, html: '<li>second</li>', headers: { 'x-next': '/feed?after=2' } },
      { status: 204 },
      { status: 500 },
      {
        status: 200,
        html: '<li>third<time datetime="2020-01-01" data-relative></time></li>',
        headers: { 'x-next': '' },
      },
    )
    await visit({}, async (tab) => {
      await tab.clock.resume()
      await tab.getByText('third').waitFor()
      expect(await tab.locator('#news li').allTextContents()).toEqual([
        expect.stringMatching(/^third\d years ago$/),
        'second',
      ])
      expect(asked).toEqual(['?after=1', '?after=2', '?after=2', '?after=2'])
      expect(await tab.getByRole('button', { name: 'Live' }).count()).toBe(0)
    })
  })

  test('a region rests while it is paused', async () => {
    await visit({}, async (tab) => {
      await tab.getByRole('button', { name: 'Live' }).click()
      asked.length = 0
      await tab.clock.fastForward(60_000)
      expect(asked).toEqual([])
      feed.push({ status: 200, html: '<li>later</li>' })
      await tab.clock.resume()
      await tab.getByRole('button', { name: 'Paused' }).click()
      await tab.getByText('later').waitFor()
    })
  })

  test('a form is sent once, and again when nothing came of it', async () => {
    await visit({}, async (tab) => {
      sent = 0
      const button = tab.getByRole('button', { name: 'Save' })
      await button.click()
      await tab.locator('button:disabled', { hasText: 'Save' }).waitFor()
      await button.click({ force: true })
      expect(sent).toBe(1)
      await tab.clock.fastForward(10_000)
      await Promise.all([tab.waitForRequest('**/save'), button.click()])
    })
  })
})

describe('without script', () => {
  const plain = { javaScriptEnabled: false }

  test('only what works is shown', async () => {
    await visit(plain, async (tab) => {
      expect(await tab.getByRole('button', { name: 'Copy Token' }).count()).toBe(0)
      expect(await tab.getByRole('button', { name: 'Live' }).count()).toBe(0)
      expect(await tab.getByRole('textbox', { name: 'Token' }).inputValue()).toBe('rc_scim_x')
      expect(await tab.getByText('just now').count()).toBe(1)
    })
  })

  test('on a phone the menu and the filters open', async () => {
    await visit({ ...plain, viewport: { width: 360, height: 740 } }, async (tab) => {
      expect(await tab.getByRole('link', { name: 'Groups' }).isVisible()).toBe(false)
      await tab.getByText('Menu').click()
      expect(await tab.getByRole('link', { name: 'Groups' }).isVisible()).toBe(true)
      await tab.getByText('Menu').click()
      expect(await tab.getByLabel('Search').isVisible()).toBe(false)
      await tab.getByText('Filters').click()
      expect(await tab.getByLabel('Search').isVisible()).toBe(true)
    })
  })

  test('on a wide screen both are there', async () => {
    await visit({ ...plain, viewport: { width: 1280, height: 800 } }, async (tab) => {
      expect(await tab.getByRole('link', { name: 'Groups' }).isVisible()).toBe(true)
      expect(await tab.getByLabel('Search').isVisible()).toBe(true)
    })
  })
})

async function visit(options: BrowserContextOptions, look: (tab: Page) => Promise<void>): Promise<void> {
  asked.length = 0
  const context = await browser.newContext(options)
  const problems: string[] = []
  context.on('weberror', (problem) => problems.push(String(problem.error())))
  context.on('console', (message) => {
    if (message.type() === 'error' && !message.text().includes('500')) problems.push(message.text())
  })
  try {
    const tab = await context.newPage()
    if (options.javaScriptEnabled !== false) await tab.clock.install()
    await tab.goto(server.url.href)
    await look(tab)
    expect(problems).toEqual([])
  } finally {
    await context.close()
    feed.length = 0
  }
}

function page(): string {
  const now = Date.now()
  return document({
    title: 'Try',
    person: grace,
    children: (
      <>
        <PageHeader title="Try" actions={<LiveToggle region="news" />} />
        <Filters action="/">
          <Field name="q" type="search" label="Search" />
        </Filters>
        <Copyable id="token" label="Token" value="rc_scim_x" />
        <p>
          <Time ms={now} now={now} />
        </p>
        <ul>
          <Live url="/feed?after=1" every={50} mode="prepend" keep={2} id="news">
            <li>first</li>
          </Live>
        </ul>
        <Form action="/save">
          <Button>Save</Button>
        </Form>
      </>
    ),
  })
}

function html(body: string): Response {
  const policy =
    "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self'; connect-src 'self'; form-action 'self'"
  return new Response(body, {
    headers: { 'content-type': 'text/html; charset=utf-8', 'content-security-policy': policy },
  })
}
