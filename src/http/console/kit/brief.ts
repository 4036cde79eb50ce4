/** As much of somebody's text as a line can show: identity providers may send a megabyte for a name. */
export function brief(text: string, most = 400): string {
  return text.length <= most ? text : `${text.slice(0, most).replace(/\p{Cs}$/u, '')}…`
}
