import { isSpent } from '../../../directory/tokens'
import { Confirm } from '../kit/confirm'
import { Count } from '../kit/count'
import { UserText } from '../kit/text'
import { type Reply, redirect, type Visit } from '../visit'
import { connectionIn, pathOf, step } from './frame'
import { theProvider } from './providers'

/** Asks before all tokens end, and says what that breaks. */
export async function confirmRegeneration(visit: Visit): Promise<Reply> {
  const { directory, staff, now } = visit
  const connection = await connectionIn(visit)
  const [tokens, tally] = await Promise.all([directory.tokensOf(staff, connection.id), directory.tallyOf(connection)])
  const good = tokens.filter((token) => !isSpent(token, now))
  const provider = theProvider(connection.settings.provider)
  return step(
    connection,
    'Regenerate the token',
    <Confirm
      title="End every token of this connection, and make a new one?"
      consequences={[
        good.length === 0 ? (
          'It has no good token now, so nothing ends.'
        ) : (
          <>
            {good.length === 1 ? 'This token ends' : `These ${good.length} tokens end`} at once:{' '}
            {good.map(({ id, name }, index) => (
              <span key={id}>
                {index > 0 && ', '}
                <UserText>{name}</UserText>
              </span>
            ))}
            .
          </>
        ),
        `From then on every request of ${provider} is refused with 401, until you paste the new token there.`,
        <>
          <Count value={tally.users} noun="person" plural="people" /> and <Count value={tally.groups} noun="group" />{' '}
          depend on it: they stay as they are, but nobody is added, changed or deactivated meanwhile.
        </>,
        <>
          To change tokens without an interruption, <a href={pathOf(connection, '/tokens/new')}>add a second one</a>{' '}
          instead, and revoke the old one later.
        </>,
      ]}
      action={pathOf(connection, '/tokens/regeneration')}
      submit="Regenerate the token"
      cancel={pathOf(connection)}
    />,
  )
}

export async function regenerate(visit: Visit): Promise<Reply> {
  const { directory, staff } = visit
  const connection = await connectionIn(visit)
  const token = await directory.regenerateToken(staff, connection.id)
  return redirect(pathOf(connection), 'The token is regenerated; all earlier ones have ended.', token)
}
