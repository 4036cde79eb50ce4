import { readFileSync } from 'node:fs'
import style from '../../../../public/console.css' with { type: 'file' }
import script from '../../../../public/console.js' with { type: 'file' }
import icons from '../../../../public/icons.svg' with { type: 'file' }

const files = { 'console.css': style, 'console.js': script, 'icons.svg': icons }

/** The address changes with the content, so that browsers may keep it. */
export function asset(name: keyof typeof files): string {
  let address = addresses.get(name)
  if (address === undefined) {
    address = `/assets/${name}?${Bun.hash.crc32(readFileSync(files[name])).toString(36)}`
    addresses.set(name, address)
  }
  return address
}

const addresses = new Map<string, string>()
