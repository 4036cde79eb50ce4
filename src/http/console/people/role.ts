import { Type } from '@sinclair/typebox'
import { check } from '../form'
import { attempt } from '../refused'
import { type Reply, redirect, type Visit } from '../visit'
import { show } from './show'
import { roleWords } from './wording'

const role = Type.Union([Type.Literal('member'), Type.Literal('viewer'), Type.Literal('admin'), Type.Literal('owner')])
const fields = Type.Object({ from: role, role: { ...role, description: 'Choose a role.' } })

export async function changeRole(visit: Visit): Promise<Reply> {
  const id = visit.param('id')
  const checked = check(fields, await visit.form())
  if (checked.kind === 'refused') return show(visit, { message: 'Choose a role.', status: 422 })
  const { from, role: to } = checked.values
  return attempt(
    async () => {
      await visit.directory.people.changeRole(visit.staff, id, from, to)
      return redirect(`/people/${id}`, `The role is ${roleWords[to].toLowerCase()} now.`)
    },
    (message, status) => show(visit, { message, status }),
  )
}
