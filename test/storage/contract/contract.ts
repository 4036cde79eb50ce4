import { afterAll, beforeEach, describe } from 'bun:test'
import type { Store } from '../../../src/directory/store'
import { furnish } from '../people'
import { accountsContract } from './accounts'
import { activityContract } from './activity'
import { connectionsContract } from './connections'
import { definitionsContract } from './definitions'
import { eventSearchContract } from './event-search'
import { eventsContract } from './events'
import { groupsContract } from './groups'
import { leaversContract } from './leavers'
import { linksContract } from './links'
import { listsContract } from './lists'
import { longValuesContract } from './long-values'
import { membersContract } from './members'
import { organizationsContract } from './organizations'
import { peopleContract } from './people'
import { rostersContract } from './rosters'
import { sessionsContract } from './sessions'
import { unitsContract } from './units'
import { usersContract } from './users'
import { walksContract } from './walks'

/** What a test uses: a store with the organizations and connections of `people.ts`, new for each test. */
export interface Furnished {
  readonly store: Store
}

/** Holds an engine to what the directory relies on. `open` makes an empty store. */
export function contract(name: string, open: () => Promise<Store>): void {
  describe(`the store on ${name}`, () => {
    const stores: Store[] = []
    let current: Store | undefined
    beforeEach(async () => {
      current = await furnish(await open())
      stores.push(current)
    })
    afterAll(() => Promise.all(stores.map((store) => store.close())))
    const furnished: Furnished = {
      get store() {
        if (!current) throw new Error('there is a store only while a test runs')
        return current
      },
    }
    unitsContract(furnished)
    organizationsContract(furnished)
    connectionsContract(furnished)
    definitionsContract(furnished)
    usersContract(furnished)
    peopleContract(furnished)
    groupsContract(furnished)
    rostersContract(furnished)
    membersContract(furnished)
    listsContract(furnished)
    walksContract(furnished)
    eventsContract(furnished)
    eventSearchContract(furnished)
    activityContract(furnished)
    leaversContract(furnished)
    accountsContract(furnished)
    linksContract(furnished)
    sessionsContract(furnished)
    longValuesContract(furnished)
  })
}
