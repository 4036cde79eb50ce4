// scimmy-routers as its documentation sets it up, over a Map: in memory, nothing durable, no log. Run in a folder that has it installed.
import { randomUUID } from 'node:crypto'
import { readFileSync } from 'node:fs'
import express from 'express'
import SCIMMY from 'scimmy'
import SCIMMYRouters from 'scimmy-routers'

const [file, token] = process.argv.slice(2)
const byId = new Map()
const idByUserName = new Map()

function keep(user) {
  byId.set(user.id, user)
  idByUserName.set(user.userName.toLowerCase(), user.id)
  return user
}

for (const user of JSON.parse(readFileSync(file, 'utf8'))) keep(user)

SCIMMY.Resources.User.extend(SCIMMY.Schemas.EnterpriseUser, false)
SCIMMY.Resources.declare(SCIMMY.Resources.User, {
  ingress: ({ id }, data) => {
    if (!id && idByUserName.has(data.userName.toLowerCase())) throw new SCIMMY.Types.Error(409, 'uniqueness', 'taken')
    return keep({ ...data, id: id ?? randomUUID() })
  },
  egress: ({ id, filter }) => {
    if (id) return byId.get(id) ?? Promise.reject(new SCIMMY.Types.Error(404, null, 'not found'))
    const [operator, value] = filter?.[0]?.userName ?? []
    if (operator === 'eq') return [byId.get(idByUserName.get(value.toLowerCase()))].filter(Boolean)
    return [...byId.values()]
  },
  degress: ({ id }) => void byId.delete(id),
})

const app = express()
app.use(
  '/scim/v2',
  new SCIMMYRouters({
    type: 'bearer',
    handler: (request) => {
      if (request.header('Authorization') !== `Bearer ${token}`) throw new Error('the token is unknown')
      return 'okta'
    },
  }),
)
const server = app.listen(0, '127.0.0.1', () => process.stderr.write(`http://127.0.0.1:${server.address().port}\n`))
