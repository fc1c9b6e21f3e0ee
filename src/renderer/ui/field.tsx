import { useId, type ReactNode, type Ref } from 'react';

interface FieldProps {
  readonly label: string;
  readonly value: string;
  readonly onChange: (value: string) => void;
  readonly error?: string | undefined;
  readonly note?: ReactNode;
  readonly type?: 'text' | 'password' | 'number' | 'date';
  readonly placeholder?: string;
  readonly mono?: boolean;
  readonly autoFocus?: boolean;
  readonly lines?: number;
  readonly onBlur?: () => void;
  readonly inputRef?: Ref<HTMLInputElement>;
  /** What others have there already, offered while typing. */
  readonly suggestions?: readonly string[];
  /** Where the label stands elsewhere: the accessible name alone. */
  readonly hideLabel?: boolean;
}

/** Label, input, and under it what is wrong or worth knowing. */
export function Field({
  label,
  value,
  onChange,
  error,
  note,
  type = 'text',
  placeholder,
  mono = false,
  autoFocus = false,
  lines,
  onBlur,
  inputRef,
  suggestions,
  hideLabel = false,
}: FieldProps): ReactNode {
  const id = useId();
  const noteId = `${id}-note`;
  const said = error ?? note;
  const shared = {
    id,
    value,
    placeholder,
    autoFocus,
    onBlur,
    className: `input ${mono ? 'mono' : ''}`,
    autoComplete: 'off',
    spellCheck: false,
    'aria-label': hideLabel ? label : undefined,
    'aria-invalid': error !== undefined,
    'aria-describedby': said ? noteId : undefined,
  };
  return (
    <div className="field">
      {!hideLabel && (
        <label className="label" htmlFor={id}>
          {label}
        </label>
      )}
      {lines ? (
        <textarea {...shared} rows={lines} onChange={(event) => onChange(event.target.value)} />
      ) : (
        <input
          {...shared}
          ref={inputRef}
          list={suggestions?.length ? `${id}-list` : undefined}
          type={type === 'number' ? 'text' : type}
          inputMode={type === 'number' ? 'numeric' : undefined}
          onChange={(event) => onChange(event.target.value)}
        />
      )}
      {suggestions && suggestions.length > 0 && (
        <datalist id={`${id}-list`}>
          {suggestions.map((each) => (
            <option key={each} value={each} />
          ))}
        </datalist>
      )}
      {said && (
        <span id={noteId} className={error ? 'field-error' : 'field-note'}>
          {said}
        </span>
      )}
    </div>
  );
}

interface OptionsProps<V extends string> {
  readonly label: string;
  readonly value: V;
  readonly options: readonly { readonly value: V; readonly text: string; readonly note?: string }[];
  readonly onChange: (value: V) => void;
}

/** One of a few, side by side. */
export function Segments<V extends string>({ label, value, options, onChange }: OptionsProps<V>): ReactNode {
  const name = useId();
  return (
    <div className="segments" role="radiogroup" aria-label={label}>
      {options.map((option) => (
        <label key={option.value}>
          <input type="radio" name={name} checked={option.value === value} onChange={() => onChange(option.value)} />
          {option.text}
        </label>
      ))}
    </div>
  );
}

/** One of a few, under each other, each with room for what it means. */
export function Radios<V extends string>({ label, value, options, onChange }: OptionsProps<V>): ReactNode {
  const name = useId();
  return (
    <div role="radiogroup" aria-labelledby={`${name}-label`} className="field">
      <span id={`${name}-label`} className="label">
        {label}
      </span>
      {options.map((option) => (
        <label key={option.value} className="option">
          <input type="radio" className="dot" name={name} checked={option.value === value} onChange={() => onChange(option.value)} />
          <span>
            {option.text} {option.note && <span className="dim">{option.note}</span>}
          </span>
        </label>
      ))}
    </div>
  );
}

export function Choice<V extends string>({
  label,
  value,
  options,
  onChange,
  inline = false,
  hideLabel = false,
}: OptionsProps<V> & { inline?: boolean; hideLabel?: boolean }): ReactNode {
  const id = useId();
  const select = (
    <select
      id={id}
      className="input"
      aria-label={hideLabel ? label : undefined}
      value={value}
      onChange={(event) => onChange(event.target.value as V)}
    >
      {options.map((option) => (
        <option key={option.value} value={option.value}>
          {option.text}
        </option>
      ))}
    </select>
  );
  return (
    <div className={inline ? 'row' : 'field'}>
      {!hideLabel && (
        <label className={inline ? 'dim nowrap' : 'label'} htmlFor={id}>
          {label}
        </label>
      )}
      {select}
    </div>
  );
}

interface TickProps {
  readonly label: ReactNode;
  readonly checked: boolean;
  readonly onChange: (checked: boolean) => void;
  readonly disabled?: boolean;
}

export const Tick = ({ label, checked, onChange, disabled = false }: TickProps): ReactNode => (
  <label className="option">
    <input type="checkbox" className="box" checked={checked} disabled={disabled} onChange={(event) => onChange(event.target.checked)} />
    <span>{label}</span>
  </label>
);

export const Switch = ({ label, checked, onChange, disabled = false }: TickProps): ReactNode => (
  <label className="option nowrap">
    <input
      type="checkbox"
      role="switch"
      className="toggle"
      checked={checked}
      disabled={disabled}
      onChange={(event) => onChange(event.target.checked)}
    />
    <span>{label}</span>
  </label>
);
