import type { Digest } from './digest'
import type { Engine, Table } from './plan'

/** A value as both engines can say it: flags as 0 and 1, bytes in hexadecimal. */
export type Value = string | number | null

/** The values of a table's columns, in their order. */
export type Row = readonly Value[]

/** The values of a table's key columns, in their order. */
export type Key = readonly Value[]

/** The rows behind one key and up to another. */
export interface Range {
  readonly after?: Key | undefined
  readonly upTo?: Key | undefined
}

export interface SqlitePlace {
  readonly kind: 'sqlite'
  /** The path of its directory, which is its name too. */
  readonly name: string
}

export interface PostgresPlace {
  readonly kind: 'postgres'
  readonly url: string
  /** What it is called, without what lets one in. */
  readonly name: string
}

/** Where an appliance's data lie, or will. */
export type Place = SqlitePlace | PostgresPlace

/** A place that is read from. Until it is closed, nobody else writes there. */
export interface Source {
  readonly engine: Engine
  readonly name: string
  /** Rows in the order of their key, as many at a time as do not fill the memory. */
  pages(table: Table, range?: Range): AsyncIterable<readonly Row[]>
  count(table: Table): Promise<number>
  /** How many live people and groups each connection has, as is kept beside them. */
  tallies(): Promise<readonly Row[]>
  /** The greatest number that the database has given out for a table's rows, those that are gone included. */
  highest(table: Table): Promise<number>
  close(): Promise<void>
}

export interface Target extends Source {
  /** How far a move has come that has not been finished. */
  progress(): Promise<Progress | undefined>
  /** Notes that there is a move of some tables, and empties what an earlier attempt has written. */
  begin(tables: readonly Table[], progress: Progress): Promise<void>
  note(progress: Progress): Promise<void>
  /** Adds rows that fit, and notes how far that brings the move: both, or nothing. */
  write(table: Table, rows: readonly Row[], progress: Progress): Promise<void>
  /** Makes the next number one behind those that were given out where the rows come from. */
  continueFrom(table: Table, highest: number): Promise<void>
  /** Ends the move: from now on this can be served from. */
  finish(): Promise<void>
}

export interface Progress {
  /** The name of the source. */
  readonly from: string
  /** By the names of the tables that were begun. */
  readonly tables: Readonly<Record<string, Part>>
}

/** The rows of a table that were carried: up to which key, and what they come to. */
export interface Part extends Digest {
  readonly upTo: Key
}
