import { asExecutable } from './stages'
import { replayAll } from './suite'

await replayAll('the executable', asExecutable)
