import { isAtLeast } from '../../../directory/staff'
import { Badge } from '../kit/badge'
import { ButtonForm, ButtonLink } from '../kit/button'
import { Copyable } from '../kit/copyable'
import { DefinitionList } from '../kit/definition-list'
import { Columns } from '../kit/layout'
import { Notice } from '../kit/notice'
import { PageHeader } from '../kit/page-header'
import { Section } from '../kit/section'
import { Table } from '../kit/table'
import { Muted, Truncated, UserText } from '../kit/text'
import { Time } from '../kit/time'
import { page, type Reply, type Visit } from '../visit'
import { AccessCard } from './access-card'
import { AttributePath } from './attribute-path'
import { attributeRows } from './attributes'
import { History } from './history'
import { StateBadge } from './list'
import { Requests } from './requests'
import { RoleForm } from './role-form'
import { type Shown, shownFor } from './shown'
import { nameOf, roleWords, sourceWords } from './wording'

/** All that is known of somebody; `complaint` is what was wrong with the role that was asked for. */
export async function show(
  visit: Visit,
  complaint?: { readonly message: string; readonly status: number },
): Promise<Reply> {
  const { directory, staff, organization, now } = visit
  const shown = await shownFor(visit)
  const { person, resource, type } = shown
  const history = await directory.people.history(staff, person.id)
  const connections = new Map((await directory.connectionsOf(organization.id)).map(({ id, name }) => [id, name]))
  const name = nameOf(resource)
  const { secret } = visit.flash
  const rows = attributeRows(type, resource)
  return page(
    name,
    <>
      <PageHeader
        title={name}
        subtitle={<UserText>{String(resource.userName)}</UserText>}
        trail={[{ label: 'People', href: '/people' }]}
        badges={<Badges shown={shown} />}
        actions={<Actions shown={shown} visit={visit} />}
      />
      {secret && isUrl(secret) && (
        <Section title="A link to hand over">
          <Copyable
            id="link"
            label="Link"
            value={secret}
            secret
            hint={
              <>
                Give it to <UserText>{name}</UserText> and nobody else: whoever has it can sign in as them.
              </>
            }
          />
        </Section>
      )}
      <Ownership shown={shown} />
      <Columns
        aside={
          <>
            <RoleForm shown={shown} visit={visit} complaint={complaint?.message} />
            <AccessCard shown={shown} visit={visit} />
            <Facts shown={shown} now={now} />
          </>
        }
      >
        <Section title="Attributes" description="Each with the name that SCIM has for it.">
          <DefinitionList
            rows={rows.map(({ path, label, value }) => ({
              term: label,
              hint: <AttributePath path={path} />,
              description: value,
            }))}
          />
        </Section>
        <Groups shown={shown} />
        <History history={history} type={type} now={now} />
        <Requests events={history.events} connections={connections} now={now} />
      </Columns>
    </>,
    { section: 'people', ...(complaint && { status: complaint.status }) },
  )
}

function Badges({ shown: { person } }: { readonly shown: Shown }) {
  const { effectiveRole } = person
  return (
    <>
      <StateBadge person={person} />{' '}
      <Badge tone={effectiveRole === 'member' ? 'neutral' : 'info'}>{roleWords[effectiveRole]}</Badge>
    </>
  )
}

function Actions({ shown, visit }: { readonly shown: Shown; readonly visit: Visit }) {
  const { person, isOurs, mayTouch } = shown
  const to = `/people/${person.id}`
  if (!mayTouch) return null
  if (person.deletedAt !== undefined) {
    return (
      <ButtonForm kind="primary" icon="restore" action={`${to}/restoration`}>
        Restore
      </ButtonForm>
    )
  }
  if (!isOurs) return null
  return (
    <>
      <ButtonLink icon="edit" href={`${to}/edit`}>
        Edit
      </ButtonLink>
      {person.active ? (
        <ButtonLink icon="pause" href={`${to}/deactivation`}>
          Deactivate
        </ButtonLink>
      ) : (
        <ButtonForm icon="play" action={`${to}/reactivation`} hidden={{ version: String(person.version) }}>
          Reactivate
        </ButtonForm>
      )}
      {isAtLeast(visit.staff.role, 'owner') && (
        <ButtonLink kind="danger" icon="trash" href={`${to}/deletion`}>
          Delete
        </ButtonLink>
      )}
    </>
  )
}

/** Who keeps the person up to date, and what that means. */
function Ownership({ shown: { person, connection, isOurs, restorableUntil } }: { readonly shown: Shown }) {
  if (person.deletedAt !== undefined) {
    return (
      <Notice kind="warning" title="Deleted">
        Can be restored for 30 days, until {new Date(restorableUntil).toISOString().slice(0, 10)}: with all attributes
        and the role, but without the groups. After that nothing but the history is left.
      </Notice>
    )
  }
  if (isOurs || !connection) return null
  return (
    <Notice kind="info">
      <a href={`/connections/${connection.id}`}>
        <UserText>{connection.name}</UserText>
      </a>{' '}
      owns this person: change attributes there, deactivate and delete them there. Only the role is given here.
    </Notice>
  )
}

function Facts({ shown: { person, connection }, now }: { readonly shown: Shown; readonly now: number }) {
  const from =
    connection && connection.deletedAt === undefined ? (
      <a href={`/connections/${connection.id}`}>
        <UserText>{connection.name}</UserText>
      </a>
    ) : (
      sourceWords[person.source]
    )
  return (
    <Section title="About">
      <Copyable id="person-id" label="Id" value={person.id} />
      <DefinitionList
        rows={[
          { term: 'From', description: from },
          { term: 'Created', description: <Time ms={person.created} now={now} /> },
          { term: 'Last change', description: <Time ms={person.modified} now={now} /> },
          ...(person.deletedAt === undefined
            ? []
            : [{ term: 'Deleted', description: <Time ms={person.deletedAt} now={now} /> }]),
          { term: 'Version', description: String(person.version) },
        ]}
      />
    </Section>
  )
}

function Groups({ shown: { person, roleGivers } }: { readonly shown: Shown }) {
  const roles = new Map(roleGivers.map(({ id, role }) => [id, role]))
  if (person.groups.length === 0) {
    return (
      <Section title="Groups">
        <Muted>In no group.</Muted>
      </Section>
    )
  }
  return (
    <Section title="Groups" flush>
      <Table
        caption="Groups"
        rows={person.groups}
        href={({ value }) => `/groups/${value}`}
        columns={[
          { header: 'Group', cell: ({ display }) => <Truncated text={display} />, priority: 'primary' },
          {
            header: 'Membership',
            cell: ({ type }) => (type === 'direct' ? 'Direct' : 'Through another group'),
            tight: true,
          },
          {
            header: 'Gives the role',
            cell: ({ value }) => {
              const role = roles.get(value)
              return role ? <Badge tone="info">{roleWords[role]}</Badge> : null
            },
            tight: true,
          },
        ]}
      />
    </Section>
  )
}

function isUrl(text: string): boolean {
  return /^https?:\/\//.test(text)
}
