import { afterAll, beforeEach, describe, expect, test } from 'bun:test'
import { run } from '../../src/cli'
import type { Terminal } from '../../src/commands/terminal'
import { flagsFor } from '../support/place'
import { acme, endHarbors, enterprise, type Harbor, harbor } from './harbor'

let there: Harbor

beforeEach(async () => {
  there = await harbor()
})
afterAll(endHarbors)

/** Runs a command on the data of the server that is running. */
async function say(words: string, input = '') {
  const out: string[] = []
  const err: string[] = []
  const terminal: Terminal = {
    isWatched: false,
    print: (text) => out.push(text),
    tell: (text) => err.push(text),
    read: async () => input,
  }
  const code = await run([...words.split(' '), ...flagsFor(there.place)], terminal, {})
  return { code, out: out.join('\n'), err: err.join('\n') }
}

const schema = (words: string, input?: string) => say(`schema ${words} --organization harbor`, input)

describe('schema', () => {
  test('defines, lists and removes while the server runs', async () => {
    expect(await schema('list')).toEqual({ code: 0, out: 'No attributes are defined.', err: '' })
    await schema(`define --attribute ${acme}:badge --unique --required --case-exact`)
    await schema(
      `define --attribute ${acme}:level --type integer --multi-valued --returned request --mutability immutable`,
    )
    await schema(`define --attribute ${acme}:mood --canonical good,bad --description The_mood --extension required`)
    await schema(`define --attribute ${acme}:desk --parts floor:Integer,room`)
    expect((await schema('list')).out).toBe(
      [
        `${acme} (every user must have it)`,
        '  badge                    string; required; case-exact; unique',
        '  level                    integer; several values; immutable; returned request',
        '  mood                     string; such as good, bad',
        '  desk                     complex (floor: integer, room: string)',
      ].join('\n'),
    )
    const shown = (await there.ask(`GET /Schemas/${acme}`)).json.attributes
    expect(shown.map(({ name, type }: { name: string; type: string }) => [name, type])).toEqual([
      ['badge', 'string'],
      ['level', 'integer'],
      ['mood', 'string'],
      ['desk', 'complex'],
    ])
    expect(shown[2]).toMatchObject({ canonicalValues: ['good', 'bad'], description: 'The_mood' })

    expect((await schema(`define --attribute ${acme}:desk --parts floor:integer --extension optional`)).out).toContain(
      `${acme}\n`,
    )
    expect((await schema(`remove --attribute ${acme}:level`)).out).toMatch(/^Removed\. .*\nurn:acme/)
    expect((await schema('list --json')).out).not.toContain('level')
    expect((await schema(`remove --schema ${acme}`)).out).toMatch(/No attributes are defined\.$/)
    expect((await there.ask(`GET /Schemas/${acme}`)).status).toBe(404)
  })

  test('takes what another server shows as a schema', async () => {
    await there.define({ name: 'badge', type: 'integer', required: true }, { name: 'pin', returned: 'never' })
    const shown = (await there.ask(`GET /Schemas/${acme}`)).json
    await schema(`remove --schema ${acme}`)
    const { code, out } = await schema('define --stdin --json', JSON.stringify(shown))
    expect(code).toBe(0)
    expect(JSON.parse(out)).toMatchObject([{ required: false, schema: { id: acme, name: 'User extension' } }])
    expect((await there.ask(`GET /Schemas/${acme}`)).json).toEqual(shown)
  })

  test('shows what was seen, each with the command that defines it', async () => {
    await there.create({
      [acme]: { badge: '1', desk: { floor: 1 } },
      hat: ['x'],
      [enterprise]: { shoe: 1 },
      emails: [{ value: 'a', rank: 1 }],
    })
    await there.create({ [acme]: { badge: '2' }, 'odd;name': 1 })
    await Bun.sleep(1300)
    const { out } = await schema('seen')
    const [first, definition] = out.split('\n')
    expect(first).toMatch(new RegExp(`^User  ${acme}:badge  \\(string\\)  2 times, from \\d{4}-.* to .* UTC$`))
    expect(definition).toBe(`    rollcall schema define --organization harbor --attribute ${acme}:badge --type string`)
    expect(out).toContain(`--attribute ${acme}:desk --type complex --parts floor:integer`)
    expect(out).toContain('The RFCs define this schema')
    expect(out).toContain('This would be a part of an attribute that is there')
    expect(out).toContain('odd;name  (integer)  once')
    expect(out).toContain('This is no name that an attribute can have.')
    expect(JSON.parse((await schema('seen --json')).out)).toHaveLength(6)

    const commands = out.split('\n').flatMap((line) => /^ {4}rollcall (.*)$/.exec(line)?.[1] ?? [])
    expect(commands).toHaveLength(3)
    for (const command of commands) expect((await say(command)).code).toBe(0)
    const left = (await schema('seen')).out.split('\n').filter((line) => line.startsWith('User'))
    expect(left).toHaveLength(3)
    const own = 'urn:rollcall:schemas:extension:2.0:User'
    const made = await there.create({ [acme]: { badge: '3', desk: { floor: 1 } }, hat: ['x'] })
    expect([made[acme], made[own]]).toEqual([{ badge: '3', desk: { floor: 1 } }, { hat: ['x'] }])
  })

  test.each<readonly [words: string, code: number, line: RegExp, input?: string]>([
    ['', 2, /^rollcall: rollcall schema list\|define\|remove\|seen: say which\.$/],
    ['show', 2, /list\|define\|remove\|seen: say which, not "show"\.$/],
    ['define', 2, /--attribute URN:NAME is needed\.$/],
    [
      'define --attribute badge',
      2,
      /--attribute needs a URN and a name, such as urn:example:2\.0:User:badge, not "badge"\.$/,
    ],
    [`define --attribute ${acme}:badge --type text`, 2, /--type must be one of string, boolean, .*, not "text"\.$/],
    [`define --attribute ${acme}:badge --type complex`, 2, /A complex attribute needs --parts/],
    [`define --attribute ${acme}:badge --parts a:b:c`, 2, /--parts takes NAME:TYPE,…, .* not "a:b:c"\.$/],
    [`define --attribute ${acme}:badge --returned often`, 2, /--returned must be one of/],
    [`define --attribute ${acme}:badge --extension maybe`, 2, /--extension must be one of required, optional/],
    ['define --stdin', 2, /The standard input must hold a schema/, 'nonsense'],
    ['remove', 2, /Either --attribute URN:NAME or --schema URN is needed\.$/],
    [`remove --attribute ${acme}:a --schema ${acme}`, 2, /Either --attribute/],
    [`define --attribute ${acme}:9`, 2, /name must be a letter and then/],
    [`define --attribute ${acme}:badge --unique --type boolean`, 2, /cannot be unique\.$/],
    [`define --attribute ${enterprise}:badge`, 1, /choose a URN of your own\.$/],
    ['define --stdin', 2, /The id of the schema must be a URN/, '{}'],
    [`remove --schema ${acme}`, 1, /Nothing is defined as urn:acme/],
    ['seen --connection Okta', 1, /Harbor has no connection "Okta"/],
  ])('%s ends with %d', async (...row) => {
    const [words, code, line, input] = row
    const answer = await say(`schema ${words}${words && ' '}--organization harbor`, input)
    expect([answer.code, answer.out]).toEqual([code, ''])
    expect(answer.err).toMatch(line)
  })

  test('needs an organization that is there', async () => {
    expect(await say('schema list')).toMatchObject({ code: 2, err: 'rollcall: --organization NAME is needed.' })
    expect((await say('schema list --organization x')).code).toBe(1)
  })
})

