import { Database } from 'bun:sqlite'
import { closeSync, existsSync, fsyncSync, mkdirSync, openSync, readSync, statSync } from 'node:fs'
import { join } from 'node:path'
import { newest, versionOf } from './migrations'

/** The file was written by a later version of this program. It was not touched. */
export class NewerDatabase extends Error {
  override readonly name = 'NewerDatabase'

  constructor(file: string, version: number) {
    super(
      `${file} was written by a newer version of Rollcall: its schema is version ${version}, and this program knows versions up to ${newest}. Use the newer program, or a backup from before it was used. Nothing was changed.`,
    )
  }
}

/** The file is not one of ours. It was not touched. */
export class ForeignFile extends Error {
  override readonly name = 'ForeignFile'

  constructor(file: string) {
    super(`${file} is not a Rollcall database. Move it away, or use another data directory. Nothing was changed.`)
  }
}

/** "Roll": what the migrations write into the file's header, so that the file says whose it is. */
const applicationId = 0x526f6c6c

/**
 * The database file of a data directory; directory and file are made where they are missing, for their owner alone.
 * Errors: NewerDatabase and ForeignFile for one that is not ours to open.
 */
export function databaseFile(directory: string): string {
  mkdirSync(directory, { recursive: true, mode: 0o700 })
  const file = join(directory, 'rollcall.db')
  // The first thread has it open by then, and a process that closes a file loses all its locks on it, SQLite's too.
  if (!Bun.isMainThread) return file
  if (existsSync(file)) inspect(file)
  else create(file, directory)
  return file
}

/** Without the sync of the directory a power cut could take away the file with all that was acknowledged. */
function create(file: string, directory: string): void {
  closeSync(openSync(file, 'a', 0o600))
  const handle = openSync(directory, 'r')
  fsyncSync(handle)
  closeSync(handle)
}

/**
 * Reads the header as bytes first: SQLite itself would leave files beside a database in WAL mode. What the header does
 * not tell, because a log has yet to be copied back or because nobody signed it, a connection that cannot write tells.
 */
function inspect(file: string): void {
  const header = readHeader(file)
  if (header.length === 0) return
  if (header.toString('latin1', 0, 16) !== 'SQLite format 3\0') throw new ForeignFile(file)
  judge(file, header.readUInt32BE(60), header.readUInt32BE(68))
  if (header.readUInt32BE(68) === applicationId && !hasLog(file)) return
  const client = new Database(file, { readonly: true })
  try {
    client.run('pragma busy_timeout = 5000')
    const { id } = client.query<{ id: number }, []>('select application_id as id from pragma_application_id').get() ?? {
      id: 0,
    }
    const { tables } = client.query<{ tables: number }, []>('select count(*) as tables from sqlite_schema').get() ?? {
      tables: 0,
    }
    judge(file, versionOf(client), id)
    if (id !== applicationId && tables > 0) throw new ForeignFile(file)
  } finally {
    client.close(true)
  }
}

function judge(file: string, version: number, id: number): void {
  if (id !== applicationId && id !== 0) throw new ForeignFile(file)
  if (version > newest) throw id === applicationId ? new NewerDatabase(file, version) : new ForeignFile(file)
}

function readHeader(file: string): Buffer {
  const header = Buffer.alloc(100)
  const handle = openSync(file, 'r')
  try {
    return header.subarray(0, readSync(handle, header, 0, header.length, 0))
  } finally {
    closeSync(handle)
  }
}

function hasLog(file: string): boolean {
  return (statSync(`${file}-wal`, { throwIfNoEntry: false })?.size ?? 0) > 0
}
