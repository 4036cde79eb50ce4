import type { AttributeDefinition } from '../../../directory/attribute-definition'
import type { Connection } from '../../../directory/connection'
import type { Definitions } from '../../../directory/definitions'
import { ButtonLink } from '../kit/button'
import { EmptyState } from '../kit/empty-state'
import { Actions } from '../kit/form'
import { Section } from '../kit/section'
import { type Column, Table } from '../kit/table'
import { Muted, UserText } from '../kit/text'
import { pathOf } from './frame'

/** An attribute that the organization defines, with the URN that it stands behind. */
export interface Defined {
  readonly schema: string
  readonly attribute: AttributeDefinition
}

export function definedIn({ extensions }: Definitions): readonly Defined[] {
  return extensions.flatMap(({ schema }) => schema.attributes.map((attribute) => ({ schema: schema.id, attribute })))
}

interface DefinedAttributesProps {
  readonly connection: Connection
  readonly defined: readonly Defined[]
  readonly mayDefine: boolean
}

export function DefinedAttributes({ connection, defined, mayDefine }: DefinedAttributesProps) {
  const define = mayDefine && (
    <ButtonLink icon="plus" href={pathOf(connection, '/attributes/definition')}>
      Define an attribute
    </ButtonLink>
  )
  return (
    <Section
      title="Attributes of your own"
      description="They extend every user of the organization, whichever connection sends them; /Schemas shows them to identity providers."
      actions={defined.length > 0 && define}
      flush
    >
      {defined.length === 0 ? (
        <EmptyState icon="code" title="No attributes are defined" action={define}>
          The standard ones, with the enterprise extension, are there without a definition.
        </EmptyState>
      ) : (
        <Table caption="Defined attributes" columns={columns(connection, mayDefine)} rows={defined} />
      )}
    </Section>
  )
}

function columns(connection: Connection, mayDefine: boolean): readonly Column<Defined>[] {
  const shown: readonly Column<Defined>[] = [
    {
      header: 'Attribute',
      cell: ({ schema, attribute }) => (
        <span>
          <UserText>{attribute.name}</UserText> <Muted>{schema}</Muted>
        </span>
      ),
      priority: 'primary',
      monospace: true,
    },
    { header: 'Type', cell: ({ attribute }) => typeOf(attribute) },
    { header: 'Rules', cell: ({ attribute }) => rulesOf(attribute).join(', ') || <Muted>none</Muted> },
  ]
  if (!mayDefine) return shown
  const actions: Column<Defined> = {
    header: 'Actions',
    headerHidden: true,
    align: 'end',
    cell: ({ schema, attribute: { name } }) => {
      const search = new URLSearchParams({ schema, name }).toString()
      return (
        <Actions>
          <ButtonLink
            kind="quiet"
            href={pathOf(connection, `/attributes/definition?${search}`)}
            label={`Change ${name}`}
          >
            Change
          </ButtonLink>
          <ButtonLink kind="quiet" href={pathOf(connection, `/attributes/removal?${search}`)} label={`Remove ${name}`}>
            Remove
          </ButtonLink>
        </Actions>
      )
    },
  }
  return [...shown, actions]
}

function typeOf({ type, multiValued, subAttributes }: AttributeDefinition): string {
  const parts = subAttributes?.map((part) => `${part.name}: ${part.type}`).join(', ')
  return `${parts ? `complex (${parts})` : type}${multiValued ? ', several values' : ''}`
}

function rulesOf({
  type,
  required,
  caseExact,
  uniqueness,
  mutability,
  returned,
  canonicalValues,
}: AttributeDefinition) {
  return [
    ...(required ? ['required'] : []),
    ...(caseExact && type === 'string' ? ['case matters'] : []),
    ...(uniqueness === 'server' ? ['unique'] : []),
    ...(mutability === 'readWrite' ? [] : [mutability]),
    ...(returned === 'default' ? [] : [`returned ${returned}`]),
    ...(canonicalValues ? [`such as ${canonicalValues.slice(0, 5).join(', ')}`] : []),
  ]
}
