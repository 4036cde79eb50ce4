/** What is kept cannot be reached for now. What was asked for was not done, or the message says that this is not known. */
export class Unavailable extends Error {
  override readonly name = 'Unavailable'
}
