import { Refusal } from '../../../directory/refusal'
import { Confirm } from '../kit/confirm'
import { UserText } from '../kit/text'
import { type Reply, redirect, type Visit } from '../visit'
import { connectionIn, pathOf, step } from './frame'
import { offeredIn, typeIn } from './offered-resources'
import { typePath } from './offered-types'

/** Asks before a role or an entitlement can be given no more. */
export async function confirmOfferRemoval(visit: Visit): Promise<Reply> {
  const [connection, type] = [await connectionIn(visit), await typeIn(visit)]
  const id = visit.query.get('id') ?? ''
  const found = await visit.directory.findOffer(visit.organization.id, type.name, id)
  if (!found) throw new Refusal('not_found', `There is no ${type.name} with this id.`)
  return step(
    connection,
    `Remove from ${type.name}`,
    <Confirm
      title={
        <>
          Remove <UserText>{offeredIn(found).displayName}</UserText>?
        </>
      }
      consequences={[
        'Identity providers see it in the list no more, so nobody else can be given it.',
        'People who have it keep it.',
      ]}
      action={typePath(connection, type.name, '/removal')}
      hidden={{ id }}
      submit="Remove it"
      cancel={typePath(connection, type.name)}
    />,
  )
}

export async function removeOffer(visit: Visit): Promise<Reply> {
  const [connection, type] = [await connectionIn(visit), await typeIn(visit)]
  const id = (await visit.form()).get('id') ?? ''
  await visit.directory.removeOffer(visit.staff, type.name, id)
  return redirect(typePath(connection, type.name), 'It is removed; people who have it keep it.')
}

/** Asks before a whole kind is disabled. */
export async function confirmWithdrawal(visit: Visit): Promise<Reply> {
  const [connection, { name, endpoint }] = [await connectionIn(visit), await typeIn(visit)]
  return step(
    connection,
    `Disable ${name}`,
    <Confirm
      title={`Disable ${name}?`}
      consequences={[
        `Identity providers find nothing at ${endpoint} from the next request on, whichever connection they use.`,
        'People keep what they have. Enabling it again brings the list back as it is.',
      ]}
      action={typePath(connection, name, '/withdrawal')}
      submit={`Disable ${name}`}
      cancel={typePath(connection, name)}
    />,
  )
}

export async function withdrawType(visit: Visit): Promise<Reply> {
  const [connection, { name }] = [await connectionIn(visit), await typeIn(visit)]
  await visit.directory.withdrawType(visit.staff, name)
  return redirect(pathOf(connection, '/roles'), `${name} is disabled.`)
}
