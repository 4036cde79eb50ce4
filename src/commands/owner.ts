import { dataSettings } from '../config'
import type { Account } from '../directory/account'
import type { Directory } from '../directory/directory'
import type { Organization } from '../directory/organization'
import { operator } from '../directory/staff'
import { UsageError } from '../usage-error'
import { chosenOrganization } from './chosen'
import type { Call, Command } from './command'
import { withData } from './data'
import { baseUrl } from './endpoint'
import { Failure } from './failure'
import { required } from './flags'

export const owner: Command = {
  name: 'owner',
  summary: 'lists the owners of an organization, and lets one back in who has lost the password',
  operand: 'list|reset-password',
  settings: [...dataSettings, 'publicUrl', 'host', 'port', 'logLevel'],
  flags: [
    { name: 'organization', value: 'NAME', summary: 'id, short name or name of the organization' },
    { name: 'owner', value: 'EMAIL', summary: 'reset-password: which owner; may be left out where there is only one' },
    {
      name: 'password-stdin',
      summary: 'reset-password: sets the password that is read from the standard input, instead of printing a link',
    },
    { name: 'json', summary: 'prints JSON' },
  ],
  async run(call) {
    const { operand, flags, config, terminal } = call
    const act = actions[operand]
    if (!act) throw new UsageError(`rollcall owner list|reset-password: say which, not "${operand}".`)
    const name = required(flags, 'organization', 'NAME')
    const { json, text } = await withData(config, async (directory) =>
      act(call, directory, await chosenOrganization(directory, name)),
    )
    terminal.print(flags.has('json') ? JSON.stringify(json, null, 2) : text)
    return 0
  },
}

interface Result {
  readonly json: unknown
  readonly text: string
}

const actions: Readonly<
  Record<string, (call: Call, directory: Directory, organization: Organization) => Promise<Result>>
> = {
  async list(_, directory, { id }) {
    const owners = (await directory.ownersOf(id)).map(described)
    const width = Math.max(...owners.map(({ userName }) => userName.length))
    const lines = owners.map((each) => `${each.userName.padEnd(width)}  ${each.name ?? ''}`.trimEnd())
    return { json: owners, text: lines.join('\n') }
  },

  async 'reset-password'({ flags, config, terminal }, directory, organization) {
    const account = chosen(await directory.ownersOf(organization.id), flags.get('owner'), organization)
    const { userName } = described(account)
    const by = operator(organization.id)
    if (flags.has('password-stdin')) {
      await directory.setPassword(by, account.id, (await terminal.read()).replace(/\r?\n$/, ''))
      const text = `The password of ${userName} is set. All sessions and links of the account have ended.`
      return { json: { owner: userName }, text }
    }
    const link = `${baseUrl(config)}/password-reset/${await directory.makeLink(by, 'password-reset', account.id)}`
    const text = `Open this link to set a new password for ${userName}. It is good once, for 24 hours:\n\n  ${link}\n`
    return { json: { owner: userName, link }, text }
  },
}

/** The owner with this userName or e-mail address; the only one, where none is named. */
function chosen(owners: readonly Account[], name: string | undefined, { name: organization }: Organization): Account {
  const wanted = name === undefined ? undefined : name.trim().toLowerCase()
  const matching = owners.filter((each) => wanted === undefined || namesOf(each).includes(wanted))
  const [account, ...others] = matching
  if (account && others.length === 0) return account
  const listed = owners.map((each) => described(each).userName).join(', ')
  if (name === undefined)
    throw new UsageError(`--owner EMAIL is needed, because ${organization} has several: ${listed}.`)
  if (account)
    throw new UsageError(`Several owners of ${organization} have the address ${name}; name one of ${listed}.`)
  throw new Failure(
    `${organization} has no active owner "${name}"; there ${owners.length === 1 ? 'is' : 'are'} ${listed}.`,
  )
}

function namesOf({ document }: Account): readonly string[] {
  const { userName, emails } = JSON.parse(document)
  const addresses = Array.isArray(emails) ? emails.map(({ value }) => value) : []
  return [userName, ...addresses].map((name) => String(name).toLowerCase())
}

function described({ id, document }: Account): {
  readonly id: string
  readonly userName: string
  readonly name?: string
} {
  const { userName, displayName, name } = JSON.parse(document)
  const called = displayName ?? name?.formatted
  return { id, userName: String(userName), ...(called !== undefined && { name: String(called) }) }
}
