import { Refusal } from '../../../directory/refusal'
import type { JsonObject } from '../../../scim/json'
import { Diff } from '../kit/diff'
import { Notice } from '../kit/notice'
import { PageHeader } from '../kit/page-header'
import { Section } from '../kit/section'
import { attempt } from '../refused'
import { page, type Reply, redirect, type Visit } from '../visit'
import { differences } from './attributes'
import { attributesOf, entriesIn, entriesOf, mistakesIn } from './person-entries'
import { type Entries, PersonForm } from './person-form'
import { refuseOwned, type Shown, shownFor } from './shown'
import { readVersion } from './version'
import { nameOf } from './wording'

interface Again {
  readonly entries: Entries
  readonly errors: Readonly<Record<string, string>>
  readonly message?: string
  readonly status: number
  /** The version that was seen when the form was made. */
  readonly version?: string
  /** Whether somebody else has changed the person since. */
  readonly isStale?: boolean
}

/** The attributes of somebody who was added by hand. */
export async function editPage(visit: Visit, again?: Again): Promise<Reply> {
  const shown = await shownFor(visit)
  refuseOwned(shown)
  const { person, type, resource } = shown
  const name = nameOf(resource)
  const to = `/people/${person.id}`
  const version = again?.version ?? String(person.version)
  return page(
    `Edit ${name}`,
    <>
      <PageHeader
        title={`Edit ${name}`}
        trail={[
          { label: 'People', href: '/people' },
          { label: name, href: to },
        ]}
      />
      {again?.isStale && <Meanwhile shown={shown} typed={again.entries} />}
      <PersonForm
        action={`${to}/edit`}
        type={type}
        entries={again?.entries ?? entriesOf(type, resource)}
        errors={again?.errors ?? {}}
        message={again?.message}
        hidden={{ version }}
        submit={again?.isStale ? 'Save over it' : 'Save'}
        cancel={to}
      />
    </>,
    { section: 'people', ...(again && { status: again.status }) },
  )
}

/** What saving would make of what somebody else has just saved. */
function Meanwhile({ shown: { type, resource }, typed }: { readonly shown: Shown; readonly typed: Entries }) {
  const rows = differences(type, resource, withAttributes(resource, attributesOf(typed, type, resource)))
  return (
    <Section title="Somebody else has changed this person meanwhile">
      <Notice kind="warning">
        Nothing of yours is saved yet, and nothing is lost: the form holds what you typed. Saving it now would change
        what stands there as follows.
      </Notice>
      {rows.length > 0 ? <Diff rows={rows} /> : <p>Nothing: it is already as you typed it.</p>}
    </Section>
  )
}

function withAttributes(resource: JsonObject, attributes: JsonObject): JsonObject {
  const laid = Object.entries(attributes).map(([name, value]) => {
    const had = resource[name]
    const isMerged = typeof had === 'object' && typeof value === 'object' && !Array.isArray(value) && value !== null
    return [name, isMerged ? { ...had, ...value } : value]
  })
  return { ...resource, ...Object.fromEntries(laid) }
}

export async function edit(visit: Visit): Promise<Reply> {
  const { directory, staff } = visit
  const { person, type, resource } = await shownFor(visit)
  const form = await visit.form()
  const typed = entriesIn(type, form)
  const errors = mistakesIn(typed, type)
  const version = String(readVersion(form))
  if (Object.keys(errors).length > 0) return editPage(visit, { entries: typed, errors, status: 422, version })
  const work = async () => {
    await directory.people.change(staff, person.id, Number(version), attributesOf(typed, type, resource))
    return redirect(`/people/${person.id}`, 'The changes are saved.')
  }
  try {
    return await attempt(work, (message, status) =>
      editPage(visit, { entries: typed, errors: {}, message, status, version }),
    )
  } catch (error) {
    if (!(error instanceof Refusal) || error.code !== 'stale') throw error
    return editPage(visit, { entries: typed, errors: {}, status: 409, isStale: true })
  }
}
