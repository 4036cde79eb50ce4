/** Why a move cannot be made or gone on with, in a sentence for whoever wanted it. */
export class CannotMove extends Error {
  override readonly name = 'CannotMove'
}
