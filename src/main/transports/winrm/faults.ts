import type { Problem } from '../../../shared/domain/problem.ts';
import { cleanText } from '../../../shared/domain/text.ts';
import type { Fault } from './soap/answers.ts';

/** winerror.h and wsmerror.h. */
const ACCESS_DENIED = 5;
const BUSY = 170;
const OPERATION_TIMEOUT = 0x80338029;
const SHELL_GONE: readonly number[] = [0x8033805b, 0x800703fa];
const QUOTA: readonly number[] = [0x803381a5, 0x803381a6];

/** Nothing to say yet: ask again. Hosts before 2012 say it by name only. */
export const isNotYet = ({ code, subcode }: Fault): boolean => code === OPERATION_TIMEOUT || (code === null && subcode === 'TimedOut');
export const isBusy = ({ code }: Fault): boolean => code === BUSY;

export function problemOfFault(fault: Fault, what: string, { address, user }: { address: string; user: string }): Problem {
  const detail = cleanText(fault.text, 1000);
  const { code, subcode } = fault;
  if (code === ACCESS_DENIED || subcode === 'AccessDenied') return { kind: 'winrm-denied', user, address, detail };
  if (subcode === 'QuotaLimit' || (code !== null && QUOTA.includes(code))) return { kind: 'winrm-quota', user, address, detail };
  if (code !== null && SHELL_GONE.includes(code))
    return { kind: 'connection-lost', address, detail: detail || 'the shell on the host is gone' };
  return { kind: 'winrm-fault', address, what, code, detail };
}
