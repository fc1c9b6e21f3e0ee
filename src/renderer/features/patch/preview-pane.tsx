import { useState, type ReactNode } from 'react';
import type { HostPlan, PlanOptions, Transaction } from '../../../shared/domain/plan.ts';
import { remedyButton } from '../../state/remedies.ts';
import { t } from '../../texts/index.ts';
import { Button } from '../../ui/button.tsx';
import { bytes, list } from '../../ui/format.ts';
import { Pane, Section } from '../../ui/pane.tsx';
import { ProblemVerdict } from '../../ui/problem-verdict.tsx';
import { State } from '../../ui/state.tsx';
import { Tabs } from '../../ui/tabs.tsx';
import { BackTable, LeftOutTable, TransactionTable } from './transaction-tables.tsx';
import { BackVerdict } from './back-verdict.tsx';
import { RemovalTicks } from './removal-ticks.tsx';

const w = t.test.pane;
type TabId = 'transaction' | 'back' | 'out';

interface PreviewPaneProps {
  readonly host: HostPlan;
  readonly system: string | null;
  readonly options: PlanOptions;
  readonly onOptions?: (options: PlanOptions) => void;
  readonly onClose: () => void;
}

/** The exact transaction of one host, and what of it goes back. */
export function PreviewPane({ host, system, options, onOptions, onClose }: PreviewPaneProps): ReactNode {
  const { transaction, blocking, warnings } = host;
  return (
    <Pane
      title={host.hostName}
      note={system}
      width={598}
      max={900}
      closeLabel={t.common.closePane}
      resizeLabel={t.common.resizePane}
      onClose={onClose}
      tools={<span className="small dim cut">{t.test.rehearsed}</span>}
    >
      {[...blocking, ...warnings].map((problem, index) => {
        const remedy = remedyButton(problem, host.hostId, { kind: 'nothing' });
        return (
          <Section key={index}>
            <div className="stack">
              <ProblemVerdict problem={problem} />
              {remedy && (
                <div>
                  <Button onPress={remedy.run}>{remedy.text}</Button>
                </div>
              )}
            </div>
          </Section>
        );
      })}
      {transaction && <RemovalTicks transaction={transaction} options={options} onOptions={onOptions} />}
      {transaction && <TransactionPart host={host} transaction={transaction} />}
    </Pane>
  );
}

function TransactionPart({ host, transaction }: { host: HostPlan; transaction: Transaction }): ReactNode {
  const [tab, setTab] = useState<TabId>('transaction');
  const back = host.reversibility;
  return (
    <Tabs
      label={w.tabs}
      current={tab}
      onChange={setTab}
      tabs={[
        { id: 'transaction', text: w.transaction, note: String(transaction.items.length) },
        { id: 'back', text: w.back, note: back ? t.test.back[back.verdict].toLowerCase() : '' },
        { id: 'out', text: w.leftOut, note: String(transaction.leftOut.length) },
      ]}
    >
      {tab === 'transaction' && (
        <>
          <TransactionTable transaction={transaction} back={back} />
          <Aftermath transaction={transaction} />
        </>
      )}
      {tab === 'back' && back && <BackTable back={back} />}
      {tab === 'out' && <LeftOutTable transaction={transaction} />}
      {back && tab !== 'out' && (
        <Section>
          <BackVerdict host={host} />
        </Section>
      )}
    </Tabs>
  );
}

function Aftermath({ transaction }: { transaction: Transaction }): ReactNode {
  const { restarts, space, reboot } = transaction;
  const tight = space.some((each) => each.needBytes > each.freeBytes);
  return (
    <>
      <Section>
        <div className="row wrap">
          <State of="restart">{w.restarts}</State>
          <span className="mono grow">{restarts.length > 0 ? list(restarts, 8) : w.noRestarts}</span>
          <State of={reboot.expected ? 'reboot' : 'rebooted'}>
            {reboot.expected ? w.rebootNeeded(reboot.reasons.join(', ')) : w.noReboot}
          </State>
        </div>
      </Section>
      <Section>
        <div className="row wrap">
          <b>{w.space}</b>
          <span className="mono grow">
            {space.map((each) => w.needs(each.path, bytes(each.needBytes), bytes(each.freeBytes))).join(', ')}
          </span>
          <State of={tight ? 'failed' : 'done'}>{tight ? w.tooLittle : w.enough}</State>
        </div>
      </Section>
    </>
  );
}
