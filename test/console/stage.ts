import type { Browser, BrowserContext, Page } from 'playwright-core'
import { type SetUp, setUp } from '../support/organization'
import { rollcall } from '../support/rollcall'
import type { Server } from '../support/server'

export const password = 'long enough for one'

/** An organization that has seen some life: a simulated Okta, a refused request, an attribute that nobody knows, people by hand. */
export async function livelyOrganization(server: Server): Promise<SetUp> {
  const made = await setUp(server, 'Harbor')
  const { code, stdout } = await rollcall([
    'simulate',
    'okta',
    '--url',
    made.endpoint,
    '--token',
    made.token,
    '--users',
    '60',
    '--groups',
    '4',
  ])
  if (code !== 0) throw new Error(`the simulator failed: ${stdout}`)
  const ask = (method: string, path: string, body?: object, token = made.token) =>
    fetch(made.endpoint + path, {
      method,
      headers: { authorization: `Bearer ${token}`, 'content-type': 'application/scim+json' },
      ...(body && { body: JSON.stringify(body) }),
    })
  await ask('GET', '/Users?count=1', undefined, 'rc_scim_unknown')
  await ask('POST', '/Users', { userName: 'odd@harbor.example', 'urn:acme:2.0:User': { badge: 'A1' } })
  await ask('POST', '/Users', { userName: 'ODD@harbor.example' })
  const found = await ask('GET', '/Users?filter=active%20eq%20true&count=5&attributes=id')
  const { Resources } = (await found.json()) as { Resources: { id: string }[] }
  const members = Resources.map(({ id }) => ({ value: id }))
  const inner = await ask('POST', '/Groups', { displayName: 'Pilots', members })
  const { id } = (await inner.json()) as { id: string }
  await ask('POST', '/Groups', { displayName: 'Everybody at sea', members: [{ value: id }] })
  await ask('GET', '/Users/nobody')
  return made
}

/** A page of a browser of its own, signed in as the organization's owner. */
export async function signedIn(
  browser: Browser,
  url: string,
  options: Parameters<Browser['newContext']>[0] = {},
  login = 'owner@harbor.example',
): Promise<{ readonly context: BrowserContext; readonly page: Page }> {
  const context = await browser.newContext(options)
  const page = await context.newPage()
  await page.goto(`${url}/sign-in`)
  await page.fill('[name=login]', login)
  await page.fill('[name=password]', password)
  await page.click('main button[type=submit]')
  await page.waitForURL(`${url}/`)
  return { context, page }
}
