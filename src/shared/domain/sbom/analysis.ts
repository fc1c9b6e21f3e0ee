import type { Exception } from '../exception.ts';
import type { Finding, Status } from '../matching/finding.ts';

/** CycloneDX 1.6, vulnerabilities[].analysis. */
interface Analysis {
  readonly state: 'exploitable' | 'in_triage' | 'not_affected';
  readonly justification?: 'protected_by_mitigating_control';
  readonly response?: readonly ('update' | 'will_not_fix' | 'workaround_available')[];
  readonly detail: string;
  readonly firstIssued?: string;
}

/** "exploitable" is CycloneDX's word for affected; what nobody has judged is in triage, and never "not affected". */
const BY_STATUS: Readonly<Record<Status, Omit<Analysis, 'detail'>>> = {
  'fixed-available': { state: 'exploitable', response: ['update'] },
  'affected-no-fix': { state: 'exploitable' },
  deferred: { state: 'exploitable' },
  'will-not-fix': { state: 'exploitable', response: ['will_not_fix'] },
  unimportant: { state: 'in_triage' },
  'end-of-life': { state: 'in_triage' },
  'cannot-judge': { state: 'in_triage' },
  'not-affected': { state: 'not_affected' },
};

/** What a person decided leads; else what the vendor's data say. */
export const analysisOf = (finding: Finding, exception: Exception | null): Analysis =>
  exception
    ? decided(exception)
    : { ...BY_STATUS[finding.status], detail: [`${finding.status} (${finding.why.rule})`, ...finding.why.words].join('; ') };

function decided({ kind, owner, reason, compensatingControl, createdAt, expiresOn }: Exception): Analysis {
  const control = compensatingControl ? `. In place: ${compensatingControl}` : '';
  const word = { 'not-applicable': 'Not applicable', accepted: 'Accepted', deferred: 'Deferred' }[kind];
  const detail = `${word} by ${owner} until ${expiresOn}: ${reason}${control}`;
  if (kind === 'not-applicable')
    return {
      state: 'not_affected',
      ...(compensatingControl && { justification: 'protected_by_mitigating_control' }),
      detail,
      firstIssued: createdAt,
    };
  const response = [...(compensatingControl ? ['workaround_available' as const] : []), ...(kind === 'deferred' ? ['update' as const] : [])];
  return { state: 'exploitable', ...(response.length && { response }), detail, firstIssued: createdAt };
}
