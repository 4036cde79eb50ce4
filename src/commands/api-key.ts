import { dataSettings } from '../config'
import type { Directory } from '../directory/directory'
import { operator } from '../directory/staff'
import type { ApiKey } from '../directory/token'
import { UsageError } from '../usage-error'
import { chosenOrganization } from './chosen'
import type { Call, Command } from './command'
import { withData } from './data'
import { choice, type Flags, number, required } from './flags'

export const apiKey: Command = {
  name: 'api-key',
  summary: "makes, lists or revokes keys of the application's API",
  operand: 'list|add|revoke',
  settings: [...dataSettings, 'logLevel'],
  flags: [
    { name: 'organization', value: 'NAME', summary: 'id, short name or name of the organization the key is good for' },
    { name: 'all', summary: 'instead: a key that is good for all organizations, also those made later' },
    { name: 'name', value: 'NAME', summary: 'add: what the key is called' },
    { name: 'rights', value: 'RIGHTS', summary: 'add: read (the default) or write' },
    { name: 'days', value: 'NUMBER', summary: 'add: days after which it ends (else never)' },
    { name: 'id', value: 'ID', summary: 'revoke: the id of the key' },
    { name: 'json', summary: 'prints JSON' },
  ],
  async run({ operand, flags, config, terminal }) {
    const action = actions[operand]
    if (!action) throw new UsageError(`rollcall api-key list|add|revoke: say which, not "${operand}".`)
    if (flags.has('organization') === flags.has('all'))
      throw new UsageError('Either --organization NAME or --all is needed: what the key is good for.')
    const act = action(flags)
    const { json, text } = await withData(config, async (directory) => {
      const name = flags.get('organization')
      return act(directory, name === undefined ? undefined : (await chosenOrganization(directory, name)).id)
    })
    terminal.print(flags.has('json') ? JSON.stringify(json, null, 2) : text)
    return 0
  },
}

interface Result {
  readonly json: unknown
  readonly text: string
}

/** Reads the flags before anything is touched, and gives what is to be done; without an organization for keys good for all. */
type Action = (flags: Call['flags']) => (directory: Directory, organizationId: string | undefined) => Promise<Result>

const actions: Readonly<Record<string, Action | undefined>> = {
  list: () => async (directory, organizationId) => {
    const keys = (await directory.apiKeysOf(organizationId)).map(shown)
    const lines = keys.map(({ id, name, rights, state }) => `${id}  ${rights.padEnd(5)}  ${state.padEnd(32)}  ${name}`)
    return { json: keys, text: lines.length > 0 ? lines.join('\n') : 'There are no keys.' }
  },

  add: (flags) => {
    const proposal = proposalIn(flags)
    return async (directory, organizationId) => {
      const { apiKey, key } = await (organizationId === undefined
        ? directory.addGlobalApiKey(proposal)
        : directory.addApiKey(operator(organizationId), proposal))
      return { json: { ...shown(apiKey), key }, text: `Key  ${key}\n\nIt is shown only now.` }
    }
  },

  revoke: (flags) => {
    const id = required(flags, 'id', 'ID')
    return async (directory, organizationId) => {
      await (organizationId === undefined
        ? directory.revokeGlobalApiKey(id)
        : directory.revokeApiKey(operator(organizationId), id))
      return { json: { id, revoked: true }, text: 'The key has ended.' }
    }
  },
}

function proposalIn(flags: Flags) {
  const days = number(flags, 'days', 1, 36_500)
  return {
    name: required(flags, 'name', 'NAME'),
    rights: choice(flags, 'rights', ['read', 'write']) === 'write' ? ('write' as const) : ('read' as const),
    ...(days !== undefined && { expires: Date.now() + days * 86_400_000 }),
  }
}

function shown({ id, name, rights, created, expires, revoked }: ApiKey) {
  const on = (time: number) => new Date(time).toISOString()
  const state =
    revoked !== undefined ? `revoked ${on(revoked)}` : expires !== undefined ? `until ${on(expires)}` : 'good'
  return { id, name, rights, created: on(created), state }
}
