import { useEffect, useRef, useState, type ReactNode } from 'react';
import { Button as AriaButton } from 'react-aria-components';
import { Icon, type IconName } from './icon.tsx';

interface ButtonProps {
  readonly children: ReactNode;
  /** While what it returns is pending, the button takes no second press. */
  readonly onPress?: () => unknown;
  readonly look?: 'normal' | 'primary' | 'danger' | 'danger-filled' | 'quiet';
  readonly small?: boolean;
  readonly icon?: IconName;
  readonly iconAfter?: IconName;
  readonly disabled?: boolean;
  readonly type?: 'button' | 'submit';
  /** Where the visible word is not enough on its own: "Retry web-01". */
  readonly label?: string;
  readonly describedBy?: string;
  /** -1 inside a table's row, whose arrow keys reach it. */
  readonly tabIndex?: number;
  readonly autoFocus?: boolean;
}

const classes = { normal: '', primary: 'primary', danger: 'danger', 'danger-filled': 'danger primary', quiet: 'quiet' } as const;

export function Button({
  children,
  onPress,
  look = 'normal',
  small = false,
  icon,
  iconAfter,
  disabled = false,
  type = 'button',
  label,
  describedBy,
  tabIndex,
  autoFocus,
}: ButtonProps): ReactNode {
  const [pending, setPending] = useState(false);
  const alive = useRef(true);
  useEffect(() => {
    alive.current = true;
    return () => {
      alive.current = false;
    };
  }, []);

  const press = async (): Promise<void> => {
    if (pending) return;
    setPending(true);
    try {
      await onPress?.();
    } finally {
      if (alive.current) setPending(false);
    }
  };

  return (
    <AriaButton
      className={`btn ${classes[look]} ${small ? 'sm' : ''}`}
      type={type}
      isDisabled={disabled}
      data-pending={pending ? '' : undefined}
      onPress={() => void press()}
      {...(label === undefined ? {} : { 'aria-label': label })}
      {...(describedBy === undefined ? {} : { 'aria-describedby': describedBy })}
      {...(tabIndex === undefined ? {} : { excludeFromTabOrder: tabIndex < 0 })}
      {...(autoFocus ? { autoFocus } : {})}
    >
      {icon && <Icon name={icon} size="small" />}
      {children}
      {iconAfter && <Icon name={iconAfter} size="small" />}
    </AriaButton>
  );
}

/** A button that is an icon alone; only for what everybody knows, like closing. */
export const IconButton = ({ icon, label, onPress }: { icon: IconName; label: string; onPress: () => unknown }): ReactNode => (
  <AriaButton
    className="btn quiet icon-only"
    aria-label={label}
    onPress={() => void onPress()}
    data-close={icon === 'close' ? '' : undefined}
  >
    <Icon name={icon} />
  </AriaButton>
);
