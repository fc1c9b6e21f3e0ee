import type { ReactNode } from 'react';
import { Icon, type IconName } from './icon.tsx';

const icons: Record<'live' | 'warn' | 'bad' | 'ok', IconName> = { live: 'info', warn: 'warning', bad: 'fail', ok: 'ok' };

/** One line, one button, one at a time. */
export const Banner = ({
  tone,
  children,
  action,
}: {
  tone: 'live' | 'warn' | 'bad' | 'ok';
  children: ReactNode;
  action?: ReactNode;
}): ReactNode => (
  <div className={`banner ${tone}`} role={tone === 'bad' ? 'alert' : 'status'}>
    <Icon name={icons[tone]} />
    <p>{children}</p>
    {action}
  </div>
);
