import type { ReactNode } from 'react';
import { useLive } from '../../state/live.ts';
import { t } from '../../texts/index.ts';
import { Button, IconButton } from '../../ui/button.tsx';
import { Choice, Field } from '../../ui/field.tsx';
import { emptyJump, type JumpFields } from './host-draft.ts';

const f = t.hostForm;
const MOST = 4;
/** A credential among the ways of signing in. */
const SHARED = 'credential ';

interface JumpsProps {
  readonly jumps: readonly JumpFields[];
  readonly onChange: (jumps: readonly JumpFields[]) => void;
  readonly errorOf: (path: string) => string | undefined;
  readonly leave: (path: string) => () => void;
}

export function JumpFieldset({ jumps, onChange, errorOf, leave }: JumpsProps): ReactNode {
  const credentials = useLive('credentials.list', {}).value ?? [];
  // The user stays in the form: it is what is shown where the credential is gone.
  const chosen = (value: JumpFields['signInBy'] | `${typeof SHARED}${string}`): Partial<JumpFields> => {
    const one = credentials.find((each) => `${SHARED}${each.id}` === value);
    return one
      ? { credentialId: one.id, user: one.user, signInBy: 'host' }
      : { credentialId: '', signInBy: value as JumpFields['signInBy'] };
  };
  const set = (index: number, part: Partial<JumpFields>): void =>
    onChange(jumps.map((jump, at) => (at === index ? { ...jump, ...part } : jump)));
  const bind = (index: number, field: 'address' | 'port' | 'user') => {
    const path = `jumps.${index}.${field}`;
    return {
      value: jumps[index]?.[field] ?? '',
      onChange: (value: string) => set(index, { [field]: value }),
      error: errorOf(path),
      onBlur: leave(path),
    };
  };
  return (
    <div className="whole stack" role="group" aria-label={f.jumps}>
      <span className="group-label">{f.jumps}</span>
      {jumps.map((jump, index) => (
        <div key={index} className="row" role="group" aria-label={f.jump(index + 1)} style={{ alignItems: 'flex-end' }}>
          <div className="grow">
            <Field label={f.address} {...bind(index, 'address')} />
          </div>
          <div style={{ width: 64 }}>
            <Field label={f.port} type="number" {...bind(index, 'port')} />
          </div>
          <div style={{ width: 110 }}>
            <Field label={f.user} {...bind(index, 'user')} />
          </div>
          <div style={{ width: 110 }}>
            <Choice
              label={f.signIn}
              value={jump.credentialId ? (`${SHARED}${jump.credentialId}` as const) : jump.signInBy}
              onChange={(value) => set(index, chosen(value))}
              options={[
                { value: 'host', text: f.asHost },
                { value: 'agent', text: f.agent },
                { value: 'key', text: f.key },
                { value: 'password', text: f.password },
                ...credentials.map((one) => ({ value: `${SHARED}${one.id}` as const, text: one.name })),
              ]}
            />
          </div>
          {jump.signInBy === 'key' && (
            <div className="grow">
              <Field
                label={f.keyPath}
                mono
                value={jump.keyPath}
                onChange={(keyPath) => set(index, { keyPath })}
                error={errorOf(`jumps.${index}.signIn.path`)}
                onBlur={leave(`jumps.${index}.signIn.path`)}
              />
            </div>
          )}
          <IconButton icon="minus" label={f.removeJump(index + 1)} onPress={() => onChange(jumps.filter((_, at) => at !== index))} />
        </div>
      ))}
      {jumps.length < MOST && (
        <div>
          <Button small icon="plus" onPress={() => onChange([...jumps, emptyJump])}>
            {f.addJump}
          </Button>
        </div>
      )}
    </div>
  );
}
