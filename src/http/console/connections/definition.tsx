import { Type } from '@sinclair/typebox'
import type { Connection } from '../../../directory/connection'
import { findDefinition } from '../../../directory/definitions'
import { ownSchema, suggestionFor } from '../../../directory/suggestion'
import { check } from '../form'
import { attempt } from '../refused'
import { type Reply, redirect, type Visit } from '../visit'
import { changedHow, DefinitionForm, type Drafted, returnedWhen, simpleTypes } from './definition-form'
import { connectionIn, pathOf, step } from './frame'
import { word } from './new'

const fields = Type.Object({
  schema: Type.String({ maxLength: 200, description: 'Enter a URN such as urn:example:schemas:2.0:User.' }),
  name: Type.String({ maxLength: 64, description: 'Enter a name such as badgeNumber.' }),
  type: word([...simpleTypes, 'complex'], 'Choose a type.'),
  parts: Type.Optional(Type.String({ maxLength: 5000, description: 'These are too many parts.' })),
  multiValued: Type.Boolean(),
  required: Type.Boolean(),
  unique: Type.Boolean(),
  caseExact: Type.Boolean(),
  returned: word(returnedWhen, 'Choose when it is returned.'),
  mutability: word(changedHow, 'Choose whether it can be changed.'),
  canonicalValues: Type.Optional(Type.String({ maxLength: 50_000, description: 'These are too many values.' })),
  description: Type.Optional(Type.String({ maxLength: 1000, description: 'Use at most 1000 characters.' })),
})

/** The form for a new attribute, for one that was sent (`sent`), or for one that is defined (`schema` and `name`). */
export async function definition(visit: Visit): Promise<Reply> {
  const connection = await connectionIn(visit)
  const { query } = visit
  const schema = query.get('schema')
  const name = query.get('name')
  const known = schema !== null && name !== null ? await definedAs(visit, schema, name) : undefined
  const draft = known ?? (await suggested(visit, connection)) ?? blank
  return form(connection, draft, known !== undefined)
}

export async function define(visit: Visit): Promise<Reply> {
  const connection = await connectionIn(visit)
  const sent = await visit.form()
  const draft = draftIn(sent)
  const checked = check(fields, sent)
  if (checked.kind === 'refused') return form(connection, draft, false, checked.errors, undefined, 422)
  const { schema, name, parts, unique, canonicalValues, description, caseExact, ...traits } = checked.values
  const attribute = {
    ...traits,
    name,
    uniqueness: unique ? 'server' : 'none',
    ...(traits.type === 'string' && { caseExact }),
    ...(traits.type === 'complex' && { subAttributes: await partsIn(visit, schema, name, parts ?? '') }),
    ...(canonicalValues && { canonicalValues: linesIn(canonicalValues) }),
    ...(description && { description }),
  }
  return attempt(
    async () => {
      await visit.directory.define(visit.staff, { id: schema, attributes: [attribute] })
      return redirect(pathOf(connection, '/attributes'), `${name} is defined, and kept from the next request on.`)
    },
    (message, status) => form(connection, draft, false, {}, message, status),
  )
}

function form(
  connection: Connection,
  draft: Drafted,
  isKnown: boolean,
  errors: Readonly<Record<string, string>> = {},
  message: string | undefined = undefined,
  status: number | undefined = undefined,
): Reply {
  const body = <DefinitionForm connection={connection} draft={draft} errors={errors} message={message} />
  return step(connection, isKnown ? `Change ${draft.name}` : 'Define an attribute', body, status)
}

const blank: Drafted = {
  schema: ownSchema,
  name: '',
  type: 'string',
  parts: '',
  multiValued: false,
  required: false,
  unique: false,
  caseExact: false,
  returned: 'default',
  mutability: 'readWrite',
  canonicalValues: '',
  description: '',
}

async function suggested({ directory, query }: Visit, connection: Connection): Promise<Drafted | undefined> {
  const path = query.get('sent')
  if (path === null) return undefined
  const unknown = await directory.unknownAttributes(connection.id)
  const sent = unknown.find((attribute) => attribute.resourceType === 'User' && attribute.path === path)
  const suggestion = sent && suggestionFor(sent)
  if (suggestion?.kind !== 'definition') return undefined
  const { schema, name, type, multiValued, parts } = suggestion
  return { ...blank, schema, name, type, multiValued, parts: parts.map((part) => part.join(': ')).join('\n') }
}

async function definedAs(
  { directory, organization }: Visit,
  schema: string,
  name: string,
): Promise<Drafted | undefined> {
  const found = findDefinition(await directory.definitionsOf(organization.id), schema, name)
  if (!found || found.isRetired) return undefined
  const { attribute } = found
  const { subAttributes = [], canonicalValues = [], uniqueness } = attribute
  return {
    ...attribute,
    schema,
    parts: subAttributes.map((part) => `${part.name}: ${part.type}`).join('\n'),
    unique: uniqueness === 'server',
    canonicalValues: canonicalValues.join('\n'),
  }
}

function draftIn(sent: URLSearchParams): Drafted {
  const text = (name: string) => sent.get(name) ?? ''
  return {
    schema: text('schema'),
    name: text('name'),
    type: text('type'),
    parts: text('parts'),
    multiValued: sent.has('multiValued'),
    required: sent.has('required'),
    unique: sent.has('unique'),
    caseExact: sent.has('caseExact'),
    returned: text('returned'),
    mutability: text('mutability'),
    canonicalValues: text('canonicalValues'),
    description: text('description'),
  }
}

const linesIn = (text: string) =>
  text
    .split('\n')
    .map((line) => line.trim())
    .filter((line) => line !== '')

/**
 * `name: type` or a name alone, which is text; whether they are right is the directory's to say. What the form does not
 * show of a part that is there already stays.
 */
async function partsIn({ directory, organization }: Visit, schema: string, attribute: string, text: string) {
  const known = findDefinition(await directory.definitionsOf(organization.id), schema, attribute)
  return linesIn(text).map((line) => {
    const [name = '', given] = line.split(/\s*:\s*/, 2)
    const type = given || 'string'
    return known?.attribute.subAttributes?.find((part) => part.name === name && part.type === type) ?? { name, type }
  })
}
