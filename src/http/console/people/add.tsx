import { Type } from '@sinclair/typebox'
import { Value } from '@sinclair/typebox/value'
import { Field } from '../kit/field'
import { PageHeader } from '../kit/page-header'
import { attempt } from '../refused'
import { page, type Reply, redirect, type Visit } from '../visit'
import { attributesOf, entriesIn, mistakesIn, nothing } from './person-entries'
import { type Entries, PersonForm } from './person-form'
import { roleChoices } from './role-form'

const role = Type.Union([Type.Literal('member'), Type.Literal('viewer'), Type.Literal('admin'), Type.Literal('owner')])

interface Again {
  readonly entries: Entries
  readonly role: string
  readonly errors: Readonly<Record<string, string>>
  readonly message?: string
  readonly status: number
}

/** A form for somebody whom no identity provider sends. */
export async function addPage(visit: Visit, again?: Again): Promise<Reply> {
  const type = await visit.directory.people.attributes(visit.staff)
  return page(
    'Add somebody',
    <>
      <PageHeader
        title="Add somebody"
        subtitle="Somebody whom no identity provider sends. They stay until you deactivate or delete them."
        trail={[{ label: 'People', href: '/people' }]}
      />
      <PersonForm
        action="/people"
        type={type}
        entries={again?.entries ?? nothing}
        errors={again?.errors ?? {}}
        message={again?.message}
        submit="Add"
        cancel="/people"
      >
        <Field
          name="role"
          type="radio"
          label="Role in this console"
          value={again?.role ?? 'member'}
          choices={roleChoices(visit)}
          {...(again?.errors.role !== undefined && { error: again.errors.role })}
        />
      </PersonForm>
    </>,
    { section: 'people', ...(again && { status: again.status }) },
  )
}

export async function add(visit: Visit): Promise<Reply> {
  const { directory, staff } = visit
  const type = await directory.people.attributes(staff)
  const form = await visit.form()
  const typed = entriesIn(type, form)
  const chosen = form.get('role') ?? 'member'
  const errors = mistakesIn(typed, type)
  if (!Value.Check(role, chosen))
    return addPage(visit, {
      entries: typed,
      role: 'member',
      errors: { ...errors, role: 'Choose a role.' },
      status: 422,
    })
  if (Object.keys(errors).length > 0) return addPage(visit, { entries: typed, role: chosen, errors, status: 422 })
  return attempt(
    async () => {
      const id = await directory.people.create(staff, attributesOf(typed, type, {}), chosen)
      const next = chosen === 'member' ? '' : ' Make an invitation, so that they can sign in.'
      return redirect(`/people/${id}`, `${typed.texts.userName} is added.${next}`)
    },
    (message, status) => addPage(visit, { entries: typed, role: chosen, errors: {}, message, status }),
  )
}
