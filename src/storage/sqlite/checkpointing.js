import { Database } from 'bun:sqlite'
import { fdatasyncSync, openSync } from 'node:fs'

/**
 * The thread of the checkpointer, in plain JavaScript, since nothing translates a file that the binary carries. It is told
 * the database's file, then to copy its log back, again and again, and sometimes to have the disk take what was copied. What
 * it fails to do is done later, or by the writer.
 */
let file = ''
/** @type {Database | undefined} */
let client
/** The database's file. Never closed, as that would end the locks that the whole process has on it. */
let descriptor = 0

globalThis.onmessage = ({ data }) => {
  if (!file) {
    file = data
    return
  }
  try {
    if (data === 'close') client?.close(true)
    else {
      client ??= open()
      client.run('pragma wal_checkpoint(passive)')
      if (data === 'flush') {
        descriptor ||= openSync(file, 'r')
        fdatasyncSync(descriptor)
      }
    }
  } catch {
    // Another process may be at it.
  }
  globalThis.postMessage('done')
}

function open() {
  const opened = new Database(file, { readwrite: true, create: false })
  opened.run('pragma synchronous = normal')
  return opened
}
