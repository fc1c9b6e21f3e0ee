import type { ReactNode } from 'react';
import type { CallOutput } from '../../../shared/contract/contract.ts';
import { Page } from '../../frame/page.tsx';
import { useLive } from '../../state/live.ts';
import { act } from '../../state/notices.ts';
import { href } from '../../state/place.ts';
import { t } from '../../texts/index.ts';
import { Switch } from '../../ui/field.tsx';
import { ProblemVerdict } from '../../ui/problem-verdict.tsx';
import { State } from '../../ui/state.tsx';

const w = t.dueRules;
type Rule = CallOutput<'rules.list'>[number];

/** Which rules give due dates. Every row of a rule is shown, so that a date can be checked by reading. */
export function DueDatesPage(): ReactNode {
  const { value, problem } = useLive('rules.list', {});
  const use = (rule: Rule, on: boolean): void => {
    const others = (value ?? []).filter((each) => each.used && each.id !== rule.id).map((each) => each.id);
    void act('rules.use', { ids: on ? [...others, rule.id] : others });
  };
  return (
    <Page title={w.title} above={{ text: t.settings.title, href: href(['settings']) }}>
      <div className="page" role="group" aria-label={w.title} tabIndex={0}>
        {problem && <ProblemVerdict problem={problem} />}
        <div className="settings rules">
          <p className="dim">{w.intro}</p>
          <section className="rule">
            <div className="row">
              <h2 className="grow">{w.bod}</h2>
              <State of="done">{w.always}</State>
            </div>
            <p className="dim">{w.bodNote}</p>
          </section>
          {value?.length === 0 && <p className="dim">{w.empty}</p>}
          {value?.map((rule) => (
            <section key={rule.id} className="rule">
              <div className="row">
                <h2 className="grow">{rule.name}</h2>
                <Switch label={<span className="vh">{w.use(rule.name)}</span>} checked={rule.used} onChange={(on) => use(rule, on)} />
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
