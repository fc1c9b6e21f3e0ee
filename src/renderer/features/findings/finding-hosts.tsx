import type { ReactNode } from 'react';
import type { HostFinding } from '../../../shared/contract/vulnerabilities.ts';
import { byDue, dueState } from '../../state/findings.ts';
import { href } from '../../state/place.ts';
import { t } from '../../texts/index.ts';
import { Button } from '../../ui/button.tsx';
import { dayName } from '../../ui/format.ts';
import { Section } from '../../ui/pane.tsx';
import { State } from '../../ui/state.tsx';

const w = t.findings.pane;

interface HostsProps {
  readonly all: readonly HostFinding[];
  /** The one that is explained above. */
  readonly shown: string;
  readonly onShow: (hostId: string) => void;
}

/** Where it is, the earliest due date first; hosts differ in their dates, so each can be explained. */
export const FindingHosts = ({ all, shown, onShow }: HostsProps): ReactNode => (
  <Section title={`${w.hosts}, ${all.length}`}>
    <table className="plain-table in-pane" aria-label={w.hosts}>
      <thead>
        <tr>
          <th scope="col">{w.host}</th>
          <th scope="col">{w.installed}</th>
          <th scope="col">{w.dueHead}</th>
          <th scope="col">
            <span className="vh">{w.explain('')}</span>
          </th>
        </tr>
      </thead>
      <tbody>
        {all.toSorted(byDue).map((one) => (
          <tr key={one.hostId} aria-current={one.hostId === shown ? true : undefined}>
            <td className="name">
              <a href={href(['hosts', one.hostId])}>
                <b>{one.hostName}</b>
              </a>
            </td>
            <td className="mono dim any">{[...new Set(one.packages.map((each) => each.installed))].join(', ')}</td>
            <td>
              <HostDue of={one} />
            </td>
            <td className="end">
              {one.hostId !== shown && (
                <Button small label={w.explain(one.hostName)} onPress={() => onShow(one.hostId)}>
                  {w.explainDo}
                </Button>
              )}
            </td>
          </tr>
        ))}
      </tbody>
    </table>
  </Section>
);

function HostDue({ of: { due, exception } }: { of: HostFinding }): ReactNode {
  if (exception) return <State of="excepted">{dayName(exception.expiresOn)}</State>;
  const { kind, word } = dueState(due);
  return <State of={kind}>{word}</State>;
}