describe('resource-type and resource', () => {
  const types = (words: string) => say(`resource-type ${words} --organization harbor`)
  const roles = (words: string, input?: string) => say(`resource ${words} --type role --organization harbor`, input)

  test('fill what /Roles lists', async () => {
    expect((await types('list')).out).toBe('No resource types are enabled beside User and Group.')
    expect((await roles('list')).err).toMatch(
      /There is no resource type "role"; rollcall resource-type enable --type role makes it/,
    )
    expect((await types('enable --type role')).out).toMatch(/^Role +\/Roles +urn:okta:scim:schemas:core:1\.0:Role$/)
    await types('enable --type Seat --endpoint /Places --schema urn:acme:Seat --description x')
    expect((await roles('list')).out).toBe('There is none.')
    await roles('add --id admin --name Admin --kind system --description Everything')
    await roles('add --stdin', '[{"id":"cook","displayName":"Cook"},{"displayName":"Pilot"}]')
    const { Resources } = (await there.ask('GET /Roles')).json
    expect(Resources.map(({ displayName }: { displayName: string }) => displayName).sort()).toEqual([
      'Admin',
      'Cook',
      'Pilot',
    ])
    expect((await roles('list')).out).toMatch(/^admin +Admin {2}\(system\)$/m)
    const listed = JSON.parse((await roles('remove --id cook --json')).out)
    expect(listed.find(({ id }: { id: string }) => id === 'admin')).toEqual({
      id: 'admin',
      displayName: 'Admin',
      type: 'system',
      description: 'Everything',
    })
    expect(listed).toHaveLength(2)
    expect((await there.ask('GET /Places')).json.totalResults).toBe(0)
    expect((await there.ask('GET /Schemas/urn:acme:Seat')).json.name).toBe('Seat')
    expect((await types('disable --type Role')).out).not.toContain('Role')
    expect((await there.ask('GET /Roles')).status).toBe(404)
    expect(JSON.parse((await types('list --json')).out)).toMatchObject([{ name: 'Seat', endpoint: '/Places' }])
  })

  test.each<readonly [words: string, code: number, line: RegExp, input?: string]>([
    ['resource-type', 2, /resource-type list\|enable\|disable: say which\.$/],
    ['resource-type add', 2, /say which, not "add"\.$/],
    ['resource-type enable', 2, /--type NAME is needed\.$/],
    ['resource-type enable --type User', 1, /User is a type of SCIM's own/],
    ['resource-type enable --type Seat --endpoint /Users', 1, /The endpoint \/Users is taken/],
    ['resource-type disable --type Seat', 1, /There is no resource type Seat\.$/],
    ['resource', 2, /resource list\|add\|remove: say which\.$/],
    ['resource show', 2, /say which, not "show"\.$/],
    ['resource list', 2, /--type NAME is needed\.$/],
    ['resource add --type Role', 2, /--name NAME is needed\.$/],
    ['resource add --type Role --stdin', 2, /must hold a JSON array/, '{}'],
    ['resource add --type Role --stdin', 2, /A Role: displayName must be/, '[{}]'],
    ['resource remove --type Role', 2, /--id ID is needed\.$/],
    ['resource remove --type Role --id x', 1, /There is no Role with the id x\.$/],
  ])('%s ends with %d', async (...row) => {
    const [words, code, line, input] = row
    await types('enable --type Role')
    const answer = await say(`${words} --organization harbor`, input)
    expect([answer.code, answer.out]).toEqual([code, ''])
    expect(answer.err).toMatch(line)
  })
})
