import { answerBody, type Breakage } from './breakage'

/** Faults in errors, media types and texts. */
export const http: readonly Breakage[] = [
  {
    does: 'labels errors as web pages',
    only: 'Errors',
    answer: ({ status, headers }) => {
      if (status >= 400) headers.set('content-type', 'text/html')
    },
  },
  errors('makes up a scimType', (members) => {
    members.scimType = 'oops'
  }),
  errors('does not say what is wrong', (members) => delete members.detail),
  {
    does: 'breaks down over another charset',
    only: 'Errors',
    answer: (answered, { headers }) => {
      if (headers.get('content-type')?.includes('iso-8859')) answered.status = 500
    },
  },
  {
    does: 'answers in application/json always',
    only: 'HTTP',
    answer: ({ headers }) => headers.set('content-type', 'application/json'),
  },
  {
    does: 'has nothing in application/json',
    only: 'HTTP',
    answer: (answered, { headers }) => {
      if (headers.get('accept') === 'application/json') answered.status = 406
    },
  },
  {
    does: 'takes no body of application/json',
    only: 'HTTP',
    answer: (answered, { headers }) => {
      if (headers.get('content-type') === 'application/json') answered.status = 415
    },
  },
  {
    does: 'is confused by a Content-Type on GET',
    only: 'HTTP',
    answer: (answered, { method, headers }) => {
      if (method === 'GET' && headers.has('content-type')) answered.status = 415
    },
  },
]

function errors(does: string, change: Parameters<typeof answerBody>[0]): Breakage {
  return { does, only: 'Errors', answer: answerBody(change, (_, { status }) => status >= 400) }
}
