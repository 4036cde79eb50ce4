import { Field } from '../kit/field'

type NewPasswordFieldProps = { readonly label: string; readonly error: string | undefined }

/** Typed once: whoever mistypes it asks for a link. */
export function NewPasswordField({ label, error }: NewPasswordFieldProps) {
  return (
    <Field
      name="password"
      type="password"
      label={label}
      hint="At least 12 characters. A few words in a row are easy to remember."
      autocomplete="new-password"
      required
      minlength={12}
      {...(error !== undefined && { error })}
    />
  )
}
