/** What is made at its first use and then kept: statements are prepared when they are needed, not when the database opens. */
export function once<T>(make: () => T): () => T {
  let made: { readonly value: T } | undefined
  return () => {
    made ??= { value: make() }
    return made.value
  }
}

/** Keeps the values that were asked for last, at most so many. */
export function recent<T>(most: number): (key: string, make: () => T) => T {
  const kept = new Map<string, { readonly value: T }>()
  return (key, make) => {
    const entry = kept.get(key) ?? { value: make() }
    kept.delete(key)
    kept.set(key, entry)
    const oldest = kept.size > most ? kept.keys().next().value : undefined
    if (oldest !== undefined) kept.delete(oldest)
    return entry.value
  }
}
