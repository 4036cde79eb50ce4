import { Elysia } from 'elysia'

/** The floor of a server that at least reads the JSON it is sent; for comparison, as no target is measured against it. */
const body = 'x'.repeat(Number(process.argv[2]))
const { server } = new Elysia()
  .onParse(({ request }) => request.json())
  .post('/*', ({ body: read }) => (read ? body : ''))
  .listen({ hostname: '127.0.0.1', port: 0 })
process.stderr.write(`http://127.0.0.1:${server?.port}\n`)
