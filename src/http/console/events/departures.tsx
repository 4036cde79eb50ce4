import type { Connection } from '../../../directory/connection'
import type { StoredEvent } from '../../../directory/request-event'
import { ButtonLink } from '../kit/button'
import { Code } from '../kit/code'
import { Section } from '../kit/section'
import { UserText } from '../kit/text'
import { quirkNotes } from './quirk-notes'

type DeparturesProps = {
  readonly event: StoredEvent
  readonly connection: Connection | undefined
}

/** Where the request departed from the standard, and what of it was not kept. */
export function Departures({ event: { tolerated = [], ignored = [] }, connection }: DeparturesProps) {
  return (
    <>
      {ignored.length > 0 && (
        <Section
          title="What was not kept"
          description="The request had attributes that are not defined here, or that may only be read. Define what you want to keep."
          actions={
            connection &&
            connection.deletedAt === undefined && (
              <ButtonLink href={`/connections/${connection.id}/attributes`}>Define attributes</ButtonLink>
            )
          }
        >
          <ul class="bullets">
            {ignored.map((path) => (
              <li key={path}>
                <Code>
                  <UserText>{path}</UserText>
                </Code>
              </li>
            ))}
          </ul>
        </Section>
      )}
      {tolerated.length > 0 && (
        <Section
          title="What was tolerated"
          description="The request departed from the standard and was understood all the same. There is nothing to do."
        >
          <ul class="bullets">
            {tolerated.map((quirk) => (
              <li key={quirk}>{quirkNotes[quirk] ?? <Code>{quirk}</Code>}</li>
            ))}
          </ul>
        </Section>
      )}
    </>
  )
}
