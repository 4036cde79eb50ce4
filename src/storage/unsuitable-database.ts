/** A database that this program cannot serve from. Nothing was changed. */
export class UnsuitableDatabase extends Error {
  override readonly name = 'UnsuitableDatabase'
}
