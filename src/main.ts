if (Bun.isMainThread) {
  const { run } = await import('./cli')
  const { terminal } = await import('./commands/terminal')
  const code = await run(process.argv.slice(2), terminal())
  // What was printed to a slow reader is still under way; an empty write would be done before it.
  await new Promise<void>((resolve) => process.stdout.end(() => resolve()))
  process.exit(code)
} else {
  const { thread } = await import('./thread')
  process.exit(await thread())
}

// Makes this a module, which may await.
export {}
