import { dataSettings } from '../config'
import { UsageError } from '../usage-error'
import type { Command } from './command'
import { withNewData } from './data'
import { baseUrl, endpoint } from './endpoint'
import { required } from './flags'

export const setup: Command = {
  name: 'setup',
  summary: 'makes an organization, its owner, a first connection and its token',
  settings: [...dataSettings, 'publicUrl', 'host', 'port', 'logLevel'],
  flags: [
    { name: 'organization', value: 'NAME', summary: 'what the organization is called' },
    { name: 'owner', value: 'EMAIL', summary: 'the e-mail address of its owner' },
    {
      name: 'password-stdin',
      summary: "reads the owner's password, of at least 12 characters, from the standard input",
    },
    { name: 'json', summary: 'prints JSON' },
  ],
  async run({ flags, config, terminal }) {
    const organization = required(flags, 'organization', 'NAME')
    const owner = required(flags, 'owner', 'EMAIL')
    if (!flags.has('password-stdin'))
      throw new UsageError("--password-stdin is needed: the owner's password is read from there.")
    const password = (await terminal.read()).replace(/\r?\n$/, '')
    const {
      token,
      entrance: _,
      ...made
    } = await withNewData(config, (directory) => directory.setUp({ organization, owner, password }))
    const result = { ...made, endpoint: endpoint(baseUrl(config), made.connection.id), token }
    terminal.print(flags.has('json') ? JSON.stringify(result, null, 2) : sentences(result))
    return 0
  },
}

function sentences(result: {
  readonly organization: { readonly name: string; readonly slug: string }
  readonly owner: { readonly email: string }
  readonly endpoint: string
  readonly token: string
}): string {
  return [
    `Organization  ${result.organization.name} (${result.organization.slug})`,
    `Owner         ${result.owner.email}`,
    `Endpoint      ${result.endpoint}`,
    `Token         ${result.token}`,
    '',
    'Enter the endpoint and the token at the identity provider. The token is shown only now.',
  ].join('\n')
}
