import { Code, CodeBlock } from '../kit/code'
import { Copyable } from '../kit/copyable'
import { DefinitionList } from '../kit/definition-list'
import { Section } from '../kit/section'
import { Step, Steps } from '../kit/steps'
import { Table } from '../kit/table'
import { Prose } from '../kit/text'
import type { Guide, Instruction, Trouble, Value } from './guide'

/** The connection's own values, which the guide says where to enter. */
export interface Own {
  readonly endpoint: string
  readonly tokenUrl: string
  readonly connectionId: string
  /** Only right after it was made. */
  readonly token: string | undefined
}

interface InstructionsProps {
  /** What the provider is called. */
  readonly name: string
  readonly guide: Guide
  readonly own: Own
}

export function Instructions({ name, guide, own }: InstructionsProps) {
  const { before, values, after, template, mapping, test, troubles } = guide
  return (
    <>
      <Section title={`At ${name}`}>
        <Steps>
          {before.map(step)}
          <Step title="Enter these values">
            {values.map((value, index) => (
              <Entry key={value.field} value={value} own={own} id={`value-${index}`} />
            ))}
          </Step>
          {after.map(step)}
        </Steps>
        {template && <CodeBlock text={template.text} label={template.label} copyId="template" />}
      </Section>
      <Section title="Which field is which attribute" flush>
        <Table
          caption="Attribute mapping"
          columns={[
            { header: name, cell: ({ theirs }) => <Code>{theirs}</Code>, priority: 'primary' },
            { header: 'SCIM attribute', cell: ({ attribute }) => <Code>{attribute}</Code> },
            { header: 'Note', cell: ({ note }) => note ?? '', priority: 'low' },
          ]}
          rows={mapping}
        />
      </Section>
      <Section title="Try it">
        <Prose>
          <ul>
            {test.map((line, index) => (
              <li key={index}>{line}</li>
            ))}
          </ul>
        </Prose>
      </Section>
      <Section title="When it does not work">
        <DefinitionList rows={troubles.map(({ sign, remedy }: Trouble) => ({ term: sign, description: remedy }))} />
      </Section>
    </>
  )
}

const step = ({ title, text }: Instruction, index: number) => (
  <Step key={index} title={title}>
    {text && <p>{text}</p>}
  </Step>
)

function Entry({ value, own, id }: { readonly value: Value; readonly own: Own; readonly id: string }) {
  const { field, enter, hint } = value
  if (enter === 'token' && own.token === undefined) {
    return (
      <Told
        field={field}
        hint={
          <>
            The token was shown once, when it was made. If it is lost,{' '}
            <a href={`/connections/${own.connectionId}/tokens/new`}>make another one</a>.
          </>
        }
      >
        <Code>rc_scim_…</Code>
      </Told>
    )
  }
  if (typeof enter === 'object') {
    return (
      <Told field={field} hint={hint}>
        <Code>{enter.text}</Code>
      </Told>
    )
  }
  return <Copyable id={id} label={field} value={entered(enter, own)} hint={hint} secret={enter === 'token'} />
}

function Told(props: { readonly field: string; readonly hint?: Value['hint']; readonly children: Value['hint'] }) {
  return (
    <div class="field">
      <span class="label">{props.field}</span>
      <div>{props.children}</div>
      {props.hint && <p class="hint">{props.hint}</p>}
    </div>
  )
}

function entered(
  enter: Exclude<Value['enter'], object>,
  { endpoint, tokenUrl, connectionId, token = '' }: Own,
): string {
  switch (enter) {
    case 'endpoint':
      return endpoint
    case 'endpoint with Entra flag':
      return `${endpoint}?aadOptscim062020`
    case 'token':
      return token
    case 'token URL':
      return tokenUrl
    case 'connection id':
      return connectionId
  }
}
