import { expect, test } from 'bun:test'
import { answerReader } from './answer'

const head = (...headers: string[]) => ['HTTP/1.1 200 OK', ...headers].join('\r\n').concat('\r\n\r\n')
const read = (...chunks: string[]) => {
  const reader = answerReader()
  return chunks.map((chunk) => reader(Buffer.from(chunk)))
}

test('an answer is whole when all its bytes have come, however they are cut', () => {
  const text = `${head('Date: now', 'Content-Length: 10')}{"a":"ä"}`
  const bytes = Buffer.from(text)
  for (let cut = 1; cut < bytes.length; cut++) {
    const reader = answerReader()
    expect(reader(bytes.subarray(0, cut))).toBeUndefined()
    const answer = reader(bytes.subarray(cut))
    expect(answer).toMatchObject({ status: 200, length: 10 })
    expect(answer?.beginning).toBe(Buffer.from('{"a":"ä"}').toString('latin1'))
  }
})

test('answers follow each other on one connection', () => {
  const answers = read(`${head('content-length: 2')}ab`, 'HTTP/1.1 404 Not Found\r\nContent-Length: 0\r\n\r\n')
  expect(answers.map((answer) => answer?.status)).toEqual([200, 404])
})

test('an answer without content has no length', () => {
  expect(read('HTTP/1.1 204 No Content\r\nETag: W/"2"\r\n\r\n')[0]).toEqual({ status: 204, length: 0, beginning: '' })
})

test('of a large body only the beginning is kept', () => {
  const [, answer] = read(`${head('Content-Length: 100000')}${'a'.repeat(100)}`, 'b'.repeat(99_900))
  expect(answer).toEqual({ status: 200, length: 100_000, beginning: 'a'.repeat(100) + 'b'.repeat(200) })
})

test('an answer that does not say its length, or is followed by more, is an error', () => {
  expect(() => read(head('Transfer-Encoding: chunked'))).toThrow('does not say how long')
  expect(() => read(`${head('Content-Length: 1')}ab`)).toThrow('more was answered')
})
