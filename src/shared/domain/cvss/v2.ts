import type { Metrics } from './cvss.ts';

/** CVSS v2 guide 3.2: weights of the metric values. Names in the order of the specification. */
const W: Readonly<Record<string, Readonly<Record<string, number>>>> = {
  AV: { L: 0.395, A: 0.646, N: 1 },
  AC: { H: 0.35, M: 0.61, L: 0.71 },
  Au: { M: 0.45, S: 0.56, N: 0.704 },
  impact: { N: 0, P: 0.275, C: 0.66 },
  E: { U: 0.85, POC: 0.9, F: 0.95, H: 1 },
  RL: { OF: 0.87, TF: 0.9, W: 0.95, U: 1 },
  RC: { UC: 0.9, UR: 0.95, C: 1 },
  CDP: { N: 0, L: 0.1, LM: 0.3, MH: 0.4, H: 0.5, ND: 0 },
  TD: { N: 0, L: 0.25, M: 0.75, H: 1 },
  requirement: { L: 0.5, M: 1, H: 1.51 },
};
/** A value that is not given, or ND, changes nothing: a factor of 1. */
const weight = (table: string, value: string | undefined): number => W[table]?.[value ?? 'ND'] ?? 1;

/** To one decimal, half up; what binary fractions add or take is far below 1e-9. */
const round = (score: number): number => Math.floor(score * 10 + 0.5 + 1e-9) / 10;

function baseOf(m: Metrics, impact: number): number {
  const exploitability = 20 * weight('AV', m['AV']) * weight('AC', m['AC']) * weight('Au', m['Au']);
  return impact === 0 ? 0 : round((0.6 * impact + 0.4 * exploitability - 1.5) * 1.176);
}

const temporalOf = (m: Metrics, base: number): number => round(base * weight('E', m['E']) * weight('RL', m['RL']) * weight('RC', m['RC']));

/** CVSS v2 guide 3.2.1 to 3.2.3. */
export function scoreV2(m: Metrics): { base: number; temporal: number; environmental: number } {
  const [c, i, a] = [m['C'], m['I'], m['A']].map((value) => weight('impact', value)) as [number, number, number];
  const [cr, ir, ar] = [m['CR'], m['IR'], m['AR']].map((value) => weight('requirement', value)) as [number, number, number];
  const base = baseOf(m, 10.41 * (1 - (1 - c) * (1 - i) * (1 - a)));
  const adjusted = temporalOf(m, baseOf(m, Math.min(10, 10.41 * (1 - (1 - c * cr) * (1 - i * ir) * (1 - a * ar)))));
  const damage = m['CDP'] === undefined ? 0 : weight('CDP', m['CDP']);
  return { base, temporal: temporalOf(m, base), environmental: round((adjusted + (10 - adjusted) * damage) * weight('TD', m['TD'])) };
}
