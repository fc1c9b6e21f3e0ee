import type { Transaction, TransactionItem } from '../../../shared/domain/plan.ts';
import { NotUnderstood } from './sections.ts';
import { isKernel } from './transaction.ts';

/** Packages that everything else has open, and which no restart of a service renews. */
const EVERYWHERE: Readonly<Record<string, string>> = {
  libc6: 'every process uses it',
  systemd: 'the first process and its helpers',
  dbus: 'the message bus is never restarted while people work',
  'dbus-daemon': 'the message bus is never restarted while people work',
  'intel-microcode': 'the processor loads it when it starts',
  'amd64-microcode': 'the processor loads it when it starts',
};

/** `hooks` are the packages whose own scripts ask for a reboot, and "!pending" where one was due before. */
export function expectReboot(items: readonly TransactionItem[], hooks: readonly string[]): Transaction['reboot'] {
  const unknown = hooks.find((line) => line !== '!pending' && !items.some((item) => item.name === line));
  if (unknown !== undefined) throw new NotUnderstood(unknown);
  const changed = items.filter((item) => item.action !== 'remove');
  const reasons = changed.flatMap((item) => {
    if (isKernel(item.name)) return [`${item.name}: a new kernel`];
    const why = EVERYWHERE[item.name] ?? (hooks.includes(item.name) ? 'its own script asks for it' : null);
    return why === null ? [] : [`${item.name}: ${why}`];
  });
  if (hooks.includes('!pending')) reasons.push('a reboot was due before');
  return { expected: reasons.length > 0, reasons: [...new Set(reasons)].slice(0, 100) };
}
