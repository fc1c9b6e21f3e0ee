import { useState, type ReactNode } from 'react';
import type { CallOutput } from '../../../shared/contract/contract.ts';
import { Page } from '../../frame/page.tsx';
import { openDialog } from '../../state/dialogs.ts';
import { conditionOf } from '../../state/host-view.ts';
import { useLive } from '../../state/live.ts';
import { act } from '../../state/notices.ts';
import { go, href } from '../../state/place.ts';
import { remedyButton } from '../../state/remedies.ts';
import { t } from '../../texts/index.ts';
import { Bones } from '../../ui/answer.tsx';
import { Button } from '../../ui/button.tsx';
import { count, seconds, when } from '../../ui/format.ts';
import { Section } from '../../ui/pane.tsx';
import { ProblemLine, ProblemPage } from '../../ui/problem-page.tsx';
import { ProblemVerdict } from '../../ui/problem-verdict.tsx';
import { State } from '../../ui/state.tsx';
import { Tabs } from '../../ui/tabs.tsx';
import { FactsTable } from './facts-table.tsx';
import { HostLog } from './host-log.tsx';
import { HostFactsColumn } from './host-facts.tsx';
import { HostFindings } from './host-findings.tsx';
import { HostMoments } from './host-moments.tsx';
import { ListenersTable, PackagesTable, ServicesTable } from './host-tables.tsx';
import { removeHosts } from './remove-hosts.ts';

const d = t.hosts.detail;
type Detail = CallOutput<'hosts.get'>;
type TabId = 'software' | 'vulnerabilities' | 'services' | 'ports' | 'facts' | 'log';

export function HostPage({ id }: { id: string }): ReactNode {
  const { value, problem, retry } = useLive('hosts.get', { id });
  const above = { text: t.hosts.title, href: href(['hosts']) };
  if (!value) {
    return (
      <Page title={problem ? t.hosts.title : t.common.loading} above={above}>
        {problem ? (
          <ProblemPage problem={problem} retry={retry} />
        ) : (
          <div className="page">
            <Bones lines={12} />
          </div>
        )}
      </Page>
    );
  }
  return (
    <Page title={value.row.host.name} above={above}>
      {problem && <ProblemLine what={value.row.host.name} problem={problem} retry={retry} />}
      <HostHead detail={value} />
      <div className="host-page">
        <HostFactsColumn detail={value} />
        <Middle detail={value} />
        <HostMoments id={id} />
      </div>
    </Page>
  );
}

function HostHead({ detail: { row, factsAt } }: { detail: Detail }): ReactNode {
  const { host, scan } = row;
  const { kind, word } = conditionOf(row);
  const facts: readonly (readonly [string, ReactNode])[] = [
    [t.hosts.columns.scanned, factsAt ? `${when(factsAt)}${scan.seconds === null ? '' : `, ${seconds(scan.seconds)}`}` : d.never],
    [t.hosts.columns.updates, row.updates === null ? t.common.notKnown : count(row.updates)],
    [t.hosts.columns.security, row.security === null ? t.common.notKnown : count(row.security)],
    [t.hosts.columns.ring, host.ring],
  ];
  const remove = async (): Promise<void> => {
    if (await removeHosts([row])) go(['hosts']);
  };
  return (
    <div className="host-head">
      <h2>{host.name}</h2>
      <div>
        <State of={kind}>{word}</State>
        <div className="tiny faint">{host.transport === 'local' ? t.hostForm.local : `${host.user}@${host.address}`}</div>
      </div>
      {facts.map(([name, value]) => (
        <div key={name} className="fact">
          <small>{name}</small>
          {value}
        </div>
      ))}
      <span className="grow" />
      <Button look="danger" onPress={remove}>
        {d.remove}
      </Button>
      <Button onPress={() => openDialog({ kind: 'test-connection', hostId: host.id })}>{t.wayIn.test}</Button>
      <Button onPress={() => openDialog({ kind: 'edit-host', hostId: host.id })}>{d.edit}</Button>
      <Button look="primary" onPress={() => act('scan.start', { hostIds: [host.id] })}>
        {d.scanNow}
      </Button>
    </div>
  );
}

function Middle({ detail }: { detail: Detail }): ReactNode {
  const [tab, setTab] = useState<TabId>('software');
  const { row, facts } = detail;
  const remedy = row.scan.problem && remedyButton(row.scan.problem, row.host.id, { kind: 'scan' });
  const trouble = row.scan.problem && (
    <Section>
      <div className="stack">
        <ProblemVerdict problem={row.scan.problem} />
        {remedy && (
          <div>
            <Button onPress={remedy.run}>{remedy.text}</Button>
          </div>
        )}
      </div>
    </Section>
  );
  if (!facts) {
    return (
      <div className="col">
        {trouble ?? (
          <div className="empty">
            <h2>{d.never}</h2>
            <p className="dim">{d.neverNext}</p>
          </div>
        )}
      </div>
    );
  }
  return (
    <div className="col">
      {trouble}
      <Tabs
        label={d.tabs}
        current={tab}
        onChange={setTab}
        tabs={[
          { id: 'software', text: d.software, note: row.packages === null ? '' : count(row.packages) },
          { id: 'vulnerabilities', text: t.findings.host.tab },
          { id: 'services', text: d.services, note: count(facts.services.length) },
          { id: 'ports', text: d.ports, note: count(facts.listeners.length) },
          { id: 'facts', text: t.hostFacts.column },
          { id: 'log', text: t.hosts.log.tab },
        ]}
      >
        {tab === 'software' && <PackagesTable hostId={row.host.id} updates={facts.updates} all={row.packages ?? 0} />}
        {tab === 'vulnerabilities' && <HostFindings id={row.host.id} name={row.host.name} />}
        {tab === 'services' && <ServicesTable services={facts.services} failed={facts.failedUnits} />}
        {tab === 'ports' && <ListenersTable listeners={facts.listeners} />}
        {tab === 'facts' && <FactsTable facts={facts} />}
        {tab === 'log' && <HostLog id={row.host.id} name={row.host.name} />}
      </Tabs>
    </div>
  );
}
