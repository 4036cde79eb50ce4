import { expect } from 'bun:test'
import type { Access, Assembly } from '../http/assembly'

export const searchUrn = 'urn:ietf:params:scim:api:messages:2.0:SearchRequest'
const bulkUrn = 'urn:ietf:params:scim:api:messages:2.0:BulkRequest'

export type Parameters = Readonly<Record<string, string | number | undefined>>

/** A page of a list, as far as tests of paging look at it. */
export interface Page {
  readonly ids: string[]
  readonly next?: string
  readonly previous?: string
  /** The whole answer. */
  // biome-ignore lint/suspicious/noExplicitAny: tests read answers of every shape
  readonly json: any
}

export function query(parameters: Parameters): string {
  const parts = Object.entries(parameters).flatMap(([name, value]) =>
    value === undefined ? [] : [`${name}=${encodeURIComponent(value)}`],
  )
  return parts.length > 0 ? `?${parts.join('&')}` : ''
}

/** Makes resources by one bulk request; their ids in the order of the bodies. */
export async function create(
  assembly: Assembly,
  access: Access,
  path: string,
  bodies: readonly object[],
): Promise<string[]> {
  const Operations = bodies.map((data, index) => ({ method: 'POST', path, bulkId: `b${index}`, data }))
  const { json, text } = await assembly.ask(access, 'POST /Bulk', { schemas: [bulkUrn], Operations })
  return json.Operations.map(({ status, location }: { status: string; location: string }) => {
    if (status !== '201') throw new Error(text)
    return location.split('/').at(-1)
  })
}

/** The page that is asked for, which must be one. */
export async function page(
  assembly: Assembly,
  access: Access,
  path: string,
  parameters: Parameters,
  body?: object,
): Promise<Page> {
  const { status, json, text } = await assembly.ask(
    access,
    `${body ? 'POST' : 'GET'} ${path}${query(parameters)}`,
    body,
  )
  if (status !== 200) throw new Error(`${path}${query(parameters)}: ${text}`)
  return {
    ids: json.Resources.map(({ id }: { id: string }) => id),
    ...(json.nextCursor !== undefined && { next: json.nextCursor }),
    ...(json.previousCursor !== undefined && { previous: json.previousCursor }),
    json,
  }
}

/** All pages of a walk by nextCursor, from an empty cursor on; `between` comes after each. */
export async function walk(
  assembly: Assembly,
  access: Access,
  path: string,
  parameters: Parameters,
  between: (page: Page, turn: number) => Promise<unknown> = async () => {},
): Promise<readonly Page[]> {
  const pages: Page[] = []
  for (let cursor: string | undefined = ''; cursor !== undefined; cursor = pages.at(-1)?.next) {
    if (pages.length > 500) throw new Error('the walk does not end')
    const found: Page = await page(assembly, access, path, { ...parameters, cursor })
    pages.push(found)
    await between(found, pages.length)
  }
  return pages
}

/** The pages before a page, by previousCursor, the nearest first. */
export async function walkBack(
  assembly: Assembly,
  access: Access,
  path: string,
  parameters: Parameters,
  from: Page,
): Promise<readonly Page[]> {
  const pages: Page[] = []
  for (let cursor = from.previous; cursor !== undefined; cursor = pages.at(-1)?.previous) {
    if (pages.length > 500) throw new Error('the walk does not end')
    pages.push(await page(assembly, access, path, { ...parameters, cursor }))
  }
  return pages
}

export const idsOf = (pages: readonly Page[]) => pages.flatMap(({ ids }) => ids)

/** Asks and expects a refusal of this kind. */
export async function expectRefusal(
  assembly: Assembly,
  access: Access,
  request: string,
  status: number,
  scimType?: string,
  body?: unknown,
): Promise<string> {
  const answer = await assembly.ask(access, request, body)
  expect([request, body, answer.status, answer.json.status, answer.json.scimType]).toEqual([
    request,
    body,
    status,
    String(status),
    scimType,
  ])
  return answer.json.detail
}
