import { findDefinition } from '../../../directory/definitions'
import { Refusal } from '../../../directory/refusal'
import { Confirm } from '../kit/confirm'
import { UserText } from '../kit/text'
import { type Reply, redirect, type Visit } from '../visit'
import { connectionIn, pathOf, step } from './frame'

/** Asks before an attribute is defined no more, and says what becomes of its values. */
export async function confirmRemoval(visit: Visit): Promise<Reply> {
  const { directory, organization, query } = visit
  const connection = await connectionIn(visit)
  const [schema, name] = [query.get('schema') ?? '', query.get('name') ?? '']
  const found = findDefinition(await directory.definitionsOf(organization.id), schema, name)
  if (!found || found.isRetired) throw new Refusal('not_found', 'No such attribute is defined.')
  return step(
    connection,
    'Remove an attribute',
    <Confirm
      title={
        <>
          Remove <UserText>{found.attribute.name}</UserText>?
        </>
      }
      consequences={[
        'It goes for the whole organization, whichever connection sends it.',
        'Identity providers see it in /Schemas no more; what they send of it is thrown away from the next request on.',
        'The values that people have are kept, but shown to nobody. Defining it again as it was brings them back.',
      ]}
      action={pathOf(connection, '/attributes/removal')}
      hidden={{ schema, name: found.attribute.name }}
      submit="Remove the attribute"
      cancel={pathOf(connection, '/attributes')}
    />,
  )
}

export async function removeAttribute(visit: Visit): Promise<Reply> {
  const connection = await connectionIn(visit)
  const sent = await visit.form()
  const [schema, name] = [sent.get('schema') ?? '', sent.get('name') ?? '']
  if (name === '') throw new Refusal('invalid', 'The form names no attribute; go back and choose one.')
  await visit.directory.undefine(visit.staff, schema, name)
  return redirect(pathOf(connection, '/attributes'), `${name} is removed.`)
}
