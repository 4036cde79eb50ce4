import { Refusal } from './refusal'

const fewestCharacters = 12
const mostBytes = 1000

/** What is wrong with a password somebody wants to have, in a sentence; undefined for one that will do. */
export function complaintAbout(password: string): string | undefined {
  if ([...password].length < fewestCharacters) return `The password needs at least ${fewestCharacters} characters.`
  if (Buffer.byteLength(password) > mostBytes)
    return `The password may have at most ${mostBytes} bytes; choose a shorter one.`
  return undefined
}

/** Errors: Refusal invalid. */
export function refuseWeak(password: string): void {
  const complaint = complaintAbout(password)
  if (complaint) throw new Refusal('invalid', complaint)
}
