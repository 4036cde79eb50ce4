import { version } from '../../../version'

/** Asked for by version, so that browsers may keep it. */
export function asset(name: 'console.css' | 'console.js' | 'icons.svg'): string {
  return `/assets/${name}?${version}`
}
