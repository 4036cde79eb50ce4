import { expect, test } from 'bun:test'
import { scratch } from '../support/scratch'
import { installPeer, NotInstalled } from './work/peer'

test('where the npm registry cannot be reached, a peer is refused in one sentence', async () => {
  const offline = { npm_config_registry: 'http://127.0.0.1:9/', npm_config_cache: scratch() }
  const error = await installPeer(scratch(), offline).catch((thrown) => thrown)
  expect(error).toBeInstanceOf(NotInstalled)
  expect(error.message).toMatch(/npm/)
  expect(error.message).not.toContain('\n')
}, 60_000)
