import type { Connection } from '../directory/connection'
import type { Directory } from '../directory/directory'
import type { Organization } from '../directory/organization'
import { UsageError } from '../usage-error'
import { Failure } from './failure'

/** The organization with this id, slug or name. */
export async function chosenOrganization(directory: Directory, name: string): Promise<Organization> {
  const found = await directory.findOrganization(name)
  if (found) return found
  const all = await directory.organizations()
  const called = all.filter((one) => one.name.toLowerCase() === name.toLowerCase()).map(({ slug }) => slug)
  if (called.length > 1)
    throw new UsageError(`Several organizations are called "${name}"; choose ${called.join(' or ')}.`)
  throw new Failure(`There is no organization "${name}"; there ${listed(all.map((one) => one.name))}.`)
}

/** The organization's connection with this id or name; its only one, where none is named. */
export async function chosenConnection(
  directory: Directory,
  { id, name: organization }: Organization,
  name: string | undefined,
): Promise<Connection> {
  const all = await directory.connectionsOf(id)
  const matching = all.filter((one) => name === undefined || one.id === name || one.name === name)
  const [connection, ...others] = matching
  if (connection && others.length === 0) return connection
  if (connection) {
    const names = matching.map((one) => `${one.name} (${one.id})`).join(', ')
    throw new UsageError(`--connection ID is needed, because ${organization} has several: ${names}.`)
  }
  throw new Failure(`${organization} has no connection "${name ?? ''}"; there ${listed(all.map((one) => one.name))}.`)
}

function listed(names: readonly string[]): string {
  if (names.length === 0) return 'is none'
  return `${names.length === 1 ? 'is' : 'are'} ${names.slice(0, 10).join(', ')}${names.length > 10 ? ', …' : ''}`
}
