import { count, exchangesOf, type Finding, outcomes, type Report, type Shown } from './report'

const marks = { passed: 'passed  ', failed: 'FAILED  ', warned: 'warned  ', skipped: 'skipped ', observed: 'observed' }

/** The report for people: each check with its section, and what was exchanged where something is wrong. */
export function renderText(report: Report, isVerbose: boolean): string {
  const names = [...new Set(report.findings.map(({ theme }) => theme))]
  const themes = names.flatMap((name) => [name, ...part(report, name, isVerbose), ''])
  return printable([...themes, ...summary(report)].join('\n'))
}

function part({ findings }: Report, theme: string, isVerbose: boolean): readonly string[] {
  const own = findings.filter((finding) => finding.theme === theme)
  const [first] = own
  const isSkipped = own.every(({ outcome, because }) => outcome === 'skipped' && because[0] === first?.because[0])
  if (isSkipped && !isVerbose) return [`  ${marks.skipped} ${plural(own.length, 'check')}: ${first?.because[0]}`]
  const width = Math.max(...own.map(({ section }) => section.length))
  return own.flatMap((finding) => lines(finding, width, isVerbose))
}

function lines(finding: Finding, width: number, isVerbose: boolean): readonly string[] {
  const { outcome, section, says, because } = finding
  const exchanges = exchangesOf(finding, isVerbose)
  const most = isVerbose ? exchanges.length : 2
  const lead = outcome === 'observed' ? 'observed: ' : outcome === 'skipped' ? 'because ' : ''
  return [
    `  ${marks[outcome]} ${section.padEnd(width)}  ${says}`,
    ...because.map((clause) => `           ${lead}${clause}`),
    ...exchanges.slice(0, most).flatMap(exchange),
    ...(exchanges.length > most ? [`             … and ${exchanges.length - most} more; --json has them all`] : []),
  ]
}

function exchange({ request, sent, status, headers, answered }: Shown): readonly string[] {
  const asked = [...request.split('\n'), ...(sent === undefined ? [] : [sent])]
  const got = [status === 0 ? 'no answer' : String(status), ...headers.split('\n'), answered].filter(
    (line) => line !== '',
  )
  return [...asked.map((line) => `             > ${line}`), ...got.map((line) => `             < ${line}`)]
}

function summary(report: Report): readonly string[] {
  const { url, durationMs, requests, stopped, leftovers } = report
  const counts = count(report)
  const said = outcomes.map((outcome) => `${counts[outcome]} ${outcome}`).join(', ')
  return [
    ...(report.findings.length > 0 ? [`${said}.`] : []),
    `${url}: ${plural(requests, 'request')} in ${(durationMs / 1000).toFixed(1)} s.`,
    ...(leftovers.length > 0 ? [`Could not be removed: ${leftovers.join(', ')}.`] : []),
    ...(stopped === undefined ? [] : [`Ended early: ${stopped}.`]),
  ]
}

/** What a server writes ends up in a terminal: it must not be able to steer that. */
function printable(text: string): string {
  return text.replace(/[^\P{Cc}\n]/gu, ' ')
}

function plural(number: number, noun: string): string {
  return `${number} ${noun}${number === 1 ? '' : 's'}`
}
