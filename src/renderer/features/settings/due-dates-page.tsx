import { useState, type ReactNode } from 'react';
import { Page } from '../../frame/page.tsx';
import { useLive } from '../../state/live.ts';
import { act } from '../../state/notices.ts';
import { href } from '../../state/place.ts';
import { t } from '../../texts/index.ts';
import { Answer, Bones } from '../../ui/answer.tsx';
import { Switch } from '../../ui/field.tsx';
import { State } from '../../ui/state.tsx';

const w = t.dueRules;

/** Which rules give due dates. Every row of a rule is shown, so that a date can be checked by reading. */
export function DueDatesPage(): ReactNode {
  const from = useLive('rules.list', {});
  const { value } = from;
  // Shown at once: judging every host anew takes a moment, and a switch that waits for it feels broken.
  const [wanted, setWanted] = useState<readonly string[] | null>(null);
  const used = wanted ?? (value ?? []).filter((rule) => rule.used).map((rule) => rule.id);
  const use = async (id: string, on: boolean): Promise<void> => {
    const ids = [...used.filter((each) => each !== id), ...(on ? [id] : [])];
    setWanted(ids);
    if (!(await act('rules.use', { ids }))) setWanted(null);
  };
  return (
    <Page title={w.title} above={{ text: t.settings.title, href: href(['settings']) }}>
      <div className="page" role="group" aria-label={w.title} tabIndex={0}>
        <div className="rules">
          <p className="dim">{w.intro}</p>
          <section className="rule">
            <div className="row">
              <h2 className="grow">{w.bod}</h2>
              <State of="done">{w.always}</State>
            </div>
            <p className="dim">{w.bodNote}</p>
          </section>
          <Answer from={from} what={w.title} bones={<Bones lines={8} />}>
            {(rules) => (rules.length === 0 ? <p className="dim">{w.empty}</p> : null)}
          </Answer>
          {value?.map((rule) => (
            <section key={rule.id} className="rule">
              <div className="row">
                <h2 className="grow">{rule.name}</h2>
                <Switch
                  label={<span className="vh">{w.use(rule.name)}</span>}
                  checked={used.includes(rule.id)}
                  onChange={(on) => void use(rule.id, on)}
                />
              </div>
              <p className="small faint">{rule.source}</p>
              <ul className="small dim">
                {rule.rows.map((row) => (
                  <li key={row}>{row}</li>
                ))}
              </ul>
            </section>
          ))}
        </div>
      </div>
    </Page>
  );
}
