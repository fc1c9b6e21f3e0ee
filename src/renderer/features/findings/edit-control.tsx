import { useState, type ReactNode } from 'react';
import { ControlDraft, type EndOfLifeRow } from '../../../shared/contract/vulnerabilities.ts';
import { closeDialog } from '../../state/dialogs.ts';
import { act } from '../../state/notices.ts';
import { t } from '../../texts/index.ts';
import { Dialog } from '../../ui/dialog.tsx';
import { Field } from '../../ui/field.tsx';
import { titleOf } from './end-of-life-words.ts';

const w = t.endOfLife;

/** What was bought for, or holds the risk of, something that has ended; somebody looks at it again on a day. */
export function EditControl({ row }: { row: EndOfLifeRow }): ReactNode {
  const { control } = row;
  const [form, setForm] = useState({
    support: control?.extendedSupport ?? '',
    until: control?.extendedUntil ?? '',
    control: control?.control ?? '',
    owner: control?.owner ?? '',
    review: control?.reviewOn ?? '',
  });
  const [tried, setTried] = useState(false);
  const set = (part: Partial<typeof form>): void => setForm({ ...form, ...part });
  const draft = {
    hostId: row.hostId,
    product: row.product,
    extendedSupport: form.support.trim() || null,
    extendedUntil: form.until || null,
    control: form.control,
    owner: form.owner,
    reviewOn: form.review,
  };
  const parsed = ControlDraft.safeParse(draft);
  const wrong = new Set(parsed.success || !tried ? [] : parsed.error.issues.map((issue) => issue.path[0]));
  const save = async (): Promise<void> => {
    setTried(true);
    if (parsed.success && (await act('endOfLife.saveControl', parsed.data))) closeDialog();
  };
  return (
    <Dialog
      title={w.title(`${titleOf(row)} on ${row.hostName}`)}
      confirm={w.save}
      cancel={t.common.cancel}
      onClose={closeDialog}
      onConfirm={save}
    >
      <div className="form-grid">
        <div className="whole">
          <Field
            label={w.form.control}
            autoFocus
            lines={2}
            value={form.control}
            onChange={(value) => set({ control: value })}
            note={w.form.controlNote}
          />
        </div>
        <Field
          label={w.form.owner}
          value={form.owner}
          onChange={(value) => set({ owner: value })}
          error={wrong.has('owner') ? t.exceptions.form.needed : undefined}
        />
        <Field
          label={w.form.review}
          type="date"
          value={form.review}
          onChange={(value) => set({ review: value })}
          error={wrong.has('reviewOn') ? w.form.day : undefined}
        />
        <Field label={w.form.support} value={form.support} onChange={(value) => set({ support: value })} note={w.form.supportNote} />
        <Field label={w.form.until} type="date" value={form.until} onChange={(value) => set({ until: value })} />
      </div>
    </Dialog>
  );
}
