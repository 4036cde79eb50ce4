import { pageHeaders } from './headers'
import { document } from './kit/document'
import { Notice } from './kit/notice'

/** For a browser that asked for what is not there. */
export function notFoundPage(): Response {
  const text = document({
    title: 'Not found',
    children: (
      <>
        <h1>Not found</h1>
        <Notice kind="error">There is nothing at this address.</Notice>
        <p>
          <a href="/">To the overview</a>
        </p>
      </>
    ),
  })
  return new Response(text, { status: 404, headers: pageHeaders })
}
