export function userPath(id: string): string {
  return `/Users/${encodeURIComponent(id)}`
}

export function groupPath(id: string): string {
  return `/Groups/${encodeURIComponent(id)}`
}
