export type HiddenValues = Readonly<Record<string, string>>

export function HiddenFields({ values = {} }: { readonly values?: HiddenValues | undefined }) {
  return (
    <>
      {Object.entries(values).map(([name, value]) => (
        <input key={name} type="hidden" name={name} value={value} />
      ))}
    </>
  )
}
