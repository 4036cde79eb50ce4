/** Arguments or settings that cannot be used: one sentence for whoever typed them. The command exits with 2. */
export class UsageError extends Error {
  override readonly name = 'UsageError'
}
