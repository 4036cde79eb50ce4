import { Database } from 'bun:sqlite'
import { afterAll, expect, test } from 'bun:test'
import { join } from 'node:path'
import { engine } from '../support/place'
import { assemble, endAssemblies, user } from './assembly'

afterAll(endAssemblies)

test.if(engine === 'sqlite')(
  'while another process holds the database, a write is refused with 503 and reads go on',
  async () => {
    const assembly = await assemble()
    const harbor = await assembly.organization('Harbor')
    const other = new Database(join(assembly.place.dataDirectory, 'rollcall.db'))
    other.run('begin immediate')
    const refused = await assembly.ask(harbor, 'POST /Users', user('ada'))
    expect([refused.status, refused.headers.get('retry-after')]).toEqual([503, '5'])
    expect(refused.headers.get('content-type')).toBe('application/scim+json')
    expect(refused.json.detail).toStartWith('The database cannot be reached for the moment, and nothing was changed.')
    expect((await assembly.ask(harbor, 'GET /Users')).json.totalResults).toBe(0)
    other.run('rollback')
    expect((await assembly.ask(harbor, 'POST /Users', user('ada'))).status).toBe(201)
    expect(assembly.errors).toEqual([])
  },
  30_000,
)
