import { afterEach, beforeEach, expect, test } from 'bun:test'
import { operator } from '../../src/directory/staff'
import { type Hall, hall } from './hall'

let here: Hall
let harbor: string
let zebra: string

beforeEach(async () => {
  here = await hall()
  harbor = (await here.found('Harbor')).id
  zebra = (await here.found('Zebra')).id
})
afterEach(() => here.close())

const rename = (id: string, name: string) => here.configureOrganization(operator(id), { name })
const found = async (name: string) => (await here.findOrganization(name))?.id

test('an organization is found by its id, its short name, and its name, however that is written', async () => {
  await rename(harbor, 'Harbour & Sons')
  for (const name of [harbor, 'harbor', 'Harbor', 'harbour & SONS']) expect(await found(name)).toBe(harbor)
  for (const name of ['', 'Nobody', '__proto__']) expect(await found(name)).toBeUndefined()
})

test('no organization is found in place of another by taking its name', async () => {
  await rename(zebra, 'Harbor')
  expect(await found('Harbor')).toBe(harbor)
  await rename(harbor, 'Pier')
  expect(await found('Harbor')).toBe(harbor)
  await rename(zebra, 'pier')
  expect(await found('Pier')).toBeUndefined()
  expect([await found('harbor'), await found('zebra')]).toEqual([harbor, zebra])
})

test.each(['Two\nlines', 'a\tb', 'bell\u0007', 'nul\0', 'x'.repeat(201)])(
  'no organization is called %j',
  async (name) => {
    await expect(here.found(name)).rejects.toMatchObject({ code: 'invalid' })
    await expect(rename(harbor, name)).rejects.toMatchObject({ code: 'invalid' })
  },
)
