import { Elysia } from 'elysia'

/** The floor: a bare Elysia server that answers everything with one body of so many bytes, and looks at nothing. */
const body = 'x'.repeat(Number(process.argv[2]))
const { server } = new Elysia()
  .all('/*', () => body)
  .listen({ hostname: '127.0.0.1', port: Number(process.argv[3] ?? 0) })
process.stderr.write(`http://127.0.0.1:${server?.port}\n`)
