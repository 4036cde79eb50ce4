import { expect, test } from 'bun:test'
import { csvLine } from '../../../../src/http/console/events/csv'

test.each<readonly [cells: readonly (string | number | undefined)[], line: string]>([
  [['a', 1, undefined, -5], 'a,1,,-5'],
  [['a,b', 'say "x"', 'two\nlines', 'cr\rhere'], '"a,b","say ""x""","two\nlines","cr\rhere"'],
  [['=1+1', '+1', '-1', '@SUM(A1)'], "'=1+1,'+1,'-1,'@SUM(A1)"],
  [['=HYPERLINK("http://evil","x")'], '"\'=HYPERLINK(""http://evil"",""x"")"'],
  [['\t=1', '\r=1', '  =1', '\u200b=1', '\ufeff@x'], "'\t=1,\"'\r=1\",'  =1,'\u200b=1,'\ufeff@x"],
  [['＝1+1', 'a=b', "it's", ''], "'＝1+1,a=b,it's,"],
])('%j is written as %s', (cells, line) => {
  expect(csvLine(cells)).toBe(`${line}\r\n`)
})
