/** The least that a compiled Bun server can be, to measure starting against. */
const server = Bun.serve({ hostname: '127.0.0.1', port: Number(process.argv[2] ?? 0), fetch: () => new Response('ok') })
process.stderr.write(`${server.url.origin}\n`)
