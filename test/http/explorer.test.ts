import { afterAll, beforeAll, describe, expect, test } from 'bun:test'
import { Elysia, t } from 'elysia'
import type { Browser } from 'playwright-core'
import { explorer } from '../../src/http/explorer'
import { launchBrowser } from '../support/browser'

const app = new Elysia()
  .use(explorer())
  .get('/pets/:id', ({ params }) => ({ name: params.id }), {
    response: t.Object({ name: t.String({ description: 'What it is called' }) }),
    detail: { summary: 'Read a pet', tags: ['Pets'] },
  })
  .post('/pets', ({ body }) => body, {
    body: t.Object({ kind: t.Union([t.Literal('cat'), t.Literal('dog')]) }),
    detail: { summary: 'Create a pet', tags: ['Pets'] },
  })
  .get('/feed/v1.0', () => 'x', { detail: { summary: 'Read the feed', tags: ['Pets'] } })

const ask = (path: string) => app.handle(new Request(`http://localhost${path}`))

interface Content {
  readonly content: Record<string, { schema: object }>
}

interface Operation {
  readonly requestBody?: Content
  readonly responses: Record<string, Partial<Content> & { description: string }>
}

async function operations(): Promise<Record<string, Record<string, Operation>>> {
  return JSON.parse(await (await ask('/swagger/json')).text()).paths
}

describe('the document', () => {
  test('has every route but the explorer itself, those with a dot in the path too', async () => {
    expect(Object.keys(await operations()).sort()).toEqual(['/feed/v1.0', '/pets', '/pets/{id}'])
  })

  test('shows TypeBox schemas as what is spoken: JSON', async () => {
    const read = (await operations())['/pets/{id}']?.get
    const schema = expect.objectContaining({
      properties: { name: { type: 'string', description: 'What it is called' } },
    })
    expect(read?.responses['200']?.content).toEqual({ 'application/json': { schema } })
  })

  test('lists the choices of a union of literals', async () => {
    const create = (await operations())['/pets']?.post
    const schema = expect.objectContaining({ properties: { kind: { type: 'string', enum: ['cat', 'dog'] } } })
    expect(create?.requestBody?.content).toEqual({ 'application/json': { schema } })
  })

  test('describes every response', async () => {
    const responses = Object.values(await operations())
      .flatMap((methods) => Object.values(methods))
      .flatMap((operation) => Object.values(operation.responses))
    expect(responses.map(({ description }) => typeof description)).toEqual(responses.map(() => 'string'))
  })
})

describe('the page', () => {
  test('names no other origin, and forbids all of them', async () => {
    const response = await ask('/swagger')
    expect(await response.text()).not.toMatch(/(https?:)?\/\/[a-z]/i)
    const policy = response.headers.get('content-security-policy') ?? ''
    expect(policy).toStartWith("default-src 'none'")
    expect(policy).not.toMatch(/unsafe|https?:|\*/)
  })

  test('has parts of the right types', async () => {
    const types = { 'explorer.js': 'text/javascript', 'swagger-ui.js': 'text/javascript', 'swagger-ui.css': 'text/css' }
    for (const [name, type] of Object.entries(types)) {
      const response = await ask(`/swagger/${name}`)
      expect(response.status).toBe(200)
      expect(response.headers.get('content-type')).toStartWith(type)
    }
  })

  test('is found with a slash at the end as well', async () => {
    const response = await ask('/swagger/')
    expect([response.status, response.headers.get('location')]).toEqual([308, '../swagger'])
  })
})

describe('in a browser', () => {
  let browser: Browser

  beforeAll(async () => {
    app.listen({ port: 0, hostname: '127.0.0.1' })
    browser = await launchBrowser()
  }, 60_000)

  afterAll(async () => {
    await browser?.close()
    await app.stop()
  })

  test('shows the operations, tries one out, and asks nobody else for anything', async () => {
    const page = await browser.newPage()
    const origin = `http://127.0.0.1:${app.server?.port}`
    const requested: string[] = []
    const complaints: string[] = []
    page.on('request', (request) => requested.push(request.url()))
    page.on('console', (message) => message.type() === 'error' && complaints.push(message.text()))
    page.on('pageerror', (error) => complaints.push(error.message))

    await page.goto(`${origin}/swagger`)
    await page.getByText('Read a pet').click()
    await page.getByRole('button', { name: 'Try it out' }).click()
    await page.getByPlaceholder('id').fill('Rex')
    await page.getByRole('button', { name: 'Execute' }).click()
    await page.locator('.live-responses-table').getByText('"Rex"').waitFor()

    const foreign = requested.filter((url) => !url.startsWith(`${origin}/`) && !url.startsWith('data:'))
    expect({ foreign, complaints }).toEqual({ foreign: [], complaints: [] })
    expect(requested).toContain(`${origin}/pets/Rex`)
  }, 60_000)
})
