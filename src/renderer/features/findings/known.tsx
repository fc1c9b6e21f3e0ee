import type { ReactNode } from 'react';
import type { HostFinding } from '../../../shared/contract/vulnerabilities.ts';
import { t } from '../../texts/index.ts';
import { percentile } from '../../ui/finding-parts.tsx';
import { dayName, when } from '../../ui/format.ts';
import { Facts, Section } from '../../ui/pane.tsx';

const w = t.findings.pane;

/** What others say of the CVE, each with whose word it is. */
export function Known({ finding }: { finding: HostFinding }): ReactNode {
  const { vendorSeverity, cvss, epss, kev, fixed, firstSeen, explanation } = finding;
  return (
    <Section title={w.known}>
      <Facts
        rows={[
          [w.severity, vendorSeverity ? w.severityBy(vendorSeverity, explanation.feed) : w.noSeverity],
          [t.findings.columns.cvss, cvss ? <Cvss of={cvss} /> : w.notKnown],
          [w.epss, epss ? <Epss of={epss} /> : w.notKnown],
          [w.kev, kev ? <Kev of={kev} /> : w.no],
          [w.fixed, fixed ? <span className="mono">{fixed}</span> : w.noFix],
          [w.firstSeen, when(firstSeen)],
        ]}
      />
    </Section>
  );
}

const Cvss = ({ of }: { of: NonNullable<HostFinding['cvss']> }): ReactNode => (
  <>
    {`${w.cvss(of.version, of.score.toFixed(1), of.severity)}, ${w.scoreBy(of.source)}`}
    <div className="mono wrap-any dim">{of.vector}</div>
  </>
);

const Epss = ({ of }: { of: NonNullable<HostFinding['epss']> }): ReactNode => (
  <>
    {w.epssWords(percentile(of.percentile) || w.notKnown, of.score.toFixed(3))}
    {of.model && <span className="dim">{`, ${w.model(of.model)}`}</span>}
  </>
);

const Kev = ({ of }: { of: NonNullable<HostFinding['kev']> }): ReactNode => (
  <>
    {of.name}
    <div className="dim">{`${w.kevWords(dayName(of.added), of.due && dayName(of.due))}${of.ransomware ? `. ${t.findings.ransomware}` : ''}`}</div>
  </>
);
