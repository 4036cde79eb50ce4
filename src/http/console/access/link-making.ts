import type { LinkPurpose } from '../../../directory/links'
import { attempt } from '../refused'
import { post, type Reply, type Route, redirect, type Visit } from '../visit'

/** The buttons of a person's page that make a link to hand over; the page shows it once. */
export const linkMakingRoutes: readonly Route[] = [
  post('/people/:id/invitation', 'admin', (visit) => make(visit, 'invitation')),
  post('/people/:id/password-reset', 'admin', (visit) => make(visit, 'password-reset')),
]

const done: Readonly<Record<LinkPurpose, string>> = {
  invitation: 'The invitation is made. Copy the link and give it to the person; it is good once, for 7 days.',
  'password-reset': 'The link is made. Copy it and give it to the person; it is good once, for 24 hours.',
}

async function make({ directory, staff, base, ...visit }: Visit, purpose: LinkPurpose): Promise<Reply> {
  const id = visit.param('id')
  const back = `/people/${encodeURIComponent(id)}`
  return attempt(
    async () => {
      const text = await directory.makeLink(staff, purpose, id)
      return redirect(back, done[purpose], `${base}/${purpose}/${text}`)
    },
    (text) => ({ kind: 'redirect', to: back, flash: { notice: { kind: 'error', text } } }),
  )
}
