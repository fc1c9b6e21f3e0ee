import type { ReactNode } from 'react';
import type { HostFinding } from '../../../shared/contract/vulnerabilities.ts';
import { openDialog } from '../../state/dialogs.ts';
import { dueState, type DueDate } from '../../state/findings.ts';
import { t } from '../../texts/index.ts';
import { Button } from '../../ui/button.tsx';
import { dayName } from '../../ui/format.ts';
import { Section } from '../../ui/pane.tsx';
import { State } from '../../ui/state.tsx';
import { Verdict } from '../../ui/verdict.tsx';

const w = t.findings.pane;

/** The date that leads with its reason, the four answers that it rests on, and every other rule's date. */
export const Ranking = ({ finding }: { finding: HostFinding }): ReactNode => (
  <>
    <Section>
      <div className="stack">
        <Leading finding={finding} />
        <Inputs finding={finding} />
      </div>
    </Section>
    <OtherDates finding={finding} />
  </>
);

function Leading({ finding: { due, exception } }: { finding: HostFinding }): ReactNode {
  if (exception) {
    return (
      <Verdict of="excepted" title={w.excepted(dayName(exception.expiresOn))}>
        <p>{`${t.exceptions.kinds[exception.kind]}, ${exception.owner}: ${exception.reason}`}</p>
      </Verdict>
    );
  }
  const { kind, word } = dueState(due);
  const day = due?.due ? dayName(due.due) : '';
  const title = !due?.due ? w.noDate : kind === 'overdue' ? w.overdue(word, day) : w.dueOn(day);
  return (
    <Verdict of={kind} title={title}>
      {due && (
        <>
          <p>{due.name}</p>
          <Reason of={due} />
        </>
      )}
    </Verdict>
  );
}

const ifExposed = ({ due, reason }: { due: string | null; reason: string }): string =>
  `${w.ifExposed(due ? dayName(due) : t.findings.noDate)} (${reason})`;

function Inputs({ finding: { inputs, hostId } }: { finding: HostFinding }): ReactNode {
  const said = (value: boolean | null): string => (value === null ? w.notSaid : value ? w.yes : w.no);
  const { inKev, exposed, automatable, impact } = inputs;
  const answers = [
    { name: w.inKev, word: said(inKev.value), isBad: inKev.value, ...rest(inKev) },
    { name: w.exposed, word: said(exposed.value), isBad: exposed.value === true, ...rest(exposed) },
    { name: w.automatable, word: said(automatable.value), isBad: automatable.value, ...rest(automatable) },
    { name: w.impact, word: impact.value, isBad: impact.value === 'total', ...rest(impact) },
  ];
  return (
    <>
      <dl className="answers" aria-label={w.inputs}>
        {answers.map((answer) => (
          <div key={answer.name}>
            <dt>{answer.name}</dt>
            <dd>
              <b className={answer.isBad ? 'bad-ink' : answer.word === w.notSaid ? 'unknown-ink' : undefined}>{answer.word}</b>
              <span className="tiny">{answer.estimated ? `${w.estimated}: ${answer.source}` : answer.source}</span>
            </dd>
          </div>
        ))}
      </dl>
      {exposed.value === null && (
        <div>
          <Button small onPress={() => openDialog({ kind: 'edit-host', hostId })}>
            {w.sayExposed}
          </Button>
        </div>
      )}
    </>
  );
}

const rest = ({ source, estimated }: { source: string; estimated: boolean }): { source: string; estimated: boolean } => ({
  source,
  estimated,
});

/** What the other rules say: the one that leads stands above. */
function OtherDates({ finding: { dates, due } }: { finding: HostFinding }): ReactNode {
  const others = dates.filter((date) => date.rule !== due?.rule);
  if (others.length === 0) return null;
  return (
    <Section title={w.dates}>
      <ul className="stack due-list">
        {others.map((date) => {
          const { kind, word } = dueState(date);
          return (
            <li key={date.rule}>
              <div className="row">
                <b className="grow">{date.name}</b>
                <State of={kind}>{word}</State>
              </div>
              <Reason of={date} />
            </li>
          );
        })}
      </ul>
    </Section>
  );
}

/** The reason names the clock itself, unless KEV names the day. */
const Reason = ({ of: date }: { of: DueDate }): ReactNode => (
  <>
    <p className="small dim">
      {date.reason}
      {date.estimated && ` (${w.estimated})`}
    </p>
    {!date.reason.includes('clock from') && <p className="small dim">{w.clock(date.clock.start, dayName(date.clock.from))}</p>}
    {date.ifExposed && <p className="small dim">{ifExposed(date.ifExposed)}</p>}
  </>
);
