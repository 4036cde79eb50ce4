import type { ComponentChildren } from 'preact'

/** What an owner does at an identity provider, in the provider's own words. */
export interface Guide {
  /** Where it differs from what one expects. */
  readonly note?: ComponentChildren
  /** Up to where the values are entered. */
  readonly before: readonly Instruction[]
  /** What the provider asks for, and what to enter. */
  readonly values: readonly Value[]
  /** From there until it runs. */
  readonly after: readonly Instruction[]
  /** The provider's field, and the SCIM attribute it belongs to. */
  readonly mapping: readonly Mapping[]
  /** How the mapping is told to the provider, where it is told by a text. */
  readonly template?: { readonly label: string; readonly text: string }
  readonly test: readonly ComponentChildren[]
  readonly troubles: readonly Trouble[]
}

export interface Instruction {
  readonly title: ComponentChildren
  readonly text?: ComponentChildren
}

/** A field of the provider: `endpoint` and `token` stand for the connection's own. */
export interface Value {
  readonly field: string
  readonly enter:
    | 'endpoint'
    | 'endpoint with Entra flag'
    | 'token'
    | 'token URL'
    | 'connection id'
    | { readonly text: string }
  readonly hint?: ComponentChildren
}

export interface Mapping {
  readonly theirs: string
  readonly attribute: string
  readonly note?: string
}

export interface Trouble {
  readonly sign: ComponentChildren
  readonly remedy: ComponentChildren
}

export const enterprise = 'urn:ietf:params:scim:schemas:extension:enterprise:2.0:User'

/** What goes wrong at any provider. */
export const commonTroubles: readonly Trouble[] = [
  {
    sign: 'The connection test fails, and no request arrives here.',
    remedy:
      'The provider cannot reach this address. It has to be reachable from the internet by https with a certificate that is trusted publicly; look at the proxy in front.',
  },
  {
    sign: '401 in the events.',
    remedy:
      'The token is not the present one. Make a new one under Tokens and enter it at the provider; spaces around it count.',
  },
  {
    sign: '409 in the events.',
    remedy:
      'Somebody with this userName is here already. Either the connection may take over existing people (see Settings), or one of the two has to be renamed or deleted. The event says whom it met.',
  },
  {
    sign: 'An attribute does not arrive.',
    remedy:
      'Its name belongs to no schema. It is listed under Attributes, where you can define it; what was sent until then was not kept.',
  },
]
