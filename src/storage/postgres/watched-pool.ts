import type { SQL } from 'bun'
import type { Unavailable } from '../../directory/unavailable'
import { availability, type Reports } from '../availability'
import { pool } from './connection'
import { isAway, reasonOf, translated, unavailable } from './failures'

/** The connections to a database. While it is away nobody waits for it, and once it is back they are made anew. */
export interface WatchedPool extends Pick<SQL, 'unsafe' | 'reserve'> {
  /**
   * Passes on an answer of the database. Where it does not come, it is seen whether the database answers at all; if not, all
   * that wait for it are told. Every statement is to be asked for in here. Errors: Unavailable.
   */
  ask<T>(question: () => Promise<T>): Promise<T>
  /** The same, with errors as the driver has them. */
  watch<T>(question: () => Promise<T>): Promise<T>
  /** Whether the database answers; told within two seconds. */
  isReachable(): Promise<boolean>
  close(): Promise<void>
}

/** How long (ms) an answer may take before it is seen whether the database is there, and how long it may take at all. */
const limits = { patience: 2000, longest: 60_000 }
/** How long (ms) a sign of life is believed, how long one is waited for, and how long it is until the next is wanted. */
const fresh = 500
const lookout = 1300
const pause = 300

const silent = new Error('it does not answer')

export function watchedPool(url: string, most: number, reports?: Reports, { patience, longest } = limits): WatchedPool {
  const reported = availability(reports)
  let current = pool(url, most)
  let away: Unavailable | undefined
  let lastHeard = 0
  let probing: Promise<boolean> | undefined
  let isClosed = false

  function connected(): SQL {
    if (away) throw away
    return current
  }

  async function watch<T>(question: () => Promise<T>): Promise<T> {
    const began = performance.now()
    let timer = setTimeout(look, patience)
    let isOver = false
    async function look(): Promise<void> {
      const isThere = await probe()
      if (isOver) return
      if (!isThere || performance.now() - began > longest) abandon(silent)
      else timer = setTimeout(look, patience)
    }
    try {
      const answer = await question()
      lastHeard = performance.now()
      return answer
    } catch (error) {
      if (!away && isAway(error) && !(await probe())) abandon(error)
      throw error
    } finally {
      isOver = true
      clearTimeout(timer)
    }
  }

  /** Ends all connections, by which all who wait are told, and looks out for the database. */
  function abandon(reason: unknown): void {
    if (away || isClosed) return
    away = unavailable(reason)
    reported.failed(reason)
    const lost = current
    current = pool(url, most)
    void lost.close({ timeout: 0 })
    void lookOut()
  }

  async function lookOut(): Promise<void> {
    while (!isClosed && !(await probe())) await Bun.sleep(pause)
    away = undefined
    if (!isClosed) reported.answered()
  }

  /** Whether the database answers somebody new, be it by a refusal. */
  function probe(): Promise<boolean> {
    probing ??= probed(url).finally(() => {
      probing = undefined
    })
    return probing
  }

  return {
    unsafe: (...given) => connected().unsafe(...given),
    reserve: () => connected().reserve(),
    watch,
    ask: (question) =>
      watch(question).catch((error) => {
        throw translated(error)
      }),
    async isReachable() {
      return !away && (performance.now() - lastHeard < fresh || (await probe()))
    },
    async close() {
      isClosed = true
      await current.close({ timeout: 0 })
    },
  }
}

async function probed(url: string): Promise<boolean> {
  const sql = pool(url, 1)
  const timer = setTimeout(() => void sql.close({ timeout: 0 }), lookout)
  try {
    await sql.unsafe('select 1').simple()
    return true
  } catch (error) {
    // Where it has no connection to spare it is there all the same.
    return !isAway(error) || reasonOf(error) === tooMany
  } finally {
    clearTimeout(timer)
    void sql.close({ timeout: 0 })
  }
}

const tooMany = '53300'
