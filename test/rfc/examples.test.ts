import { inProcess } from './stages'
import { replayAll } from './suite'

await replayAll('the appliance', inProcess)
