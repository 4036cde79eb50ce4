// A SCIM server of scimmy-routers from npm with handlers that keep everything in memory, to ask with `rollcall conformance`.
// It is copied into a folder where express, scimmy and scimmy-routers are installed; the README has the commands.
import { randomUUID } from 'node:crypto'
import express from 'express'
import SCIMMY from 'scimmy'
import SCIMMYRouters from 'scimmy-routers'

const stores = { User: new Map(), Group: new Map() }
const names = { User: 'userName', Group: undefined }

/** The handlers that the README leaves to whoever uses it: a Map, unique userNames, times, and the groups of a user. */
function handlers(type) {
  const store = stores[type]
  return {
    ingress(resource, data) {
      const id = resource.id ?? randomUUID()
      const known = store.get(id)
      if (resource.id && !known) throw new SCIMMY.Types.Error(404, null, `Resource ${id} not found`)
      const key = names[type]
      const isTaken =
        key &&
        [...store.values()].some((other) => other.id !== id && other[key].toLowerCase() === data[key].toLowerCase())
      if (isTaken) throw new SCIMMY.Types.Error(409, 'uniqueness', `${key} is taken`)
      const { meta: _, groups: __, schemas: ___, ...sent } = { ...JSON.parse(JSON.stringify(data)), id }
      const { meta, ...before } = known ?? {}
      if (known && JSON.stringify(before) === JSON.stringify(sent)) return shown(type, known)
      const now = new Date()
      const saved = { ...sent, meta: { created: meta?.created ?? now, lastModified: now } }
      store.set(id, saved)
      return shown(type, saved)
    },
    egress(resource) {
      if (!resource.id) {
        const all = [...store.values()].map((each) => shown(type, each))
        return resource.filter ? resource.filter.match(all) : all
      }
      const known = store.get(resource.id)
      if (!known) throw new SCIMMY.Types.Error(404, null, `Resource ${resource.id} not found`)
      return shown(type, known)
    },
    degress(resource) {
      if (!store.delete(resource.id)) throw new SCIMMY.Types.Error(404, null, `Resource ${resource.id} not found`)
    },
  }
}

/** What is matched and answered, whole: type, schemas, references, and the groups of a user. */
function shown(type, { meta, ...resource }) {
  const extensions = Object.keys(resource).filter((name) => name.startsWith('urn:'))
  const schemas = [`urn:ietf:params:scim:schemas:core:2.0:${type}`, ...extensions]
  const whole = { ...resource, schemas, meta: { ...meta, resourceType: type } }
  if (type === 'Group') {
    const members = (resource.members ?? []).map((member) => ({
      ...member,
      $ref: `/scim/${stores.Group.has(member.value) ? 'Groups' : 'Users'}/${member.value}`,
    }))
    return { ...whole, ...(members.length > 0 && { members }) }
  }
  const groups = [...stores.Group.values()].filter(({ members = [] }) =>
    members.some(({ value }) => value === resource.id),
  )
  const listed = groups.map(({ id, displayName }) => ({
    value: id,
    display: displayName,
    type: 'direct',
    $ref: `/scim/Groups/${id}`,
  }))
  return { ...whole, ...(listed.length > 0 && { groups: listed }) }
}

SCIMMY.Resources.declare(SCIMMY.Resources.User.extend(SCIMMY.Schemas.EnterpriseUser, false), handlers('User'))
SCIMMY.Resources.declare(SCIMMY.Resources.Group, handlers('Group'))

const app = express()
app.use(
  '/scim',
  new SCIMMYRouters({
    type: 'bearer',
    handler(request) {
      if (request.header('Authorization')?.replace(/^bearer /i, '') !== 'secret') throw new Error('The token is wrong.')
      return 'nobody'
    },
  }),
)
app.listen(Number(process.argv[2] ?? 4500), '127.0.0.1')
