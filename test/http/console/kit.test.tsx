import { describe, expect, test } from 'bun:test'
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import type { ComponentChildren } from 'preact'
import { Badge, StatusDot } from '../../../src/http/console/kit/badge'
import { Bars } from '../../../src/http/console/kit/bars'
import { ButtonForm } from '../../../src/http/console/kit/button'
import { Confirm } from '../../../src/http/console/kit/confirm'
import { Copyable } from '../../../src/http/console/kit/copyable'
import { Count } from '../../../src/http/console/kit/count'
import { Diff } from '../../../src/http/console/kit/diff'
import { document, fragment, type Page } from '../../../src/http/console/kit/document'
import { Duration } from '../../../src/http/console/kit/duration'
import { Field } from '../../../src/http/console/kit/field'
import { FormErrors } from '../../../src/http/console/kit/form'
import { iconNames } from '../../../src/http/console/kit/icon'
import { Json } from '../../../src/http/console/kit/json'
import { Notice } from '../../../src/http/console/kit/notice'
import { Pagination } from '../../../src/http/console/kit/pagination'
import { Person } from '../../../src/http/console/kit/person'
import { Table } from '../../../src/http/console/kit/table'
import { Time } from '../../../src/http/console/kit/time'
import { root } from '../../support/repository'

const grace = { name: 'Grace Hopper', email: 'grace@example.com', role: 'owner' } as const

