import type { CvssVector } from '../cvss/cvss.ts';
import type { TechnicalImpact } from './bod-26-04.ts';

/** An answer with where it comes from. Estimated: derived by a rule, and said by nobody. */
interface Answer<T> {
  readonly value: T;
  readonly source: string;
  readonly estimated: boolean;
}

/** What CISA says of a CVE in its part of the CVE record (Vulnrichment). */
interface Ssvc {
  readonly exploitation: 'none' | 'poc' | 'active' | null;
  readonly automatable: boolean | null;
  readonly impact: TechnicalImpact | null;
}

export interface BodInputs {
  readonly inKev: Answer<boolean>;
  /** null where nobody has said whether the host can be reached from the internet. */
  readonly exposed: Answer<boolean | null>;
  readonly automatable: Answer<boolean>;
  readonly impact: Answer<TechnicalImpact>;
  /** Not one of the four, but what rules of others ask for; null where nobody has said. */
  readonly exploitation?: Answer<'none' | 'poc' | 'active' | null>;
}

/** The spelling of SSVC values differs from record to record (none and None, poc and PoC and public poc). What is no value is null. */
export function readSsvc(exploitation: string, automatable: string, impact: string): Ssvc {
  const [how, auto, harm] = [exploitation, automatable, impact].map((word) => word.trim().toLowerCase());
  return {
    exploitation: how === 'public poc' ? 'poc' : how === 'none' || how === 'poc' || how === 'active' ? how : null,
    automatable: auto === 'yes' ? true : auto === 'no' ? false : null,
    impact: harm === 'partial' || harm === 'total' ? harm : null,
  };
}

/**
 * The four answers that BOD 26-04 asks for. Where CISA has not said, automatable and technical impact are estimated
 * from the CVSS vector; where there is none, too, as the cautious calculators do: not automatable, impact total.
 */
export function bodInputs(known: {
  readonly kevAdded: string | null;
  readonly exposed: boolean | null;
  readonly ssvc: Ssvc | null;
  readonly cvss: CvssVector | null;
}): BodInputs {
  const { kevAdded, exposed, ssvc, cvss } = known;
  return {
    inKev: said(kevAdded !== null, kevAdded === null ? 'not in KEV' : `KEV, added ${kevAdded}`),
    exposed: said(exposed, exposed === null ? 'not said for this host' : 'said for this host'),
    automatable: typeof ssvc?.automatable === 'boolean' ? said(ssvc.automatable, 'CISA SSVC') : estimateAutomatable(cvss),
    impact: ssvc?.impact ? said(ssvc.impact, 'CISA SSVC') : estimateImpact(cvss),
    exploitation: exploitationOf(kevAdded, ssvc),
  };
}

/** KEV lists what is exploited; CISA's SSVC may be older than that. */
function exploitationOf(kevAdded: string | null, ssvc: Ssvc | null): Answer<'none' | 'poc' | 'active' | null> {
  if (kevAdded !== null) return said('active', `KEV, added ${kevAdded}`);
  return said(ssvc?.exploitation ?? null, ssvc?.exploitation ? 'CISA SSVC' : 'not said');
}

const said = <T>(value: T, source: string): Answer<T> => ({ value, source, estimated: false });
const estimated = <T>(value: T, source: string): Answer<T> => ({ value, source, estimated: true });
const NO_VECTOR = 'no SSVC and no CVSS vector';

function estimateAutomatable(cvss: CvssVector | null): Answer<boolean> {
  if (!cvss) return estimated(false, NO_VECTOR);
  const m = cvss.metrics;
  // v2 has no PR and no UI; its Au:N says that nobody signs in.
  const alone = cvss.version === '2.0' ? m['Au'] === 'N' : m['PR'] === 'N' && m['UI'] === 'N';
  return estimated(m['AV'] === 'N' && m['AC'] === 'L' && alone, `from CVSS ${cvss.version}`);
}

function estimateImpact(cvss: CvssVector | null): Answer<TechnicalImpact> {
  if (!cvss) return estimated('total', NO_VECTOR);
  const m = cvss.metrics;
  const harm = cvss.version === '4.0' ? [m['VC'], m['VI'], m['VA']] : [m['C'], m['I'], m['A']];
  const whole = cvss.version === '2.0' ? 'C' : 'H';
  return estimated(harm.every((value) => value === whole) ? 'total' : 'partial', `from CVSS ${cvss.version}`);
}
