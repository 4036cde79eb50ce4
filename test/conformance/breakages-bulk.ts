import { isObject } from '../../src/scim/json'
import { type Answered, type Asked, answerBody, type Breakage, body, type Members } from './breakage'

/** Faults in bulk requests. */
export const bulk: readonly Breakage[] = [
  answers('answers bulk requests in a message of its own', (members) => {
    members.schemas = []
  }),
  answers('says what became of the first operation only', (members) => {
    members.Operations = operations(members).slice(0, 1)
  }),
  answers('says neither where nor under which bulkId something was created', (members) => {
    members.Operations = operations(members).map(({ location: _, bulkId: __, ...rest }) => rest)
  }),
  answers('says that every operation went well', (members) => {
    members.Operations = operations(members).map((operation) => ({ ...operation, status: '200' }))
  }),
  { does: 'ignores failOnErrors', only: 'Bulk', ask: body((members) => delete members.failOnErrors, isBulk) },
  {
    does: 'leaves bulkIds as they are',
    only: 'Bulk',
    ask: (asked) => {
      if (isBulk(asked)) asked.body = JSON.parse(JSON.stringify(asked.body).replaceAll('bulkId:', 'bulkid-'))
    },
  },
]

function answers(does: string, change: (members: Members) => void): Breakage {
  return { does, only: 'Bulk', answer: answerBody(change, (asked, answered) => isBulk(asked) && isResponse(answered)) }
}

function isBulk({ path }: Asked): boolean {
  return path === '/Bulk'
}

function isResponse({ status }: Answered): boolean {
  return status === 200
}

function operations({ Operations }: Members) {
  return Array.isArray(Operations) ? Operations.filter(isObject) : []
}
