import { type Provider, providers } from '../../../directory/settings'
import { lastRequest } from '../connections/condition'
import { endpointOf, Frame } from '../connections/frame'
import { providerNames } from '../connections/providers'
import { Row } from '../kit/layout'
import { Notice } from '../kit/notice'
import { Section } from '../kit/section'
import { get, page, type Reply, type Route, type Visit } from '../visit'
import { Arrival, ArrivalState } from './arrival'
import { guides } from './guides'
import { Instructions } from './instructions'

/** How a connection is set up at its identity provider, with what to enter there. */
export const guideRoutes: readonly Route[] = [
  get('/connections/:id/setup', 'viewer', setup),
  get('/connections/:id/setup/arrival', 'viewer', async (visit) => {
    const connection = await visit.directory.readConnection(visit.staff, visit.param('id'))
    const body = (
      <ArrivalState connectionId={connection.id} latest={await lastRequest(visit, connection)} now={visit.now} />
    )
    return { kind: 'fragment', body }
  }),
]

async function setup(visit: Visit): Promise<Reply> {
  const connection = await visit.directory.readConnection(visit.staff, visit.param('id'))
  const { id, name, settings } = connection
  const { base, query, flash, now } = visit
  const provider = providers.find((each) => each === query.get('provider')) ?? settings.provider
  const guide = guides[provider]
  const own = {
    endpoint: endpointOf(visit, connection),
    tokenUrl: `${base}/oauth2/token`,
    connectionId: id,
    token: flash.secret,
  }
  return page(
    `Set up ${name}`,
    <Frame connection={connection} current="setup">
      <Arrival connectionId={id} latest={await lastRequest(visit, connection)} now={now} />
      {base.startsWith('http:') && <Unencrypted base={base} />}
      {guide.note && <Notice kind="info">{guide.note}</Notice>}
      <Instructions name={providerNames[provider]} guide={guide} own={own} />
      <Others current={provider} path={`/connections/${id}/setup`} />
    </Frame>,
    { section: 'connections' },
  )
}

function Others({ current, path }: { readonly current: Provider; readonly path: string }) {
  return (
    <Section title="Another provider?" description="Its guide is here; which one comes first is a setting.">
      <Row>
        {providers
          .filter((each) => each !== current)
          .map((each) => (
            <a key={each} href={`${path}?provider=${each}`}>
              {providerNames[each]}
            </a>
          ))}
      </Row>
    </Section>
  )
}

/** Providers take only https; on the machine itself one may just be trying. */
function Unencrypted({ base }: { readonly base: string }) {
  return (
    <Notice kind="warning" title="Identity providers want https">
      This page was reached by <code>{base}</code>, so the endpoint below begins with it. Put a proxy in front that
      terminates TLS, and start Rollcall with <code>--public-url</code>.
    </Notice>
  )
}
