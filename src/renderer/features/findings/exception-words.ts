import type { Exception, ExceptionDraft } from '../../../shared/domain/exception.ts';
import { holds } from '../../../shared/domain/exception.ts';
import { daysTo } from '../../state/findings.ts';
import type { t } from '../../texts/index.ts';
import type { StateKind } from '../../ui/states.ts';

const SOON_DAYS = 14;
export type ExceptionState = keyof typeof t.exceptions.states;

/** An exception's days are counted in UTC, as the rule that lets it hold does. */
export const utcDay = (): string => new Date().toISOString().slice(0, 10);

export function stateOf(one: Exception): ExceptionState {
  if (one.endedAt !== null) return 'ended';
  if (!holds(one, utcDay())) return 'expired';
  return daysTo(one.expiresOn) <= SOON_DAYS ? 'soon' : 'holds';
}

export const stateKinds: Readonly<Record<ExceptionState, StateKind>> = {
  holds: 'excepted',
  soon: 'dueSoon',
  expired: 'overdue',
  ended: 'skipped',
};

/** "CVE-2026-1234 in openssl". */
export const whatOf = ({ cve, source }: Pick<ExceptionDraft, 'cve' | 'source'>): string =>
  cve && source ? `${cve} in ${source}` : (cve ?? source ?? '');
