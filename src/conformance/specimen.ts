import type { ResourceType } from '../scim/attribute'
import type { Json, JsonObject } from '../scim/json'
import type { Known } from './check'
import { idIn, resourceIn } from './expect'
import { isWritable, sample } from './sample'
import { isGroupType, isUserType, type Server } from './server'
import type { Session } from './session'
import { Failed, skip } from './verdict'

/** Errors: Skipped where the server has no such type. */
export function userType({ types }: Server): ResourceType {
  return types.find(isUserType) ?? skip('the server publishes no User')
}

export function groupType({ types }: Server): ResourceType {
  return types.find(isGroupType) ?? skip('the server publishes no Group')
}

export const noUsers = ({ types }: Server) => (types.some(isUserType) ? undefined : 'the server publishes no User')
export const noGroups = ({ types }: Server) => (types.some(isGroupType) ? undefined : 'the server publishes no Group')

/** The smallest resource that the published schema allows, with these attributes laid over it. */
export function draft(session: Session, type: ResourceType, attributes: JsonObject = {}): JsonObject {
  const word = session.unique(type.name.toLowerCase())
  const named = type.extensions.filter(({ schema, required }) => required || schema.id in attributes)
  const needed = type.schema.attributes.filter((attribute) => attribute.required && isWritable(attribute))
  const required = Object.fromEntries(
    needed.map((attribute) => [attribute.name, sample(attribute, { word, nth: 0 }) ?? '']),
  )
  const extended = named.map(({ schema }) => {
    const inside = schema.attributes.filter((attribute) => attribute.required && isWritable(attribute))
    return [
      schema.id,
      Object.fromEntries(inside.map((each) => [each.name, sample(each, { word, nth: 0 }) ?? ''])),
    ] as const
  })
  const filled = Object.fromEntries(extended.filter(([, members]) => Object.keys(members).length > 0))
  return { schemas: [type.schema.id, ...named.map(({ schema }) => schema.id)], ...required, ...filled, ...attributes }
}

/** Creates a resource to try something on. Errors: Failed. */
export async function create(session: Session, type: ResourceType, attributes: JsonObject = {}): Promise<Known> {
  return keep(session, type, draft(session, type, attributes))
}

export const createUser = (session: Session, attributes?: JsonObject) =>
  create(session, userType(session.server), attributes)

export const createGroup = (session: Session, attributes?: JsonObject) =>
  create(session, groupType(session.server), attributes)

/** A group with these members. */
export const createGroupOf = (session: Session, ...members: readonly Known[]) =>
  createGroup(session, { members: members.map(asMember) })

export const asMember = ({ id }: Known): JsonObject => ({ value: id })

async function keep(session: Session, type: ResourceType, body: JsonObject): Promise<Known> {
  const answer = await session.post(type.endpoint, body)
  try {
    const created = resourceIn(answer, 201)
    const id = idIn(answer)
    return { type, id, path: `${type.endpoint}/${encodeURIComponent(id)}`, body: created, answer }
  } catch (error) {
    if (!(error instanceof Failed)) throw error
    const [first] = error.problems
    throw new Failed([{ sentence: `cannot create a ${type.name} to try it on: it ${first?.sentence}`, answer }])
  }
}

/** The resource as it is now. Errors: Failed. */
export async function read(session: Session, { path }: Pick<Known, 'path'>): Promise<JsonObject> {
  return resourceIn(await session.get(path))
}

/** A body to PUT: what is required and these attributes, under the resource's own name. */
export function replacement(session: Session, known: Known, attributes: JsonObject = {}): JsonObject {
  const names = known.type.schema.attributes.filter(({ required, multiValued }) => required && !multiValued)
  const same = Object.fromEntries(names.flatMap(({ name }) => member(known.body, name)))
  return { ...draft(session, known.type), ...same, ...attributes, id: known.id }
}

function member(object: JsonObject, name: string): readonly (readonly [string, Json])[] {
  const value = object[name]
  return value === undefined ? [] : [[name, value]]
}
