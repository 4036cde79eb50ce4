import { Refusal, type RefusalCode } from '../../directory/refusal'
import type { Unavailable } from '../../directory/unavailable'
import { Notice } from './kit/notice'
import { page, type Reply } from './visit'

const statuses: Readonly<Record<RefusalCode, number>> = {
  not_found: 404,
  conflict: 409,
  invalid: 422,
  forbidden: 403,
  stale: 409,
  held: 503,
}

const titles: Readonly<Record<RefusalCode, string>> = {
  not_found: 'Not found',
  conflict: 'That does not go together',
  invalid: 'That cannot be used',
  forbidden: 'Not allowed',
  stale: 'Changed meanwhile',
  held: 'On hold',
}

/** A whole page for a refusal that the action did not show in a page of its own. */
export function refused({ code, message }: Refusal): Reply {
  return sorry(statuses[code], titles[code], message)
}

/** A whole page for who asks while the database is away. */
export function unavailable({ detail, retryAfter }: Unavailable): Reply {
  return sorry(503, 'Not available', detail, retryAfter)
}

/** A page that says what is wrong and leads back. */
export function sorry(status: number, title: string, message: string, retryAfter?: number): Reply {
  return page(
    title,
    <>
      <h1>{title}</h1>
      <Notice kind="error">{message}</Notice>
      <p>
        <a href="/">To the overview</a>
      </p>
    </>,
    { status, ...(retryAfter !== undefined && { retryAfter }) },
  )
}

/**
 * Does something that the directory may refuse as invalid or as a conflict; then `again` makes the page that shows the
 * sentence beside the form. Other refusals are pages of their own.
 */
export async function attempt(
  work: () => Promise<Reply>,
  again: (message: string, status: number) => Reply | Promise<Reply>,
): Promise<Reply> {
  try {
    return await work()
  } catch (error) {
    if (error instanceof Refusal && (error.code === 'invalid' || error.code === 'conflict'))
      return again(error.message, statuses[error.code])
    throw error
  }
}
