import { Refusal } from '../../../directory/refusal'
import { Confirm } from '../kit/confirm'
import { Notice } from '../kit/notice'
import { PageHeader } from '../kit/page-header'
import { UserText } from '../kit/text'
import { attempt } from '../refused'
import { get, page, post, type Reply, type Route, redirect, type Visit } from '../visit'
import { refuseOwned, type Shown, shownFor } from './shown'
import { readVersion } from './version'
import { nameOf } from './wording'

/** Deactivating and deleting somebody, each with a page that says what will happen, and the ways back. */
export const endingRoutes: readonly Route[] = [
  get('/people/:id/deactivation', 'admin', (visit) => confirm(visit, 'deactivation')),
  post('/people/:id/deactivation', 'admin', (visit) => end(visit, 'deactivation')),
  get('/people/:id/deletion', 'owner', (visit) => confirm(visit, 'deletion')),
  post('/people/:id/deletion', 'owner', (visit) => end(visit, 'deletion')),
  post('/people/:id/reactivation', 'admin', reactivate),
  post('/people/:id/restoration', 'admin', restore),
]

type Ending = 'deactivation' | 'deletion'

async function confirm(visit: Visit, ending: Ending, complaint?: { message: string; status: number }): Promise<Reply> {
  const shown = await shownFor(visit)
  refuseOwned(shown)
  const { person, resource } = shown
  const name = nameOf(resource)
  const to = `/people/${person.id}`
  const verb = ending === 'deactivation' ? 'Deactivate' : 'Delete'
  return page(
    `${verb} ${name}`,
    <>
      <PageHeader
        title={`${verb} ${name}`}
        trail={[
          { label: 'People', href: '/people' },
          { label: name, href: to },
        ]}
      />
      {complaint && <Notice kind="error">{complaint.message}</Notice>}
      <Confirm
        title={
          <>
            {verb} <UserText>{name}</UserText>?
          </>
        }
        consequences={ending === 'deactivation' ? deactivated(shown, visit) : deleted(shown, visit)}
        action={`${to}/${ending}`}
        hidden={{ version: String(person.version) }}
        submit={verb}
        cancel={to}
      />
    </>,
    { section: 'people', ...(complaint && { status: complaint.status }) },
  )
}

function deactivated({ person }: Shown, visit: Visit): readonly string[] {
  return [
    isSelf(person.id, visit)
      ? 'This is you: you are signed out at once, and cannot sign in again.'
      : 'They are signed out of this console at once, and cannot sign in. Links that were made for them end.',
    'Your application is told that they are not active any more.',
    'They stay in their groups and keep their role. You can reactivate them at any time.',
  ]
}

function deleted({ person }: Shown, visit: Visit): readonly string[] {
  const direct = person.groups.filter(({ type }) => type === 'direct').length
  return [
    isSelf(person.id, visit)
      ? 'This is you: you are signed out at once, and cannot sign in again.'
      : 'They are signed out of this console at once. Links that were made for them end.',
    direct === 0
      ? 'They are in no group.'
      : `They leave ${direct === 1 ? 'one group' : `${direct} groups`}. Restoring does not bring them back into it.`,
    'Their user name is free for somebody else.',
    'You can restore them for 30 days. After that they are gone for good, but for the history.',
  ]
}

const isSelf = (id: string, { account }: Visit) => account.id === id

async function end(visit: Visit, ending: Ending): Promise<Reply> {
  const { directory, staff } = visit
  const id = visit.param('id')
  const version = readVersion(await visit.form())
  const work = async () => {
    if (ending === 'deactivation') {
      await directory.people.deactivate(staff, id, version)
      return redirect(`/people/${id}`, 'Deactivated.')
    }
    await directory.people.delete(staff, id, version)
    return redirect(`/people/${id}`, 'Deleted. You can restore them for 30 days.')
  }
  try {
    return await work()
  } catch (error) {
    if (!(error instanceof Refusal) || error.code !== 'stale') throw error
    return confirm(visit, ending, { message: error.message, status: 409 })
  }
}

async function reactivate(visit: Visit): Promise<Reply> {
  const id = visit.param('id')
  await visit.directory.people.reactivate(visit.staff, id, readVersion(await visit.form()))
  return redirect(`/people/${id}`, 'Reactivated, with the role they had.')
}

async function restore(visit: Visit): Promise<Reply> {
  const id = visit.param('id')
  const to = `/people/${encodeURIComponent(id)}`
  return attempt(
    async () => {
      await visit.directory.people.restore(visit.staff, id)
      return redirect(to, 'Restored, with the role they had. Groups they were in do not come back.')
    },
    (text) => ({ kind: 'redirect', to, flash: { notice: { kind: 'error', text } } }),
  )
}
