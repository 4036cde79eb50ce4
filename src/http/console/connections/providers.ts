import type { Provider } from '../../../directory/settings'

/** What identity providers call themselves. */
export const providerNames: Readonly<Record<Provider, string>> = {
  okta: 'Okta',
  entra: 'Microsoft Entra ID',
  onelogin: 'OneLogin',
  jumpcloud: 'JumpCloud',
  'google-workspace': 'Google Workspace',
  ping: 'Ping Identity',
  authentik: 'authentik',
  keycloak: 'Keycloak',
  generic: 'Other',
}

/** The provider in the middle of a sentence. */
export function theProvider(provider: Provider): string {
  return provider === 'generic' ? 'the identity provider' : providerNames[provider]
}
