import { openTemporary } from '../support/temporary-store'
import { agreement } from './agreement'

agreement('SQLite', () => openTemporary())
