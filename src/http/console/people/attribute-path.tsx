import { Code } from '../kit/code'

/** The name that SCIM has for a value; it breaks between its parts, where there is no room. */
export function AttributePath({ path }: { readonly path: string }) {
  const parts = path.split(/(?<=[:.])|(?=\[)/)
  return (
    <Code>
      {parts.map((part, index) => (
        <span key={index}>
          {part}
          <wbr />
        </span>
      ))}
    </Code>
  )
}
