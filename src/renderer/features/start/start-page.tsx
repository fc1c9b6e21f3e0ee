import type { ReactNode } from 'react';
import type { Summary } from '../../../shared/contract/contract.ts';
import { Page } from '../../frame/page.tsx';
import { useLive } from '../../state/live.ts';
import { t } from '../../texts/index.ts';
import { Answer, Bone, PaneBones, TileBones } from '../../ui/answer.tsx';
import { count, stamp } from '../../ui/format.ts';
import { Meter } from '../../ui/progress.tsx';
import { FindingsTiles } from './findings-tiles.tsx';
import { FirstRun } from './first-run.tsx';
import { LastDeployments } from './last-deployments.tsx';
import { LastEntries } from './last-entries.tsx';
import { NeedsYou } from './needs-you.tsx';
import { Tiles } from './tiles.tsx';

const w = t.start;

/** Where do we stand, who needs a person, what runs, what happened last. */
export function StartPage(): ReactNode {
  const from = useLive('app.summary', {});
  const { value } = from;
  return (
    <Page title={w.title} note={value && value.hosts > 0 ? `${t.common.hosts(value.hosts)}. ${stamp(new Date().toISOString())}` : ''}>
      <div className="body">
        <div className="page">
          <Answer whole from={from} what={w.title} bones={<StandingBones />}>
            {(summary) => (summary.hosts === 0 ? <FirstRun /> : <Standing summary={summary} />)}
          </Answer>
        </div>
      </div>
    </Page>
  );
}

/** As high as what comes. */
const StandingBones = (): ReactNode => (
  <>
    <p className="say bones">
      <Bone width="260px" />
    </p>
    <TileBones />
    <div className="under-tiles">
      <TileBones />
    </div>
    <div className="grid two">
      <section className="pane">
        <PaneBones />
      </section>
      <section className="pane">
        <PaneBones />
      </section>
    </div>
  </>
);

function Standing({ summary }: { summary: Summary }): ReactNode {
  const { hosts, current, outstanding, unknown } = summary;
  const share = `${((100 * current) / hosts).toFixed(1)} %`;
  return (
    <>
      <p className="say">
        {w.current(share)} <small>{w.sentence(current, hosts, outstanding, unknown)}</small>
      </p>
      <Tiles summary={summary} />
      <FindingsTiles />
      <div className="grid two">
        <NeedsYou />
        <LastEntries />
      </div>
      <div className="grid">
        <Coverage summary={summary} />
        <LastDeployments />
      </div>
    </>
  );
}

/** Unknown hosts are hatched and never counted as current. */
function Coverage({ summary: { hosts, current, outstanding, unknown } }: { summary: Summary }): ReactNode {
  const known = hosts - unknown;
  const parts = `${count(current)} ${w.coverageParts.current}, ${count(outstanding)} ${w.coverageParts.outstanding}, ${count(unknown)} ${w.coverageParts.unknown}`;
  return (
    <section className="pane" aria-label={w.coverage}>
      <div className="row" style={{ padding: '10px 12px', gap: 16, flexWrap: 'wrap' }}>
        <b>{w.coverage}</b>
        <span>
          <b>{`${((100 * known) / hosts).toFixed(1)} %`}</b> <span className="dim">{w.known(known, hosts)}</span>
        </span>
        <div style={{ flex: '1 1 200px' }}>
          <Meter
            tall
            label={w.coverage}
            words={parts}
            value={known}
            of={hosts}
            segments={[
              { share: current, tone: 'ok' },
              { share: outstanding, tone: 'warn' },
              { share: unknown, tone: 'unknown' },
            ]}
          />
        </div>
        <span className="small dim">{parts}</span>
      </div>
    </section>
  );
}
