import { Refusal } from '../../../directory/refusal'
import { isSpent } from '../../../directory/tokens'
import { Confirm } from '../kit/confirm'
import { UserText } from '../kit/text'
import { Time } from '../kit/time'
import { type Reply, redirect, type Visit } from '../visit'
import { connectionIn, pathOf, step } from './frame'
import { theProvider } from './providers'

/** Asks before one token ends, and says who used it last. */
export async function confirmRevocation(visit: Visit): Promise<Reply> {
  const { directory, staff, param, now } = visit
  const connection = await connectionIn(visit)
  const tokens = await directory.tokensOf(staff, connection.id)
  const token = tokens.find(({ id }) => id === param('token'))
  if (!token || token.revoked !== undefined)
    throw new Refusal('not_found', 'There is no such token that could be revoked.')
  const others = tokens.filter((other) => other !== token && !isSpent(other, now))
  const provider = theProvider(connection.settings.provider)
  const { name, lastUsed, lastIp } = token
  return step(
    connection,
    'Revoke a token',
    <Confirm
      title={
        <>
          Revoke <UserText>{name}</UserText>?
        </>
      }
      consequences={[
        lastUsed === undefined ? (
          'It has never been used.'
        ) : (
          <>
            It was last used <Time ms={lastUsed} now={now} />
            {lastIp && ` from ${lastIp}`}.
          </>
        ),
        'Whoever uses it is refused with 401 from the next request on. It cannot be brought back.',
        others.length === 0
          ? `It is the only good one: ${provider} can do nothing until you add another and paste it there.`
          : `${others.length === 1 ? 'Another token stays' : `${others.length} others stay`} good.`,
      ]}
      action={pathOf(connection, `/tokens/${token.id}/revocation`)}
      submit="Revoke the token"
      cancel={pathOf(connection)}
    />,
  )
}

export async function revoke(visit: Visit): Promise<Reply> {
  const { directory, staff, param } = visit
  const connection = await connectionIn(visit)
  const { name } = await directory.revokeToken(staff, connection.id, param('token'))
  return redirect(pathOf(connection), `The token ${name} has ended.`)
}
