import { openTemporary } from '../support/temporary-store'
import { contract } from './contract/contract'

contract('SQLite', () => openTemporary())