describe('a page', () => {
  test('is a whole document with its title, and brings nothing that a strict policy refuses', () => {
    const html = page({ person: grace })
    expect(html).toStartWith('<!doctype html><html lang="en">')
    expect(html).toContain('<title>People · Rollcall</title>')
    expect(html).not.toMatch(/ style=| on\w+=|<style|https?:/)
    expect(html).not.toMatch(/<script(?! src="\/assets\/console\.js\?\w+" defer)/)
  })

  test('marks the section it belongs to', () => {
    const html = page({ person: grace, section: 'people' })
    expect(html).toContain('<a href="/people" aria-current="page">')
    expect(html).not.toContain('<a href="/groups" aria-current')
  })

  test.each([
    ['owner', true],
    ['admin', true],
    ['viewer', false],
  ] as const)('shows the %s what manages the organization: %s', (role, shown) => {
    const html = page({ person: { ...grace, role } })
    expect(html.includes('href="/audit"')).toBe(shown)
    expect(html.includes('href="/settings"')).toBe(shown)
  })

  test('without a person has no navigation, and says whose it is', () => {
    const html = page({})
    expect(html).not.toContain('<nav')
    expect(text(html)).toContain('Rollcall')
  })

  test('escapes what others wrote', () => {
    const html = page({
      title: '<i>',
      organization: { name: '"><script>' },
      notice: { kind: 'error', text: '<b>' },
      person: { ...grace, name: '<u>' },
    })
    expect(html).not.toMatch(/<i>|"><script>|<b>|<u>/)
  })
})

describe('a notice', () => {
  test('interrupts only for an error', () => {
    expect(fragment(<Notice kind="error">No</Notice>)).toContain('role="alert"')
    expect(fragment(<Notice kind="success">Yes</Notice>)).toContain('role="status"')
  })
})

describe('a tone', () => {
  test('is told by a shape as well as by colour', () => {
    expect(fragment(<Badge tone="bad">Failed</Badge>)).toMatch(/icons\.svg\?\w+#cross/)
    const shapes = (['good', 'warn', 'bad'] as const).map((tone) => fragment(<StatusDot tone={tone} label="" />))
    expect(new Set(shapes.map((html) => /<(circle|path) (?:d="[^"]*")?/.exec(html)?.[0])).size).toBe(3)
  })
})

describe('a field', () => {
  test('ties its label, hint and error to what is typed into', () => {
    const html = fragment(<Field name="days" type="number" label="Days" hint="At most 90" error="Too many" required />)
    expect(html).toContain('<label class="label" for="field-days">Days</label>')
    expect(html).toContain('id="field-days-hint">At most 90')
    expect(html).toMatch(/<input [^>]*aria-describedby="field-days-hint field-days-error"/)
    expect(html).toMatch(/<input [^>]*aria-invalid="true"/)
    expect(html).toMatch(/<input [^>]*\brequired\b/)
  })

  test('selects what it is given', () => {
    const options = [
      { value: 'a', label: 'A' },
      { value: 'b', label: 'B' },
    ]
    const html = fragment(<Field name="x" type="select" label="X" value="b" options={options} />)
    expect(html).toContain('<option value="b" selected>B</option>')
    expect(html).toContain('<option value="a">A</option>')
  })

  test('describes each choice of several', () => {
    const choices = [
      { value: 'refuse', label: 'Refuse', description: 'They stay' },
      { value: 'adopt', label: 'Adopt' },
    ]
    const html = fragment(<Field name="x" type="radio" label="X" value="adopt" choices={choices} />)
    expect(html).toMatch(/<input aria-describedby="field-x-0-hint"[^>]*value="refuse"(?![^>]*checked)/)
    expect(html).toMatch(/<input [^>]*value="adopt"[^>]*checked/)
    expect(html).toContain('<legend class="label">X</legend>')
  })

  test('keeps a first line break', () => {
    const html = fragment(<Field name="x" type="textarea" label="X" value={'\n<b>'} />)
    expect(html).toContain('>\n\n&lt;b></textarea>')
  })

  test('is where the summary of errors leads', () => {
    const html = fragment(<FormErrors errors={[{ field: 'days', message: 'Too many' }]} />)
    expect(html).toContain('<a href="#field-days">Too many</a>')
    expect(fragment(<FormErrors errors={[]} />)).toBe('')
  })
})

test('a form of one button posts, with what is hidden in it', () => {
  const html = fragment(
    <ButtonForm action="/x" hidden={{ id: '1"' }}>
      Go
    </ButtonForm>,
  )
  expect(html).toContain('<form class="inline" action="/x" method="post">')
  expect(html).toContain('<input type="hidden" name="id" value="1&quot;"/>')
})

test('a confirmation says what will happen before its button', () => {
  const words = fragment(
    <Confirm title="Delete?" consequences={['People stay']} action="/x" submit="Delete it" cancel="/" />,
  )
  expect(text(words)).toBe('Delete? People stay Delete it Cancel')
})

test('a table names each cell for the card it becomes, and leads where its rows do', () => {
  const columns = [
    { header: 'Name', cell: (row: string) => row, priority: 'primary' as const },
    { header: 'Length', cell: (row: string) => row.length },
  ]
  const html = fragment(<Table caption="Names" columns={columns} rows={['Ada']} href={(row) => `/${row}`} />)
  expect(html).toContain('<a class="row-link" href="/Ada">Ada</a>')
  expect(html).toContain('data-label="Length">3</td>')
  expect(html).toContain('<caption class="visually-hidden">Names</caption>')
})

test.each([
  [<Pagination from={1} to={50} total={100_000} next="?p=2" />, '1–50 of 100,000 Previous Next'],
  [<Pagination from={1} to={50} total={10_000} more chronological next="?p=2" />, '1–50 of 10,000+ Newer Older'],
  [<Pagination from={1} to={7} />, '1–7 Previous Next'],
])('pages are counted in words %#', (pagination, words) => {
  expect(text(fragment(pagination))).toBe(words)
})

test.each([
  [0, '0 µs'],
  [999, '999 µs'],
  [1_240, '1.2 ms'],
  [12_400, '12 ms'],
  [999_499, '999 ms'],
  [999_600, '1.0 s'],
  [59_499_000, '59 s'],
  [59_949_000, '1 min 0 s'],
  [61_000_000, '1 min 1 s'],
  [119_900_000, '2 min 0 s'],
])('%d µs last %s', (us, words) => {
  expect(text(fragment(<Duration us={us} />))).toBe(words)
})

test.each([
  [-1_000, 'just now'],
  [-42_000, '42 seconds ago'],
  [-60_000, '1 minute ago'],
  [-7_199_000, '1 hour ago'],
  [-86_400_000 * 3, '3 days ago'],
  [-86_400_000 * 90, '2 months ago'],
  [86_400_000 * 2, 'in 2 days'],
])('a moment %d ms away is %s', (distance, words) => {
  const now = Date.UTC(2026, 10, 23, 9)
  const html = fragment(<Time ms={now + distance} now={now} />)
  expect(text(html)).toBe(words)
  expect(html).toContain(`datetime="${new Date(now + distance).toISOString()}"`)
  expect(html).toMatch(/title="\d{4}-\d\d-\d\d \d\d:\d\d:\d\d UTC"/)
})

test('counts have thousands separators and their noun', () => {
  expect(text(fragment(<Count value={1_204} noun="person" plural="people" />))).toBe('1,204 people')
  expect(text(fragment(<Count value={1} noun="group" />))).toBe('1 group')
})

test('JSON is laid out, and what is not JSON is shown as it came', () => {
  const html = fragment(<Json text={'{"a":[1,"<b>\\"",null]}'} />)
  expect(text(html)).toBe('JSON { "a": [ 1, "<b>\\"", null ] }')
  expect(html).toContain('<span class="json-key">&quot;a&quot;:</span>')
  expect(text(fragment(<Json text='{"a":<b>' />))).toBe('JSON {"a":<b>')
})

test.each([
  ['{}', '{}'],
  ['[ ]', '[]'],
  ['{"a":{},"b":[[]]}', '{\n  "a": {},\n  "b": [\n    []\n  ]\n}'],
  ['12345678901234567890', '12345678901234567890'],
  ['{"a":1,"a":1.0}', '{\n  "a": 1,\n  "a": 1.0\n}'],
  ['{"{,}":"[:\\\\\\"]"}', '{\n  "{,}": "[:\\\\\\"]"\n}'],
])('of JSON only white space changes: %s', (sent, shown) => {
  const html = fragment(<Json text={sent} />)
  const code = /<code[^>]*>(.*)<\/code>/s.exec(html)?.[1] ?? ''
  expect(code.replace(/<[^>]*>/g, '').replaceAll('&quot;', '"')).toBe(shown)
})

test('a difference says in words what was added, removed and changed', () => {
  const rows = [
    { path: 'active', before: 'true', after: 'false' },
    { path: 'title', after: 'Engineer' },
    { path: 'nickName', before: 'Ace' },
  ]
  const words = text(fragment(<Diff rows={rows} />))
  expect(words).toContain('active changed before: true after: false')
  expect(words).toContain('title added after: Engineer')
  expect(words).toContain('nickName removed before: Ace')
})

test('a chart has its numbers in a table as well', () => {
  const html = fragment(<Bars title="Requests" days={[{ label: '2026-11-22', good: 10, bad: 2 }]} />)
  expect(text(html)).toContain('2026-11-22 10 2')
})

test('a secret is shown to be copied, and says that it is shown once', () => {
  const html = fragment(<Copyable id="token" label="Token" value="rc_scim_x" secret />)
  expect(html).toMatch(/<button [^>]*hidden[^>]*data-copy="token"/)
  expect(html).toMatch(/<input [^>]*value="rc_scim_x"[^>]*readonly/)
  expect(text(html)).toContain('Shown only now')
})

test.each([
  ['Ada Lovelace', 'AL'],
  ['grace.hopper@example.com', 'GH'],
  ['مريم', 'م'],
  ['𝒜da', '𝒜'],
  ['***', '?'],
])('%s has the initials %s', (name, initials) => {
  expect(fragment(<Person name={name} />)).toContain(`>${initials}</text>`)
})

test('every icon is drawn', () => {
  const sprite = readFileSync(join(root, 'public', 'icons.svg'), 'utf8')
  const drawn = [...sprite.matchAll(/<symbol id="([\w-]+)"/g)].map(([, id]) => id)
  expect(drawn.toSorted()).toEqual(iconNames.toSorted())
})

test('style and script are small', () => {
  const size = (name: string) => readFileSync(join(root, 'public', name)).length
  expect(size('console.css')).toBeLessThanOrEqual(24 * 1024)
  expect(size('console.js')).toBeLessThanOrEqual(6 * 1024)
})

function page(given: Partial<Page> & { readonly children?: ComponentChildren }): string {
  return document({ title: 'People', children: 'Content', ...given })
}

/** What a reader gets, in one line. */
function text(html: string): string {
  return html
    .replace(/<(?!\/?(span|bdi|strong|time|code)\b)[^>]*>/g, ' ')
    .replace(/<[^>]*>/g, '')
    .replaceAll('&lt;', '<')
    .replaceAll('&quot;', '"')
    .replaceAll('&amp;', '&')
    .replace(/\s+/g, ' ')
    .trim()
}
