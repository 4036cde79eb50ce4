import { type Reply, redirect, type Visit } from '../visit'
import { pathOf } from './frame'

export async function pause({ directory, staff, param }: Visit): Promise<Reply> {
  const connection = await directory.pauseConnection(staff, param('id'))
  return redirect(pathOf(connection), 'The connection is paused: every request is answered 503 until you resume it.')
}

export async function resume({ directory, staff, param }: Visit): Promise<Reply> {
  const connection = await directory.resumeConnection(staff, param('id'))
  return redirect(pathOf(connection), 'The connection goes on: its next request is answered again.')
}
