import { run } from './cli'
import { terminal } from './commands/terminal'

const code = await run(process.argv.slice(2), terminal())
// What was printed to a slow reader is still under way.
await new Promise((resolve) => process.stdout.write('', resolve))
process.exit(code)
