import { beforeAll, expect, test } from 'bun:test'
import { existsSync } from 'node:fs'
import { join } from 'node:path'
import { executable } from '../support/executable'
import { setUp } from '../support/organization'
import { rollcall } from '../support/rollcall'
import { scratch } from '../support/scratch'

beforeAll(executable, 120_000)

const words = (data: string, organization = 'Harbor & Sons') => [
  ...['setup', '--data', data, '--organization', organization, '--owner', 'ada@harbor.example', '--password-stdin'],
]

test('prints what an identity provider needs, as JSON', async () => {
  const data = join(scratch(), 'data')
  const options = { input: 'long enough for one\n' }
  const { code, stdout, stderr } = await rollcall(
    [...words(data), '--public-url=https://scim.example.com/', '--json'],
    options,
  )
  expect([code, stderr]).toEqual([0, ''])
  const made = JSON.parse(stdout)
  expect(made).toEqual({
    organization: { id: expect.any(String), slug: 'harbor-sons', name: 'Harbor & Sons' },
    owner: { email: 'ada@harbor.example' },
    connection: { id: expect.any(String), name: expect.any(String) },
    endpoint: `https://scim.example.com/scim/v2/connections/${made.connection.id}`,
    token: expect.stringMatching(/^rc_scim_[\w-]{43}$/),
  })
})

test('prints it for people, with the address the server listens on', async () => {
  const { stdout } = await rollcall(words(join(scratch(), 'data')), {
    input: 'long enough for one',
    env: { ROLLCALL_HOST: '0.0.0.0', ROLLCALL_PORT: '5000' },
  })
  expect(stdout).toMatch(/^Organization {2}Harbor & Sons \(harbor-sons\)$/m)
  expect(stdout).toMatch(/^Endpoint {6}http:\/\/127\.0\.0\.1:5000\/scim\/v2\/connections\/[\w-]+$/m)
  expect(stdout).toMatch(/^Token {9}rc_scim_/m)
})

test('can be done again for another organization, but not for the same one', async () => {
  const data = { url: 'http://localhost', dataDirectory: join(scratch(), 'data') }
  const first = await setUp(data, 'Harbor')
  const second = await setUp(data, 'Lighthouse')
  expect(second.organization.id).not.toBe(first.organization.id)
  const { code, stdout, stderr } = await rollcall(words(data.dataDirectory, 'HARBOR'), { input: 'long enough for one' })
  expect([code, stdout]).toEqual([1, ''])
  expect(stderr).toMatch(/^rollcall: .*exists already.*\n$/)
})

test.each([
  ['eleven char', 2],
  ['eleven char\n', 2],
  ['eleven char\r\n', 2],
  ['twelve chars\n', 0],
  ['ends on two\n\n', 0],
])('takes all of its input but one line break as the password: %j', async (input, expected) => {
  const { code, stderr } = await rollcall(words(join(scratch(), 'data')), { input })
  expect(stderr).toBe(expected === 0 ? '' : 'rollcall: The password needs at least 12 characters.\n')
  expect(code).toBe(expected)
})

test('makes nothing of arguments that cannot be used', async () => {
  const data = join(scratch(), 'data')
  const { code } = await rollcall(['setup', '--data', data, '--organization', 'Harbor'])
  expect([code, existsSync(data)]).toEqual([2, false])
})
