import { useEffect, type ReactNode } from 'react';
import type { DeploymentRow } from '../../shared/contract/contract.ts';
import type { FeedInfo } from '../../shared/contract/vulnerabilities.ts';
import { announce } from '../state/announce.ts';
import { useAudit } from '../state/audit.ts';
import { needsYou } from '../state/host-view.ts';
import { useLive } from '../state/live.ts';
import { act } from '../state/notices.ts';
import { href } from '../state/place.ts';
import { t } from '../texts/index.ts';
import { Button } from '../ui/button.tsx';
import { count, dayName } from '../ui/format.ts';
import { Icon } from '../ui/icon.tsx';
import { State } from '../ui/state.tsx';
import { Meter } from '../ui/progress.tsx';

/** A long work is told at its quarters, not at each host. */
function useProgressSaid(name: string, done: number, of: number): void {
  const quarter = of === 0 ? 0 : Math.floor((4 * done) / of);
  useEffect(() => {
    if (quarter > 0) announce(t.frame.quarterDone(name, quarter, of));
  }, [name, quarter, of]);
}

/** On every page: what runs, and whether the audit chain holds. */
export function Footer(): ReactNode {
  const { value, problem } = useLive('deployments.list', {});
  const running = value?.find((each) => each.state !== 'finished');
  return (
    <footer className="foot" aria-label={t.frame.footer}>
      {running && <RunningDeployment deployment={running} />}
      {value && !running && <ScanOrNothing />}
      {!value && problem && <State of="unknown">{t.frame.runningUnknown}</State>}
      <span className="grow" />
      <FeedsState />
      <span className="sep wide" />
      <AuditState />
    </footer>
  );
}

function RunningDeployment({ deployment }: { deployment: DeploymentRow }): ReactNode {
  const { counts, hosts, state, name, id } = deployment;
  const done = counts.done ?? 0;
  const failed = (counts.failed ?? 0) + (counts.lost ?? 0);
  const words = t.frame.hostsDone(done, hosts);
  useProgressSaid(name, done, hosts);
  return (
    <>
      <a className="st live" href={href(['patch', 'deploy'], { deployment: id })}>
        <Icon name={state === 'paused' ? 'pause' : 'run'} size="small" />
        <b className="cut" style={{ color: 'var(--text)' }}>
          {name}
        </b>
      </a>
      <Meter
        label={name}
        words={words}
        value={done}
        of={hosts}
        segments={[
          { share: done, tone: 'ok' },
          { share: failed, tone: 'bad' },
        ]}
      />
      <span>{words}</span>
      {state === 'paused' && <span>{t.frame.paused}</span>}
      {state === 'stopping' && <span>{t.frame.stopping}</span>}
      {failed > 0 && <span className="wide">{t.frame.needYou(failed)}</span>}
      {state === 'running' && (
        <Button small look="quiet" icon="pause" label={`${t.deploy.pause} ${name}`} onPress={() => act('deployments.pause', { id })}>
          {t.deploy.pause}
        </Button>
      )}
    </>
  );
}

function ScanOrNothing(): ReactNode {
  const rows = useLive('hosts.list', {}).value ?? [];
  const working = rows.filter((row) => row.scan.state === 'scanning' || row.scan.state === 'waiting').length;
  const words = t.frame.scanHosts(rows.length - working, rows.length);
  useProgressSaid(t.frame.scan, working === 0 ? 0 : rows.length - working, rows.length);
  if (working === 0) {
    return (
      <span className="st idle">
        <Icon name="wait" size="small" />
        {t.frame.noDeployment}
      </span>
    );
  }
  const stuck = rows.filter(needsYou).length;
  return (
    <>
      <a className="st live" href={href(['patch', 'scan'])}>
        <Icon name="run" size="small" />
        <b style={{ color: 'var(--text)' }}>{t.frame.scan}</b>
      </a>
      <Meter label={t.frame.scan} words={words} value={rows.length - working} of={rows.length} />
      <span>{words}</span>
      {stuck > 0 && <span className="wide">{t.frame.needYou(stuck)}</span>}
    </>
  );
}

/** How old what is known of vulnerabilities is: the oldest that is in use, and what failed. */
function FeedsState(): ReactNode {
  const feeds = useLive('feeds.list', {}).value?.filter((feed) => feed.state !== 'not-needed') ?? [];
  if (feeds.length === 0) return null;
  return (
    <a href={href(['settings', 'feeds'])} className="wide">
      {feedsWord(feeds)}
    </a>
  );
}

function feedsWord(feeds: readonly FeedInfo[]): string {
  const w = t.feeds.footer;
  if (feeds.some((feed) => feed.step !== null)) return w.updating;
  const [oldest] = feeds.flatMap((feed) => feed.date ?? []).sort();
  if (oldest === undefined) return w.never;
  const failed = feeds.filter((feed) => feed.problem !== null).length;
  if (failed > 0) return w.failed(failed);
  const old = feeds.filter((feed) => feed.state === 'stale').length;
  return old > 0 ? w.stale(old) : w.current(dayName(oldest));
}

function AuditState(): ReactNode {
  const verdict = useAudit((state) => state.verdict);
  const text = verdict === null ? t.frame.auditUnknown : verdict.intact ? t.frame.auditIntact : t.frame.auditBroken(verdict.brokenAt ?? 0);
  return (
    <a
      href={href(['history'])}
      className={verdict?.intact === false ? 'bad' : undefined}
      title={verdict ? count(verdict.entries) : undefined}
    >
      {text}
    </a>
  );
}
