import { Refusal } from '../../../directory/refusal'

/** The version of a person that whoever sent the form has seen. Errors: Refusal invalid. */
export function readVersion(form: URLSearchParams): number {
  const text = form.get('version') ?? ''
  if (/^\d{1,15}$/.test(text)) return Number(text)
  throw new Refusal('invalid', 'The form does not say what it was made for; open the page again.')
}
