import { ScimError, type ScimType } from '../../src/scim/scim-error'

/** How an action is refused: `400 invalidPath`, or `accepted`. Any other error is a defect and is thrown on. */
export function refusalOf(action: () => unknown): string {
  return caught(action)?.refusal ?? 'accepted'
}

export function detailOf(action: () => unknown): string | undefined {
  return caught(action)?.detail
}

function caught(action: () => unknown): { readonly refusal: string; readonly detail: string } | undefined {
  try {
    action()
    return undefined
  } catch (error) {
    if (!(error instanceof ScimError)) throw error
    const scimType: ScimType | '' = error.scimType ?? ''
    return { refusal: `${error.status} ${scimType}`.trim(), detail: error.detail }
  }
}
