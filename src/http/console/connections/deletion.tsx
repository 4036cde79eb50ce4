import type { Connection } from '../../../directory/connection'
import { Confirm } from '../kit/confirm'
import { Count } from '../kit/count'
import { Field } from '../kit/field'
import { UserText } from '../kit/text'
import { type Reply, redirect, type Visit } from '../visit'
import { connectionIn, pathOf, step } from './frame'
import { theProvider } from './providers'

/** Asks before a connection ends; its name has to be typed. */
export async function confirmDeletion(visit: Visit): Promise<Reply> {
  return question(visit, await connectionIn(visit))
}

export async function deleteConnection(visit: Visit): Promise<Reply> {
  const { directory, staff } = visit
  const connection = await connectionIn(visit)
  const typed = (await visit.form()).get('name') ?? ''
  if (plain(typed) !== plain(connection.name))
    return question(visit, connection, { typed, error: 'This is not its name; type it as it stands above.' })
  await directory.deleteConnection(staff, connection.id)
  return redirect('/connections', `${connection.name} is deleted. What it had stays, and is no longer synced.`)
}

async function question(
  { directory }: Visit,
  connection: Connection,
  { typed, error }: { readonly typed?: string; readonly error?: string } = {},
): Promise<Reply> {
  const { users, groups } = await directory.tallyOf(connection)
  const provider = theProvider(connection.settings.provider)
  return step(
    connection,
    'Delete the connection',
    <Confirm
      title={
        <>
          Delete <UserText>{connection.name}</UserText>?
        </>
      }
      consequences={[
        `Its tokens end at once: ${provider} is refused with 401 from its next request on.`,
        <>
          <Count value={users} noun="person" plural="people" /> and <Count value={groups} noun="group" /> stay as they
          are and are no longer synced: they become people and groups made by hand, which you can change here.
        </>,
        'Its events and the history of its people stay.',
        'It cannot be brought back. Another connection can take the people over, if its policy for existing people lets it.',
      ]}
      action={pathOf(connection, '/deletion')}
      submit="Delete the connection"
      cancel={pathOf(connection)}
    >
      <Field
        name="name"
        label="Its name, to confirm"
        hint={
          <>
            Type <UserText>{connection.name}</UserText>
          </>
        }
        value={typed}
        error={error}
        required
        autocomplete="off"
        maxlength={400}
      />
    </Confirm>,
    error === undefined ? undefined : 422,
  )
}

/** A name as one types what one sees. */
const plain = (name: string) => name.normalize('NFC').replace(/\s+/g, ' ').trim()
