import { useState, type ReactNode } from 'react';
import { ExceptionDraft } from '../../../shared/domain/exception.ts';
import { closeDialog } from '../../state/dialogs.ts';
import { useLive } from '../../state/live.ts';
import { act, tell } from '../../state/notices.ts';
import { t } from '../../texts/index.ts';
import { Dialog } from '../../ui/dialog.tsx';
import { Field, Radios } from '../../ui/field.tsx';
import { utcDay, whatOf } from './exception-words.ts';

const w = t.exceptions;
const KINDS = ['accepted', 'deferred', 'not-applicable'] as const;

interface AddProps {
  readonly cve: string;
  readonly source: string;
  readonly hostIds: readonly string[];
}

/** Excuses a finding until a day: nothing is guessed but what it is for. */
export function AddException({ cve, source, hostIds }: AddProps): ReactNode {
  const hosts = useLive('hosts.list', {}).value;
  const [form, setForm] = useState({ cve, source, owner: '', reason: '', control: '', expiresOn: '' });
  const [kind, setKind] = useState<ExceptionDraft['kind']>('accepted');
  const [names, setNames] = useState<string | null>(null);
  const [tried, setTried] = useState(false);
  const set = (part: Partial<typeof form>): void => setForm({ ...form, ...part });
  const nameOf = (id: string): string => hosts?.find((row) => row.host.id === id)?.host.name ?? id;
  const named = names ?? hostIds.map(nameOf).join(' ');
  const wanted = named.split(/[\s,]+/).filter(Boolean);
  const unknown = wanted.filter((name) => !hosts?.some((row) => row.host.name === name));
  const draft = {
    cve: form.cve.trim() || null,
    source: form.source.trim() || null,
    hostIds: (hosts ?? []).filter((row) => wanted.includes(row.host.name)).map((row) => row.host.id),
    kind,
    owner: form.owner,
    reason: form.reason,
    compensatingControl: form.control.trim() || null,
    expiresOn: form.expiresOn,
  };
  const errors = errorsOf(draft, unknown);
  const shown = tried ? errors : {};
  const add = async (): Promise<void> => {
    setTried(true);
    if (Object.values(errors).some(Boolean)) return;
    const added = await act('exceptions.add', draft);
    if (!added) return;
    closeDialog();
    tell({ tone: 'ok', text: w.made(whatOf(added)) });
  };
  return (
    <Dialog title={w.add} confirm={w.add} cancel={t.common.cancel} footNote={w.form.review} onClose={closeDialog} onConfirm={add}>
      <div className="form-grid">
        <Field label={w.form.cve} mono value={form.cve} onChange={(value) => set({ cve: value })} error={shown.cve} />
        <Field label={w.form.source} mono value={form.source} onChange={(value) => set({ source: value })} />
        <div className="whole">
          <Field label={w.form.chooseHosts} value={named} onChange={setNames} error={shown.hosts} note={w.form.chooseHostsNote} />
        </div>
        <div className="whole">
          <Radios
            label={w.form.kind}
            value={kind}
            onChange={setKind}
            options={KINDS.map((value) => ({ value, text: w.kinds[value], note: w.kindNotes[value] }))}
          />
        </div>
        <Field label={w.form.owner} value={form.owner} onChange={(value) => set({ owner: value })} error={shown.owner} />
        <Field
          label={w.form.until}
          type="date"
          value={form.expiresOn}
          onChange={(value) => set({ expiresOn: value })}
          error={shown.until}
        />
        <div className="whole">
          <Field
            label={w.form.reason}
            autoFocus
            lines={2}
            value={form.reason}
            onChange={(value) => set({ reason: value })}
            error={shown.reason}
          />
        </div>
        <div className="whole">
          <Field
            label={w.form.control}
            lines={2}
            value={form.control}
            onChange={(value) => set({ control: value })}
            note={w.form.controlNote}
          />
        </div>
      </div>
    </Dialog>
  );
}

/** The contract's own rule decides; here it gets a place and a word. */
function errorsOf(
  draft: ExceptionDraft,
  unknown: readonly string[],
): Partial<Record<'cve' | 'hosts' | 'owner' | 'reason' | 'until', string>> {
  const parsed = ExceptionDraft.safeParse(draft);
  const wrong = new Set(parsed.success ? [] : parsed.error.issues.map((issue) => issue.path[0]));
  const past = draft.expiresOn < utcDay();
  return {
    ...(wrong.has('cve') && { cve: draft.cve === null ? w.form.needOne : w.form.wrongCve }),
    ...(unknown.length > 0 && { hosts: w.form.unknownHosts(unknown.join(', ')) }),
    ...(wrong.has('owner') && { owner: w.form.needed }),
    ...(wrong.has('reason') && { reason: w.form.needed }),
    ...((wrong.has('expiresOn') || past) && { until: w.form.ahead }),
  };
}
