import { beforeAll, beforeEach, describe, expect, test } from 'bun:test'
import { join } from 'node:path'
import { run } from '../../src/cli'
import { connectionSettings, defaultSettings } from '../../src/directory/settings'
import { flagsFor, newPlace, type Place } from '../support/place'
import { scratch } from '../support/scratch'

let data: Place

/** Runs the command line in this process. */
async function rollcall(words: readonly string[], input = '') {
  const [stdout, stderr]: [string[], string[]] = [[], []]
  const code = await run(
    [...words, ...flagsFor(data)],
    {
      isWatched: false,
      print: (text) => void stdout.push(text),
      tell: (text) => void stderr.push(text),
      read: async () => input,
    },
    {},
  )
  return { code, stdout: stdout.join('\n'), stderr: stderr.join('\n') }
}

async function setUp(name: string) {
  const words = ['setup', '--organization', name, '--owner', `owner@${name}.example`, '--password-stdin', '--json']
  const { code, stdout, stderr } = await rollcall(words, 'long enough for one\n')
  if (code !== 0) throw new Error(stderr)
  return JSON.parse(stdout)
}

const connection = (...words: readonly string[]) => rollcall(['connection', ...words])
const shown = async (...words: readonly string[]) => {
  const { code, stdout, stderr } = await connection(...words, '--json')
  expect([words, code, stderr]).toEqual([words, 0, ''])
  return JSON.parse(stdout)
}

let harbor: { readonly connection: { readonly id: string; readonly name: string } }

beforeAll(async () => {
  data = await newPlace()
  harbor = await setUp('Harbor')
})

