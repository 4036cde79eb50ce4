import { rollcall, type Surroundings } from './rollcall'
import type { Server } from './server'

/** What `rollcall setup --json` prints. */
export interface SetUp {
  readonly organization: { readonly id: string; readonly slug: string; readonly name: string }
  readonly owner: { readonly email: string }
  readonly connection: { readonly id: string; readonly name: string }
  readonly endpoint: string
  readonly token: string
}

/** Sets an organization up on a server that is running. */
export async function setUp(
  { url, dataDirectory }: Pick<Server, 'url' | 'dataDirectory'>,
  name = 'Harbor',
  surroundings: Surroundings = {},
): Promise<SetUp> {
  const words = ['setup', '--organization', name, '--owner', 'owner@harbor.example', '--password-stdin', '--json']
  const input = 'long enough for one\n'
  const place = surroundings.env?.ROLLCALL_DATABASE_URL === undefined ? ['--data', dataDirectory] : []
  const { code, stdout, stderr } = await rollcall([...words, ...place, '--public-url', url], {
    ...surroundings,
    input,
  })
  if (code !== 0) throw new Error(stderr)
  return JSON.parse(stdout)
}
