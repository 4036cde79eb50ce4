import { entra } from './entra'
import { okta } from './okta'
import type { Provider } from './provider'

const played = { okta, entra } as const satisfies Record<string, Provider>

export type ProviderName = keyof typeof played

export const providers: readonly ProviderName[] = ['okta', 'entra']

export function isProvider(name: string): name is ProviderName {
  return Object.hasOwn(played, name)
}

export function readProvider(name: ProviderName): Provider {
  return played[name]
}
