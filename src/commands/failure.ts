/** What keeps a command from doing its work and is nobody's bug: one sentence that says what to do. It exits with 1. */
export class Failure extends Error {
  override readonly name = 'Failure'
}
