import { openTemporary } from '../../src/storage/sqlite/store'
import { contract } from './contract/contract'

contract('SQLite', () => openTemporary())
