import { expect } from 'bun:test'
import type { Access, Answer, Assembly } from '../http/assembly'

export const bulkUrns = {
  request: 'urn:ietf:params:scim:api:messages:2.0:BulkRequest',
  response: 'urn:ietf:params:scim:api:messages:2.0:BulkResponse',
} as const

export interface Operation {
  readonly method: string
  readonly path: string
  readonly bulkId?: string
  readonly version?: string
  readonly data?: unknown
}

/** What is answered to one operation. */
export interface Result {
  readonly method: string
  readonly bulkId?: string
  readonly version?: string
  readonly location?: string
  readonly status: string
  readonly response?: { readonly status: string; readonly scimType?: string; readonly detail: string }
}

export const post = (path: string, bulkId: string, data: unknown): Operation => ({ method: 'POST', path, bulkId, data })

/** Sends a BulkRequest as it is. */
export function send(assembly: Assembly, access: Access, request: object): Promise<Answer> {
  return assembly.ask(access, 'POST /Bulk', { schemas: [bulkUrns.request], ...request })
}

/** The results of a BulkRequest that is answered as one. */
export async function bulk(
  assembly: Assembly,
  access: Access,
  Operations: readonly Operation[],
  failOnErrors?: number,
): Promise<readonly Result[]> {
  const { status, json, text } = await send(assembly, access, { Operations, failOnErrors })
  if (status !== 200) throw new Error(text)
  expect([json.schemas, Object.keys(json)]).toEqual([[bulkUrns.response], ['schemas', 'Operations']])
  return json.Operations
}

export const statuses = (results: readonly Result[]) => results.map(({ status }) => status).join(' ')

/** The id of what an operation made or changed. */
export const idIn = (result: Result | undefined) => result?.location?.split('/').at(-1) ?? ''
