import { openTemporary } from '../../src/storage/sqlite/store'
import { agreement } from './agreement'

agreement('SQLite', () => openTemporary())
