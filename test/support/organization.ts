import { flagsFor, type Place } from './place'
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
  { url, ...place }: Pick<Server, 'url'> & Place,
  name = 'Harbor',
  surroundings: Surroundings = {},
): Promise<SetUp> {
  const words = ['setup', '--organization', name, '--owner', 'owner@harbor.example', '--password-stdin', '--json']
  const input = 'long enough for one\n'
  const where = surroundings.env?.ROLLCALL_DATABASE_URL === undefined ? flagsFor(place) : []
  const { code, stdout, stderr } = await rollcall([...words, ...where, '--public-url', url], {
    ...surroundings,
    input,
  })
  if (code !== 0) throw new Error(stderr)
  return JSON.parse(stdout)
}