describe('rollcall connection', () => {
  test('shows the connection, where it is reached, and each of its settings', async () => {
    const url = ['--public-url', 'https://scim.harbor.example']
    const { id, name } = harbor.connection
    expect(await shown('--organization', 'harbor', ...url)).toEqual({
      connection: { id, name },
      endpoint: `https://scim.harbor.example/scim/v2/connections/${id}`,
      settings: defaultSettings,
    })
    const { code, stdout } = await connection('--organization', 'Harbor', ...url)
    expect(code).toBe(0)
    expect(stdout).toStartWith(`${name} (${id})\nEndpoint  https://scim.harbor.example/scim/v2/connections/${id}\n`)
    for (const [setting, value] of Object.entries(defaultSettings)) {
      expect(stdout).toMatch(new RegExp(`^ +${setting} +${value}$`, 'm'))
    }
    expect(stdout).not.toContain('rc_scim_')
  })

  describe('--set', () => {
    beforeEach(async () => {
      const back = Object.entries(defaultSettings).map((pair) => pair.join('='))
      expect((await shown('--organization', 'Harbor', '--set', back.join())).settings).toEqual(defaultSettings)
    })

    test.each([
      ['strict=true', { strict: true }],
      ['strict=true,existingPeople=adopt', { strict: true, existingPeople: 'adopt' }],
      ['STRICT=true', { strict: true }],
      [' strict = true , requestsPerSecond = 25 ', { strict: true, requestsPerSecond: 25 }],
      ['requestsPerSecond=0', { requestsPerSecond: 0 }],
      ['requestsPerSecond=100000', { requestsPerSecond: 100_000 }],
      [
        'publicDiscovery=true,passwordSync=true,logBodies=false,equalGroupNames=true',
        {
          publicDiscovery: true,
          passwordSync: true,
          logBodies: false,
          equalGroupNames: true,
        },
      ],
      ['groupPatchAnswer=nothing', { groupPatchAnswer: 'nothing' }],
      ['strict=false,strict=true', { strict: true }],
    ])('%s changes just that, and for good', async (list, changed) => {
      const expected = { ...defaultSettings, ...changed }
      expect((await shown('--organization', 'Harbor', '--set', list)).settings).toEqual(expected as never)
      expect((await shown('--organization', 'Harbor')).settings).toEqual(expected as never)
    })

    test('knows each setting there is', async () => {
      for (const [setting, value] of Object.entries(defaultSettings)) {
        expect(Object.keys(connectionSettings.properties)).toContain(setting)
        expect((await connection('--organization', 'Harbor', '--set', `${setting}=${value}`)).code).toBe(0)
      }
    })

    test.each([
      ['', 2, '--set takes NAME=VALUE'],
      ['strict', 2, '--set takes NAME=VALUE'],
      ['strict=true,', 2, '--set takes NAME=VALUE'],
      ['=true', 2, '--set takes NAME=VALUE'],
      ['colour=blue', 2, 'not "colour=blue"'],
      ['constructor=true', 2, 'not "constructor=true"'],
      ['strict=yes', 2, 'strict'],
      ['strict=', 2, 'strict'],
      ['strict=1', 2, 'strict'],
      ['strict=True', 2, 'strict'],
      ['existingPeople=keep', 2, 'existingPeople'],
      ['groupPatchAnswer=204', 2, 'groupPatchAnswer'],
      ['requestsPerSecond=-1', 2, 'requestsPerSecond'],
      ['requestsPerSecond=1.5', 2, 'requestsPerSecond'],
      ['requestsPerSecond=100001', 2, 'requestsPerSecond'],
      ['requestsPerSecond=many', 2, 'requestsPerSecond'],
      ['strict=true,requestsPerSecond=-1', 2, 'requestsPerSecond'],
    ])('%p is refused, and nothing is changed', async (list, code, said) => {
      const refused = await connection('--organization', 'Harbor', `--set=${list}`)
      expect([refused.code, refused.stdout]).toEqual([code, ''])
      expect(refused.stderr).toContain(said)
      expect((await shown('--organization', 'Harbor')).settings).toEqual(defaultSettings)
    })
  })

  describe('--add', () => {
    test('makes one more connection, with a token that is shown this once', async () => {
      await setUp('Island')
      const added = await shown('--organization', 'island', '--add', ' Okta ')
      expect(added).toEqual({
        connection: { id: expect.any(String), name: 'Okta' },
        endpoint: expect.stringContaining(added.connection.id),
        token: expect.stringMatching(/^rc_scim_[\w-]{43}$/),
        settings: defaultSettings,
      })
      expect((await shown('--organization', 'Island', '--connection', 'Okta')).token).toBeUndefined()
      const { stdout } = await connection('--organization', 'Island', '--add', 'Entra')
      expect(stdout).toMatch(/^Token {5}rc_scim_[\w-]{43}$/m)
      expect(stdout).toContain('shown only now')
      for (const name of ['Okta', 'okta', 'ENTRA', 'identity provider']) {
        const again = await connection('--organization', 'Island', '--add', name)
        expect([name, again.code]).toEqual([name, 1])
        expect(again.stderr).toContain('already')
      }
    })

    test('sets it as --set says', async () => {
      await setUp('Jetty')
      const words = ['--organization', 'Jetty', '--add', 'Entra', '--set', 'provider=entra,requestsPerSecond=25']
      expect((await shown(...words)).settings).toEqual({
        ...defaultSettings,
        provider: 'entra',
        requestsPerSecond: 25,
      })
    })

    test('then asks which one is meant', async () => {
      await setUp('Ferry')
      const { connection: second } = await shown('--organization', 'Ferry', '--add', 'Second')
      const refused = await connection('--organization', 'Ferry', '--set', 'strict=true')
      expect(refused.code).toBe(2)
      for (const word of ['--connection', 'Identity provider', 'Second', second.id])
        expect(refused.stderr).toContain(word)
      for (const name of ['Second', second.id]) {
        const { settings } = await shown('--organization', 'Ferry', '--connection', name, '--set', 'strict=true')
        expect(settings.strict).toBeTrue()
      }
      expect((await shown('--organization', 'Ferry', '--connection', 'Identity provider')).settings.strict).toBeFalse()
    })

    test.each([
      [['--add', ''], 2],
      [['--add', '   '], 2],
      [['--add', 'x'.repeat(201)], 2],
      [['--add', 'One', '--set', 'provider=nobody'], 2],
      [['--add', 'One', '--pause'], 2],
      [['--add', 'One', '--connection', 'Identity provider'], 2],
    ])('is refused as %j', async (words, code) => {
      const refused = await connection('--organization', 'Harbor', ...words)
      expect([refused.code, refused.stdout, refused.stderr === '']).toEqual([code, '', false])
      expect((await shown('--organization', 'Harbor')).connection).toEqual(harbor.connection)
    })
  })

  describe('what a connection goes through', () => {
    test('it is renamed, paused and resumed', async () => {
      await setUp('Quay')
      const words = ['--organization', 'Quay']
      expect((await shown(...words, '--rename', ' Okta ')).connection.name).toBe('Okta')
      expect((await shown(...words, '--pause')).pausedSince).toBe((await shown(...words)).pausedSince)
      expect((await connection(...words)).stdout).toMatch(/^Paused {4}since \d{4}-/m)
      expect((await shown(...words, '--resume')).pausedSince).toBeUndefined()
    })

    test('it is deleted only by --yes, which the question before it asks for', async () => {
      await setUp('Mole')
      await shown('--organization', 'Mole', '--add', 'Second')
      const words = ['--organization', 'Mole', '--connection', 'Second', '--delete']
      const asked = await connection(...words)
      expect([asked.code, asked.stdout]).toEqual([1, ''])
      expect(asked.stderr).toContain('has 0 people and 0 groups')
      expect(asked.stderr).toContain('--yes')
      expect((await connection(...words, '--yes')).code).toBe(0)
      expect((await connection('--organization', 'Mole', '--connection', 'Second')).code).toBe(1)
    })

    test.each([
      [['--pause', '--resume']],
      [['--delete', '--rename=x']],
      [['--pause', '--set=strict=true']],
      [['--rename=']],
    ])('%j is refused', async (words) => {
      const refused = await connection('--organization', 'Harbor', ...words)
      expect([refused.code, refused.stdout]).toEqual([2, ''])
      expect((await shown('--organization', 'Harbor')).connection).toEqual(harbor.connection)
    })
  })

  test.each([
    [[], 2, '--organization NAME is needed'],
    [['--organization', 'Lighthouse'], 1, 'There is no organization "Lighthouse"'],
    [['--organization', 'Harbor', '--connection', 'Okta'], 1, 'Harbor has no connection "Okta"'],
    [['--organization', 'Harbor', '--colour', 'blue'], 2, 'no flag --colour'],
    [['--organization', 'Harbor', 'surplus'], 2, 'surplus'],
  ] as const)('with the words %j is refused', async (words, code, said) => {
    const refused = await connection(...words)
    expect([refused.code, refused.stdout]).toEqual([code, ''])
    expect(refused.stderr).toStartWith('rollcall: ')
    expect(refused.stderr).toContain(said)
  })

  test('needs data that is there, and makes none', async () => {
    const before = data
    try {
      data = { dataDirectory: join(scratch(), 'nothing') }
      const { code, stderr } = await connection('--organization', 'Harbor')
      expect([code, stderr.includes('There is no data')]).toEqual([1, true])
      expect(await Bun.file(join(data.dataDirectory, 'rollcall.db')).exists()).toBeFalse()
    } finally {
      data = before
    }
  })

  test('tells in its help what can be set', async () => {
    const { code, stdout } = await rollcall(['connection', '--help'])
    expect(code).toBe(0)
    for (const setting of Object.keys(defaultSettings)) expect(stdout).toContain(setting)
  })
})
