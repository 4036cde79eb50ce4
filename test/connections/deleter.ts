import { open } from '../../src/appliance'
import { readConfig } from '../../src/config'
import { operator } from '../../src/directory/staff'

/** A process that deletes a connection and says so, then releases what it had until it is killed. Arguments: the place of the data, the ids of organization and connection. */
const [place = '', organizationId = '', connectionId = ''] = process.argv.slice(2)
const { directory, close } = await open({ ...readConfig(new Map(), {}), ...JSON.parse(place) })
await directory.deleteConnection(operator(organizationId), connectionId)
process.stdout.write('deleted\n')
await directory.releaseDeleted()
await close()
