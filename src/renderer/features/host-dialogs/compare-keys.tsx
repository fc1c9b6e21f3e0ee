import { useState, type ReactNode } from 'react';
import { closeDialog } from '../../state/dialogs.ts';
import { useLive } from '../../state/live.ts';
import { t } from '../../texts/index.ts';
import { Dialog } from '../../ui/dialog.tsx';
import { Field } from '../../ui/field.tsx';
import { Verdict } from '../../ui/verdict.tsx';
import { agreeing, bare } from './fingerprint.ts';

/** A changed key is compared here and never accepted: whether the host was replaced is found out elsewhere. */
export function CompareKeys({ hostId }: { hostId: string }): ReactNode {
  const row = useLive('hosts.list', {}).value?.find((each) => each.host.id === hostId);
  const [pasted, setPasted] = useState('');
  const problem = row?.scan.problem;
  if (!row || problem?.kind !== 'host-key-changed') return null;
  const agree = agreeing(pasted, problem.fingerprint);
  const all = bare(problem.fingerprint).length;
  const complete = bare(pasted).length >= all;
  return (
    <Dialog title={t.keys.compareTitle(row.host.name)} cancel={t.keys.close} onClose={closeDialog} width={600} footNote={t.keys.blocked}>
      <div className="fingerprints">
        {problem.known.map((key) => (
          <KeyLine key={key.fingerprint} label={t.keys.was} keyType={key.keyType} fingerprint={key.fingerprint} />
        ))}
        <KeyLine label={t.keys.now} keyType={problem.keyType} fingerprint={problem.fingerprint} bad />
      </div>
      <section>
        <h3>{t.keys.toFindOut}</h3>
        <ol className="numbered">
          {t.keys.steps.map((step) => (
            <li key={step}>{step}</li>
          ))}
        </ol>
        <code className="code">{t.keys.command}</code>
      </section>
      <Field label={t.keys.paste} value={pasted} onChange={setPasted} mono autoFocus note={t.keys.agree(agree, all)} />
      {complete && agree === all && (
        <Verdict of="differs" title={t.keys.same}>
          <code className="code">{t.keys.forget(problem.address)}</code>
        </Verdict>
      )}
      {complete && agree < all && <Verdict of="keyChanged" title={t.keys.differs} />}
    </Dialog>
  );
}

const KeyLine = ({
  label,
  keyType,
  fingerprint,
  bad = false,
}: {
  label: string;
  keyType: string;
  fingerprint: string;
  bad?: boolean;
}): ReactNode => (
  <>
    <span className="faint">{label}</span>
    <span className={bad ? 'bad' : undefined}>
      <code>{fingerprint}</code> <span className="dim small">{keyType}</span>
    </span>
  </>
);
