import type { Row } from './side'

/** What some rows come to, whatever their order. */
export interface Digest {
  readonly rows: number
  /** In hexadecimal. */
  readonly checksum: string
}

export const empty: Digest = { rows: 0, checksum: written(0n) }

export function extended(digest: Digest, rows: readonly Row[]): Digest {
  let sum = BigInt(`0x${digest.checksum}`)
  for (const row of rows) sum += Bun.hash.wyhash(JSON.stringify(row))
  return { rows: digest.rows + rows.length, checksum: written(sum) }
}

export function areEqual(one: Digest, other: Digest): boolean {
  return one.rows === other.rows && one.checksum === other.checksum
}

function written(sum: bigint): string {
  return BigInt.asUintN(64, sum).toString(16).padStart(16, '0')
}
