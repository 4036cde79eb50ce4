import { Kind, type Static, type TObject, type TSchema } from '@sinclair/typebox'
import { Value } from '@sinclair/typebox/value'
import { Refusal } from '../../directory/refusal'
import { ScimError } from '../../scim/scim-error'
import { isStorable } from '../../scim/text'
import { readBytes } from '../scim/body'

const most = 262_144

/** The fields of a form as browsers send it. Errors: Refusal invalid. */
export async function readForm(request: Request): Promise<URLSearchParams> {
  const type = request.headers.get('content-type') ?? ''
  if (!/^application\/x-www-form-urlencoded\s*(;|$)/i.test(type))
    throw new Refusal('invalid', 'What was sent is no form; go back and send it from the page.')
  const bytes = await readBytes(request, most).catch((error) => {
    if (!(error instanceof ScimError)) throw error
    throw new Refusal('invalid', 'The form holds more than can be taken; shorten what you entered.')
  })
  const form = new URLSearchParams(new TextDecoder().decode(bytes))
  for (const value of form.values()) {
    if (!isStorable(value))
      throw new Refusal('invalid', 'The form holds a character that cannot be kept; go back, and type it anew.')
  }
  return form
}

export type Checked<S extends TObject> =
  | { readonly kind: 'accepted'; readonly values: Static<S> }
  /** `errors` has one sentence for each field that is wrong, under its name. */
  | { readonly kind: 'refused'; readonly errors: Readonly<Record<string, string>> }

/**
 * The fields as a schema says. Text is trimmed but in passwords (`isSecret: true`); an empty optional field is absent; a
 * boolean is a checkbox, an array several fields of one name. Each property's `description` is the sentence that
 * refuses what does not suit it.
 */
export function check<S extends TObject>(schema: S, form: URLSearchParams): Checked<S> {
  const given: Record<string, unknown> = {}
  for (const [name, property] of Object.entries(schema.properties)) {
    const value = read(property, form, name)
    if (value !== undefined) given[name] = value
  }
  if (Value.Check(schema, given)) return { kind: 'accepted', values: given }
  const errors: Record<string, string> = {}
  for (const { path } of Value.Errors(schema, given)) {
    const name = path.split('/')[1] ?? ''
    errors[name] ??= schema.properties[name]?.description ?? 'This cannot be used.'
  }
  return { kind: 'refused', errors }
}

function read(property: TSchema, form: URLSearchParams, name: string): unknown {
  switch (property[Kind]) {
    case 'Boolean':
      return form.has(name)
    case 'Array':
      return form.getAll(name).map((text) => text.trim())
    case 'Integer': {
      const text = form.get(name)?.trim() ?? ''
      return text === '' ? undefined : /^-?\d{1,15}$/.test(text) ? Number(text) : text
    }
    default: {
      const text = form.get(name) ?? ''
      const kept = property.isSecret === true ? text : text.trim()
      return kept === '' ? undefined : kept
    }
  }
}
