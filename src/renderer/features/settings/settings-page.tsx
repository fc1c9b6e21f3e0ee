import { useState, type FormEvent, type ReactNode } from 'react';
import type { Settings } from '../../../shared/contract/contract.ts';
import { Page } from '../../frame/page.tsx';
import { useLive } from '../../state/live.ts';
import { tell } from '../../state/notices.ts';
import { href } from '../../state/place.ts';
import { saveSettings } from '../../state/settings.ts';
import { t } from '../../texts/index.ts';
import { Answer, Bones } from '../../ui/answer.tsx';
import { Button } from '../../ui/button.tsx';
import { Field, Segments } from '../../ui/field.tsx';
import { Facts } from '../../ui/pane.tsx';

const w = t.settings;
const GIGABYTE = 1e9;

export function SettingsPage(): ReactNode {
  const from = useLive('settings.get', {});
  return (
    <Page title={w.title}>
      <div className="page">
        <Answer whole from={from} what={w.title} bones={<Bones lines={12} />}>
          {(settings) => (
            <div className="settings">
              <Look theme={settings.theme} />
              <Updates updates={settings.updates} />
              <Work settings={settings} />
              <Vulnerabilities />
              <About />
            </div>
          )}
        </Answer>
      </div>
    </Page>
  );
}

/** Takes effect at once: one sees what one has chosen. */
const Look = ({ theme }: { theme: Settings['theme'] }): ReactNode => (
  <section>
    <h2>{w.look}</h2>
    <Segments
      label={w.theme}
      value={theme}
      onChange={(next) => void saveSettings({ theme: next })}
      options={[
        { value: 'system', text: w.themes.system },
        { value: 'light', text: w.themes.light },
        { value: 'dark', text: w.themes.dark },
      ]}
    />
  </section>
);

/** The other shells are brought up to date by whatever installed them, so only Electron's window asks. */
function Updates({ updates }: Pick<Settings, 'updates'>): ReactNode {
  if (useLive('app.info', {}).value?.shell !== 'electron') return null;
  return (
    <section>
      <h2>{w.updates}</h2>
      <Segments
        label={w.updates}
        value={updates}
        onChange={(next) => void saveSettings({ updates: next })}
        options={[
          { value: 'ask', text: w.updatesChoices.ask },
          { value: 'off', text: w.updatesChoices.off },
        ]}
      />
      <p className="dim">{w.updatesNote}</p>
    </section>
  );
}

const inRange = (text: string, min: number, max: number): boolean =>
  /^\d+$/.test(text.trim()) && Number(text) >= min && Number(text) <= max;

function Work({ settings }: { settings: Settings }): ReactNode {
  const [concurrency, setConcurrency] = useState(String(settings.concurrency));
  const [days, setDays] = useState(String(settings.kitKeepDays));
  const [size, setSize] = useState(String(settings.kitMaxBytes / GIGABYTE));
  const errors = {
    concurrency: inRange(concurrency, 1, 50) ? undefined : w.number(1, 50),
    days: inRange(days, 1, 3650) ? undefined : w.number(1, 3650),
    size: /^\d+(\.\d+)?$/.test(size.trim()) ? undefined : w.positive,
  };
  const wrong = Object.values(errors).some((error) => error !== undefined);
  const save = async (): Promise<void> => {
    const saved = await saveSettings({
      concurrency: Number(concurrency),
      kitKeepDays: Number(days),
      kitMaxBytes: Math.round(Number(size) * GIGABYTE),
    });
    if (saved) tell({ tone: 'ok', text: w.saved });
  };
  const submit = (event: FormEvent): void => {
    event.preventDefault();
    if (!wrong) void save();
  };
  return (
    <form onSubmit={submit} noValidate className="settings" aria-label={w.title}>
      <section>
        <h2>{w.work}</h2>
        <Field
          label={w.concurrency}
          type="number"
          value={concurrency}
          onChange={setConcurrency}
          error={errors.concurrency}
          note={w.concurrencyNote}
        />
      </section>
      <section>
        <h2>{w.kits}</h2>
        <Field label={w.keepDays} type="number" value={days} onChange={setDays} error={errors.days} note={w.keepDaysNote} />
        <Field label={w.maxSize} type="number" value={size} onChange={setSize} error={errors.size} note={w.maxSizeNote} />
        <div>
          <Button type="submit" look="primary" disabled={wrong}>
            {w.save}
          </Button>
        </div>
      </section>
    </form>
  );
}

const Vulnerabilities = (): ReactNode => (
  <section>
    <h2>{t.findings.vulnerabilities}</h2>
    {(
      [
        ['feeds', t.feeds],
        ['due-dates', t.dueRules],
      ] as const
    ).map(([path, words]) => (
      <div key={path}>
        <a href={href(['settings', path])}>{words.link}</a>
        <p className="dim">{words.linkNote}</p>
      </div>
    ))}
  </section>
);

function About(): ReactNode {
  const info = useLive('app.info', {}).value;
  if (!info) return null;
  return (
    <section>
      <h2>{w.about}</h2>
      <Facts
        rows={[
          [w.version, `${t.common.app} ${info.version}`],
          [w.shell, w.shells[info.shell]],
          [w.data, <span className="mono">{info.dataFolder}</span>],
          [w.user, info.isRoot ? `${info.user}, ${w.root}` : info.user],
        ]}
      />
    </section>
  );
}
