/** A form of a page, filled in as a browser without script would send it. */
export interface SentForm {
  readonly action: string
  readonly fields: readonly (readonly [name: string, value: string])[]
}

/** The forms of a page that are sent by POST; what has no value gets something plausible. */
export function formsIn(html: string): readonly SentForm[] {
  return [...html.matchAll(/<form\b([^>]*)>(.*?)<\/form>/gs)].flatMap(([, head = '', body = '']) => {
    const { action, method } = attributes(head)
    if (method?.toLowerCase() !== 'post' || action === undefined) return []
    return [{ action, fields: [...inputs(body), ...selects(body), ...textareas(body)] }]
  })
}

/** Where a page leads to, within the console. */
export function linksIn(html: string): readonly string[] {
  return [...html.matchAll(/<(?:a|div|tbody|section|ol|ul)\b([^>]*)>/g)].flatMap(([, head = '']) => {
    const found = attributes(head)
    return [found.href, found['data-live'], found['data-src']].flatMap((path) => (path?.startsWith('/') ? [path] : []))
  })
}

type Fields = [string, string][]

function inputs(body: string): Fields {
  return [...body.matchAll(/<(?:input|button)\b([^>]*)>/g)].flatMap(([, head = '']): Fields => {
    const { name, value, type = 'text' } = attributes(head)
    if (!name) return []
    return [[name, value || (samples[type] ?? 'something long enough')]]
  })
}

function selects(body: string): Fields {
  return [...body.matchAll(/<select\b([^>]*)>(.*?)<\/select>/gs)].flatMap(([, head = '', options = '']): Fields => {
    const { name } = attributes(head)
    const values = [...options.matchAll(/<option\b([^>]*)>/g)].map(([, option = '']) => attributes(option).value ?? '')
    return name ? [[name, values.findLast((value) => value !== '') ?? '']] : []
  })
}

function textareas(body: string): Fields {
  return [...body.matchAll(/<textarea\b([^>]*)>(.*?)<\/textarea>/gs)].flatMap(([, head = '', text = '']): Fields => {
    const { name } = attributes(head)
    return name ? [[name, text]] : []
  })
}

const samples: Readonly<Record<string, string>> = {
  email: 'new@harbor.example',
  number: '5',
  checkbox: 'on',
  submit: '',
  date: '2027-01-01',
}

function attributes(head: string): Readonly<Record<string, string>> {
  return Object.fromEntries(
    [...head.matchAll(/([\w-]+)(?:="([^"]*)")?/g)].map(([, name = '', value = '']) => [name, decoded(value)]),
  )
}

function decoded(text: string): string {
  return text.replaceAll('&quot;', '"').replaceAll('&lt;', '<').replaceAll('&gt;', '>').replaceAll('&amp;', '&')
}
