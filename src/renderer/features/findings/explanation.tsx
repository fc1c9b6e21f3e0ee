import type { ReactNode } from 'react';
import type { HostFinding } from '../../../shared/contract/vulnerabilities.ts';
import { t } from '../../texts/index.ts';
import { Section } from '../../ui/pane.tsx';

const w = t.findings.pane;

/** Step by step from the installed package to the vendor's record, so that anybody can follow it by hand. */
export function Explanation({ finding }: { finding: HostFinding }): ReactNode {
  const { rule, compared, feed, record, words, dataOf } = finding.explanation;
  const packages = finding.packages.map((one) => `${one.name} ${one.installed}`);
  const steps: readonly (readonly [string, ReactNode])[] = [
    [w.installed, <Lines key="installed" of={packages} />],
    [w.steps.record, <Path key="record" of={[feed, ...record]} />],
    [w.steps.words, words.length > 0 ? <Lines key="words" of={words} /> : <span className="dim">{w.steps.noWords}</span>],
    [
      w.steps.compared,
      compared ? (
        <code className="mono wrap-any">{`${compared.installed} ${compared.order} ${compared.with}`}</code>
      ) : (
        <span className="dim">{w.steps.notCompared}</span>
      ),
    ],
    [w.steps.rule, <code className="mono">{rule}</code>],
  ];
  return (
    <Section title={w.how(finding.hostName)}>
      <ol className="steps">
        {steps.map(([name, value]) => (
          <li key={name}>
            <span className="faint">{name}</span>
            <div>{value}</div>
          </li>
        ))}
      </ol>
      <p className="small dim">{dataOf ? w.steps.data(dataOf) : w.steps.dataUnknown}</p>
    </Section>
  );
}

const Lines = ({ of }: { of: readonly string[] }): ReactNode => (
  <>
    {of.map((line) => (
      <div key={line} className="mono wrap-any">
        {line}
      </div>
    ))}
  </>
);

/** The keys that lead to the record, in the vendor's file. */
const Path = ({ of }: { of: readonly string[] }): ReactNode => <span className="mono wrap-any">{of.join(' > ')}</span>;
