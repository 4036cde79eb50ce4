import type { Config } from '../config'

/** The SCIM base URL to enter at an identity provider, with the connection named. */
export function endpoint(baseUrl: string, connectionId: string): string {
  return `${baseUrl}/scim/v2/connections/${connectionId}`
}

/** What the server is reached by: the public URL, else the address it listens on. */
export function baseUrl({ publicUrl, host, port }: Pick<Config, 'publicUrl' | 'host' | 'port'>): string {
  return publicUrl ?? `http://${reachable(host)}:${port}`
}

function reachable(host: string): string {
  if (host === '0.0.0.0') return '127.0.0.1'
  if (host === '::') return '[::1]'
  return host.includes(':') ? `[${host}]` : host
}
